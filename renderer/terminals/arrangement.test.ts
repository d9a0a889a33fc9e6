import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  moveTab,
  otherSide,
  settle,
  shareWithin,
  sideWord,
  splitTab,
  stepTab,
  type Tabs,
  tabOf,
} from './arrangement';

const sides = (tabs: Tabs) => tabs.map((tab) => tab.sides.join('|'));
const numbers = (tabs: Tabs) => tabs.map(({ number }) => number);
const at = (tabs: Tabs, n: number) => {
  const tab = tabs[n];
  assert.ok(tab);
  return tab;
};

test('each terminal gets a tab; a number stays, and one that is free is taken again', () => {
  const three = settle([], ['a', 'b', 'c']);
  assert.deepEqual(numbers(three), [1, 2, 3]);
  const two = settle(three, ['b', 'c']);
  assert.deepEqual(numbers(two), [2, 3]);
  const again = settle(two, ['b', 'c', 'd']);
  assert.deepEqual(sides(again), ['b', 'c', 'd']);
  assert.deepEqual(numbers(again), [2, 3, 1]);
  assert.equal(settle(again, ['d', 'c', 'b']), again, 'nothing changed, nothing is drawn again');
});

test('a split tab lets one side go and keeps the other, its number and its place', () => {
  const split = splitTab(settle([], ['a', 'b', 'c']), 'a', 'c', 'down');
  assert.deepEqual(sides(split), ['a|c', 'b']);
  assert.equal(at(split, 0).focused, 'c');
  assert.equal(otherSide(at(split, 0)), 'a');
  const left = settle(split, ['b', 'c']);
  assert.deepEqual(sides(left), ['c', 'b']);
  assert.deepEqual(numbers(left), [1, 2]);
  assert.equal(at(left, 0).focused, 'c');
  assert.equal(at(left, 0).key, 'a', 'it is the same tab');
  assert.equal(at(settle(split, ['a', 'b']), 0).focused, 'a');
  assert.deepEqual(sides(settle(split, ['b'])), ['b']);
});

test('a tab has two sides at most, and a terminal stands in one place', () => {
  const split = splitTab(settle([], ['a', 'b']), 'a', 'b', 'right');
  assert.deepEqual(sides(split), ['a|b']);
  assert.equal(splitTab(split, 'a', 'c', 'right'), split);
  const one = settle([], ['a']);
  assert.equal(splitTab(one, 'a', 'a', 'right'), one);
  assert.equal(splitTab(one, 'gone', 'b', 'right'), one);
  assert.deepEqual(sides(splitTab(one, 'a', 'new', 'right')), ['a|new']);
});

test('while a side is being opened its shell gets no tab', () => {
  const one = settle([], ['a']);
  assert.equal(settle(one, ['a', 'b'], false), one);
  assert.deepEqual(sides(settle(one, ['b'], false)), []);
});

test('sides have words by where they stand', () => {
  const [one] = settle([], ['a']);
  assert.ok(one);
  assert.equal(sideWord(one, 'a'), null);
  const beside = at(splitTab([one], 'a', 'b', 'right'), 0);
  assert.deepEqual([sideWord(beside, 'a'), sideWord(beside, 'b')], ['left', 'right']);
  const below = at(splitTab([one], 'a', 'b', 'down'), 0);
  assert.deepEqual([sideWord(below, 'a'), sideWord(below, 'b')], ['upper', 'lower']);
});

test('tabs move to the place of another, and by steps that end at the ends', () => {
  const tabs = settle([], ['a', 'b', 'c']);
  assert.deepEqual(sides(moveTab(tabs, 'a', 'c')), ['b', 'c', 'a']);
  assert.deepEqual(sides(moveTab(tabs, 'c', 'a')), ['c', 'a', 'b']);
  assert.equal(moveTab(tabs, 'b', 'b'), tabs);
  assert.equal(moveTab(tabs, 'b', 'gone'), tabs);
  assert.deepEqual(sides(stepTab(tabs, 'b', -1)), ['b', 'a', 'c']);
  assert.deepEqual(sides(stepTab(tabs, 'b', 1)), ['a', 'c', 'b']);
  assert.equal(stepTab(tabs, 'a', -1), tabs);
  assert.equal(stepTab(tabs, 'c', 1), tabs);
  assert.deepEqual(numbers(stepTab(tabs, 'a', 1)), [2, 1, 3], 'a tab keeps its name');
  assert.equal(tabOf(tabs, 'b')?.number, 2);
});

test('no side gets too small', () => {
  assert.equal(shareWithin(-3), 0.15);
  assert.equal(shareWithin(0.4), 0.4);
  assert.equal(shareWithin(2), 0.85);
});
