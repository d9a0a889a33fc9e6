import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCommands, recentGroup, usedNow } from './rank';

const commands = [
  { id: 'lab', title: 'Your lab', group: 'Window' },
  { id: 'settings', title: 'Settings', group: 'Window', keywords: ['preferences', 'options'] },
  { id: 'term', title: 'New terminal', group: 'Terminal', keywords: ['shell'] },
  { id: 'gpu1', title: 'Open gpu1', group: 'gpu1', keywords: ['asha@gpu1.lab.example'] },
  { id: 'gpu2', title: 'Open gpu2', group: 'gpu2', keywords: ['größe'] },
  { id: 'hidden', title: 'Show hidden files', group: 'Files' },
];
const ids = (query: string, recent: string[] = []) =>
  findCommands(commands, query, recent).flatMap((group) => group.commands.map(({ id }) => id));

test('without words everything is there, the last used on top and only once', () => {
  assert.equal(ids('').length, commands.length);
  const groups = findCommands(commands, ' ', ['hidden', 'gone', 'gpu2']);
  assert.equal(groups[0]?.name, recentGroup);
  assert.deepEqual(
    groups[0]?.commands.map(({ id }) => id),
    ['hidden', 'gpu2'],
  );
  assert.equal(groups.flatMap((group) => group.commands).length, commands.length);
});

test('every word must be found, in the title, the group or the other words', () => {
  assert.deepEqual(ids('open gpu2'), ['gpu2']);
  assert.deepEqual(ids('preferences'), ['settings']);
  assert.deepEqual(ids('lab.example'), ['gpu1']);
  assert.deepEqual(ids('GROSSE'), []);
  assert.deepEqual(ids('große'), ['gpu2']);
  assert.deepEqual(ids('open nothing'), []);
});

test('letters that are left out do not hide a command', () => {
  assert.deepEqual(ids('nwtrm'), ['term']);
  assert.deepEqual(ids('shf'), ['hidden']);
  assert.deepEqual(ids('zq'), []);
});

test('the better fit stands first; among equals the one used last', () => {
  assert.equal(ids('te')[0], 'term');
  assert.equal(ids('open')[0], 'gpu1');
  assert.equal(ids('open', ['gpu2'])[0], 'gpu2');
});

test('what cannot be run now stands behind its equals, and is found all the same', () => {
  const two = [
    { id: 'no', title: 'Rename it', group: 'Files', disabled: 'Choose one entry first.' },
    { id: 'yes', title: 'Rename that', group: 'Files' },
  ];
  const found = findCommands(two, 'rename', []).flatMap((group) => group.commands);
  assert.deepEqual(
    found.map(({ id }) => id),
    ['yes', 'no'],
  );
});

test('using a command brings it to the front', () => {
  assert.deepEqual(usedNow(['a', 'b'], 'b'), ['b', 'a']);
  assert.equal(
    usedNow(
      Array.from({ length: 40 }, (_, at) => `c${at}`),
      'x',
    ).length,
    30,
  );
});
