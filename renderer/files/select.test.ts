import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterEntries, namesBetween, rowTyped } from './select';

const entries = ['alpha', 'Beta', 'b\ufffdd', 'bravo', 'charlie'].map((name) => ({
  name,
  nameIsValid: !name.includes('\ufffd'),
}));

test('a range goes both ways and leaves unreadable names out', () => {
  assert.deepEqual(namesBetween(entries, 3, 1), ['Beta', 'bravo']);
  assert.deepEqual(namesBetween(entries, 0, 0), ['alpha']);
  assert.deepEqual(namesBetween([], 0, 3), []);
});

test('typing goes to the next name that begins so, around the end', () => {
  assert.equal(rowTyped(entries, 'b', 0), 1);
  assert.equal(rowTyped(entries, 'b', 1), 2);
  assert.equal(rowTyped(entries, 'br', 2), 3);
  assert.equal(rowTyped(entries, 'a', 4), 0);
  assert.equal(rowTyped(entries, 'bb', 1), 2);
  assert.equal(rowTyped(entries, 'be', 1), 1);
  assert.equal(rowTyped(entries, 'x', 0), -1);
  assert.equal(rowTyped([], 'x', 0), -1);
});

test('the filter looks anywhere in the name', () => {
  assert.deepEqual(
    filterEntries(entries, ' AR ').map(({ name }) => name),
    ['charlie'],
  );
  assert.equal(filterEntries(entries, ''), entries);
});
