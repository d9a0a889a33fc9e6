/** Which licences may ship, and that the list of what ships is whole. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatherLicences, isAllowed, licenceOf } from './licences.mjs';

test('choices and lists of licences', () => {
  for (const good of ['MIT', '(MIT OR GPL-3.0)', 'BSD-3-Clause AND MIT', '(MIT OR CC0-1.0)'])
    assert.equal(isAllowed(good), true, good);
  for (const bad of ['', 'GPL-3.0', 'MIT AND GPL-3.0', 'SEE LICENSE IN x', 'MPL-2.0'])
    assert.equal(isAllowed(bad), false, bad);
});

test('old manifests say it in other ways', () => {
  assert.equal(licenceOf({ licenses: [{ type: 'MIT' }] }), 'MIT');
  assert.equal(licenceOf({ license: { type: 'ISC' } }), 'ISC');
  assert.equal(licenceOf({}), '');
});

test('what ships is listed, with Electron and the text of its licence', () => {
  const list = gatherLicences(process.cwd());
  for (const name of ['electron', 'ssh2', 'react', '@xterm/xterm', 'zod', 'Chromium and Node.js']) {
    const found = list.find((one: { name: string }) => one.name === name);
    assert.ok(found && isAllowed(found.licence) && found.text.length > 100, name);
  }
  assert.ok(!list.some(({ name }: { name: string }) => name === 'typescript'));
});
