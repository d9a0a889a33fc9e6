import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerEntry } from '../../preload/contract/servers';
import { freeName, groupsOf, moveGroup, moveTo, sectionsOf, step, stepGroup } from './sections';

const server = (name: string, more: Partial<ServerEntry> = {}): ServerEntry => ({
  ...{ name, origin: 'saved', host: name, port: 22, user: 'asha', jumps: [], label: null },
  ...{ favourite: false, group: null, usedBefore: false, connection: { state: 'disconnected' } },
  ...more,
});

const servers = [
  server('a'),
  server('b', { group: 'Vision' }),
  server('c', { favourite: true, group: 'Vision' }),
  server('d', { group: 'Robots' }),
  server('e'),
  server('f', { group: 'Vision' }),
];
const sections = sectionsOf(servers);

test('favourites first, groups by name, then the rest; one section needs no heading', () => {
  assert.deepEqual(
    sections.map(({ title, servers: within }) => [title, within.map(({ name }) => name).join('')]),
    [
      ['Favourites', 'c'],
      ['Robots', 'd'],
      ['Vision', 'bf'],
      ['Other servers', 'ae'],
    ],
  );
  assert.deepEqual(
    sectionsOf([server('a')]).map(({ title }) => title),
    [null],
  );
});

test('within a section a drop moves before or after, as it came from below or above', () => {
  assert.deepEqual(moveTo(sections, 'e', 'a'), { server: 'e', before: 'a' });
  assert.deepEqual(moveTo(sections, 'a', 'e'), { server: 'a', before: null });
  assert.equal(moveTo(sections, 'a', 'a'), null);
});

test('into another section, onto a server or onto the heading', () => {
  const toVision = { server: 'a', favourite: false, group: 'Vision' };
  assert.deepEqual(moveTo(sections, 'a', 'f'), { ...toVision, before: 'f' });
  assert.deepEqual(moveTo(sections, 'a', 'group:Vision'), { ...toVision, before: 'b' });
  assert.deepEqual(moveTo(sections, 'b', 'c'), { server: 'b', before: 'c', favourite: true });
  const toRest = { server: 'c', favourite: false, group: null, before: 'a' };
  assert.deepEqual(moveTo(sections, 'c', 'rest'), toRest);
});

test('one step up or down, until the end of the section', () => {
  assert.deepEqual(step(sections, 'f', -1), { server: 'f', before: 'b' });
  assert.deepEqual(step(sections, 'b', 1), { server: 'b', before: null });
  assert.equal(step(sections, 'b', -1), null);
  assert.equal(step(sections, 'd', 1), null);
});

test('a duplicate gets a name that is free', () => {
  assert.equal(freeName('gpu', []), 'gpu-2');
  assert.equal(freeName('gpu', ['gpu-2']), 'gpu-3');
  assert.equal(freeName('gpu-2', ['gpu-2', 'gpu-3']), 'gpu-4');
});

test('groups stand in the person’s order, the others by name after them', () => {
  const all = ['C', 'A', 'B'].map((group) => ({ ...server(group.toLowerCase()), group }));
  assert.deepEqual(groupsOf(all), ['A', 'B', 'C']);
  assert.deepEqual(groupsOf(all, ['C', 'gone']), ['C', 'A', 'B']);
  assert.deepEqual(
    sectionsOf(all, ['B', 'A']).map(({ title }) => title),
    ['B', 'A', 'C'],
  );
  assert.deepEqual(stepGroup(['A', 'B', 'C'], 'C', -1), ['A', 'C', 'B']);
  assert.deepEqual(stepGroup(['A', 'B', 'C'], 'A', 1), ['B', 'A', 'C']);
  assert.equal(stepGroup(['A', 'B'], 'A', -1), null);
});

test('a group that is dropped on another takes its place', () => {
  const groups = ['a', 'b', 'c', 'd'];
  assert.deepEqual(moveGroup(groups, 'a', 'c'), ['b', 'c', 'a', 'd'], 'behind it from above');
  assert.deepEqual(moveGroup(groups, 'd', 'b'), ['a', 'd', 'b', 'c'], 'before it from below');
  for (const [group, over] of [
    ['a', 'a'],
    ['a', 'gone'],
    ['gone', 'a'],
  ] as const)
    assert.equal(moveGroup(groups, group, over), null);
});
