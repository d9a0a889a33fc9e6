import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personColors } from '../shell/tokens';
import { initials, personColor, personColorCount } from './person';

test('initials come from the parts of a name, else from its first two letters', () => {
  assert.equal(initials('asha'), 'AS');
  assert.equal(initials('m.weber'), 'MW');
  assert.equal(initials('jane_doe2'), 'JD');
  assert.equal(initials('x'), 'X');
  assert.equal(initials('李 明'), '李明');
  assert.equal(initials(''), '?');
  assert.equal(initials('---'), '?');
});

test('a name keeps its colour, and there is a token for each', () => {
  assert.equal(personColor('asha'), personColor('asha'));
  assert.equal(personColors.length, personColorCount);
  const used = new Set(['asha', 'ben', 'chen', 'dora', 'emil', 'fay'].map(personColor));
  assert.ok(used.size > 2);
});
