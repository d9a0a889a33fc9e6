import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collisionKey, refusedLocalName } from './local-names';

test('names that lead elsewhere are refused everywhere', () => {
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    for (const name of ['', '.', '..', '/etc/passwd', 'a/b', '../x', 'a\0b', 'x'.repeat(256)]) {
      assert.ok(refusedLocalName(name, platform), `${platform}: ${JSON.stringify(name)}`);
    }
    for (const name of ['...', '..a', '.bashrc', 'a b', '-rf', 'ünï', 'x'.repeat(255)]) {
      const expected = platform === 'win32' && name === '...';
      assert.equal(
        refusedLocalName(name, platform) !== undefined,
        expected,
        `${platform}: ${name}`,
      );
    }
  }
});

test('on Windows also devices, streams, and what Windows would silently change', () => {
  const refused = [
    'a\\b',
    '..\\x',
    'C:',
    'x:stream',
    'dot.',
    'space ',
    '...',
    'a\nb',
    'a*b',
    '"q"',
    'con',
    'CON',
    'nul.txt',
    'Aux.tar.gz',
    'com1',
    'LPT9.log',
    'com¹',
    'CONIN$',
    'con .txt',
  ];
  for (const name of refused) {
    assert.ok(refusedLocalName(name, 'win32'), name);
    assert.equal(refusedLocalName(name.replaceAll('/', ''), 'linux'), undefined, name);
  }
  for (const name of ['console', 'com', 'com10', 'lpt', 'nulls.txt', "it's", 'a.b c']) {
    assert.equal(refusedLocalName(name, 'win32'), undefined, name);
  }
});

test('names that are one file where case is ignored collide', () => {
  assert.notEqual(collisionKey('A', 'linux'), collisionKey('a', 'linux'));
  assert.equal(collisionKey('README', 'win32'), collisionKey('ReadMe', 'win32'));
  assert.equal(collisionKey('É', 'darwin'), collisionKey('e\u0301', 'darwin'));
});
