import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Acknowledgements } from './acknowledgements';

test('small pieces are told together, a large one at once, and no byte is lost or told twice', async () => {
  const told: number[] = [];
  const acknowledgements = new Acknowledgements((bytes) => told.push(bytes));
  acknowledgements.add(10);
  acknowledgements.add(20);
  assert.deepEqual(told, []);
  await pause(5);
  assert.deepEqual(told, [30]);
  acknowledgements.add(5);
  acknowledgements.add(64 * 1024);
  assert.deepEqual(told, [30, 64 * 1024 + 5]);
  await pause(5);
  assert.deepEqual(told, [30, 64 * 1024 + 5]);
});

test('after its end nothing is told', async () => {
  const told: number[] = [];
  const acknowledgements = new Acknowledgements((bytes) => told.push(bytes));
  acknowledgements.add(10);
  acknowledgements.dispose();
  await pause(5);
  assert.deepEqual(told, []);
});
