import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusedLocalName } from '../transfers/index';
import { localNameFor } from './local-name';

const platforms = ['win32', 'darwin', 'linux'] as const;

test('what a double click would run is refused or becomes plain text, on every platform', () => {
  for (const platform of platforms) {
    for (const name of [
      'a.exe',
      'A.EXE',
      'a.txt.lnk',
      'x.scr',
      'x.msi',
      'x.jar',
      'x.app',
      'x.url',
    ]) {
      assert.ok('refused' in localNameFor(name, platform), `${name} on ${platform}`);
    }
    const scripts = ['a.bat', 'a.cmd', 'a.ps1', 'a.vbs', 'a.js', 'a.wsf', 'a.reg', 'a.sh'];
    for (const name of [
      ...scripts,
      'a.desktop',
      'a.command',
      'a.html',
      'a.svg',
      'Makefile',
      '.x',
    ]) {
      assert.deepEqual(localNameFor(name, platform), { name: `${name}.txt` });
    }
  }
  assert.deepEqual(localNameFor('train.py', 'win32'), { name: 'train.py.txt' });
  assert.deepEqual(localNameFor('train.py', 'linux'), { name: 'train.py' });
  // Whose ending nothing is known of, its content would decide.
  for (const name of ['slurm-1.out', 'a.err', 'a.conf', 'kernel.cu', 'a.jsonl', 'a.ts', 'a.r']) {
    assert.deepEqual(localNameFor(name, 'linux'), { name: `${name}.txt` });
  }
  assert.deepEqual(localNameFor('a.xml', 'win32'), { name: 'a.xml.txt' });
});

test('documents keep their name, so that their own program opens', () => {
  for (const name of ['a.csv', 'notes.md', 'b.YAML', 'c.png', 'Bericht.docx', 'x.ipynb']) {
    assert.deepEqual(localNameFor(name, 'win32'), { name });
  }
});

test('names that mislead or that a platform refuses become harmless', () => {
  const nasty = [
    'a.exe ',
    'a.exe.',
    'a\u202etxt.exe',
    'gpj.\u202e.bat',
    'con.txt',
    'nul',
    'a:b.txt',
    'a\\..\\b.txt',
    'a\nb.txt',
    '..',
    'x'.repeat(255),
    '🙂'.repeat(63),
    '"$(id)".txt',
    '-rf.txt',
  ];
  for (const platform of platforms) {
    for (const name of nasty) {
      const local = localNameFor(name, platform);
      if ('refused' in local) continue;
      assert.equal(refusedLocalName(local.name, 'win32'), undefined, local.name);
      assert.doesNotMatch(local.name, /\.(?:exe|bat)$/i);
      assert.doesNotMatch(local.name, /[\p{Cc}\p{Cf}/\\]/u);
      assert.ok(Buffer.byteLength(local.name) <= 255);
    }
  }
});
