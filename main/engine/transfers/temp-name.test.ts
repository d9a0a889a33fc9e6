import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giveUpTemp, isStaleTemp, tempName } from './temp-name';

const writer = { machine: 'aaaaaa', pid: 4711, run: '000001' };

test('temporary names are hidden, different each time, and never too long', () => {
  assert.notEqual(tempName('x'), tempName('x'));
  for (const name of ['x', 'x'.repeat(255), 'é'.repeat(127), '🙂'.repeat(63), 'a\nb ']) {
    const temp = tempName(name);
    assert.ok(temp.startsWith('.') && temp.includes('.labmate-'));
    assert.ok(Buffer.byteLength(temp) <= 255, `${Buffer.byteLength(temp)} bytes`);
    assert.equal(Buffer.from(temp).toString(), temp);
  }
});

test('a name of this run is stale once its transfer has given it up', () => {
  const temp = tempName('model.pt');
  assert.equal(
    isStaleTemp(temp, () => true),
    false,
  );
  giveUpTemp(temp);
  assert.equal(
    isStaleTemp(temp, () => true),
    true,
  );
});

test('only what a dead process of this computer left is stale', () => {
  const none = () => false;
  const temp = tempName('model.pt\n', writer);
  assert.equal(isStaleTemp(temp, none, { ...writer, run: '000002' }), true, 'a dead worker');
  assert.equal(isStaleTemp(temp, none, { ...writer, pid: 1 }), true, 'a dead process');
  assert.equal(
    isStaleTemp(temp, () => true, { ...writer, pid: 1 }),
    false,
    'a living process',
  );
  assert.equal(isStaleTemp(temp, none, { ...writer, machine: 'bbbbbb', pid: 1 }), false);
  assert.equal(isStaleTemp('model.pt', none, writer), false);
});
