import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { servedFile } from './served-file';

const posix = (address: string) => servedFile('/app/out/renderer', address, path.posix)?.path;
const windows = (address: string) => servedFile('C:\\app\\renderer', address, path.win32)?.path;

test('files of the page are found on both kinds of system', () => {
  assert.equal(posix('app://labmate/index.html'), '/app/out/renderer/index.html');
  assert.equal(posix('app://labmate/assets/a%20b.js?x#y'), '/app/out/renderer/assets/a b.js');
  assert.equal(windows('app://labmate/assets/a.js'), 'C:\\app\\renderer\\assets\\a.js');
});

test('nothing outside of the folder is served, however it is written', () => {
  const attacks = [
    'app://labmate/..%2fmain%2findex.js',
    'app://labmate/%2e%2e%2fmain/index.js',
    'app://labmate/..%5cmain%5cindex.js',
    'app://labmate/%5c..%5c..%5cmain%5cindex.js',
    'app://labmate/x/..%2f..%2f..%2frenderer-of-others/a.js',
    'app://labmate/..%2frenderer2/a.js',
    'app://labmate/C:/Windows/a.js',
    'app://labmate/%5c%5cserver%5cshare%5c..%5c..%5c..%5ca.js',
    'app://labmate/index.html:hidden.js',
    'app://labmate/index.html%00.js',
    'app://labmate/%',
    'app://labmate/%ff.js',
    'app://other/index.html',
    'app://labmate.example/index.html',
    'file:///app/out/renderer/index.html',
    'not an address',
  ];
  for (const address of attacks) {
    const where = windows(address);
    assert.ok(
      where === undefined || where.startsWith('C:\\app\\renderer\\'),
      `${address}: ${where}`,
    );
    const there = posix(address);
    assert.ok(
      there === undefined || there.startsWith('/app/out/renderer/'),
      `${address}: ${there}`,
    );
  }
  for (const address of attacks.filter((one) => !/%5c/i.test(one))) {
    assert.equal(posix(address), undefined, address);
    assert.equal(windows(address), undefined, address);
  }
});

test('only kinds of files that the page has', () => {
  assert.equal(posix('app://labmate/index.js.map'), undefined);
  assert.equal(posix('app://labmate/'), undefined);
  assert.equal(posix('app://labmate/a.constructor'), undefined);
});
