import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { holdEarlyKeys, mostAgeMs, takeEarlyKeys } from './early-keys';

const page = new EventTarget();
/** When the keys are pressed, in milliseconds since the page began. */
const pressedAt = 700;

/** A press of a key as the page is told of it. */
function press(key: string, more: Partial<KeyboardEvent> = {}): void {
  const event = Object.assign(new Event('keydown'), { key, repeat: false, ...more });
  page.dispatchEvent(Object.defineProperty(event, 'timeStamp', { value: pressedAt }));
}
const taken = (at = pressedAt + 600) => takeEarlyKeys(page, at).map(({ key }) => key);

afterEach(() => void taken());

test('shortcuts are kept in their order, and given once', () => {
  holdEarlyKeys(page);
  press(',', { ctrlKey: true });
  press('F1');
  press('2', { altKey: true });
  press('k', { metaKey: true });
  assert.deepEqual(taken(), [',', 'F1', '2', 'k']);
  assert.deepEqual(taken(), []);
});

test('what is typed before a shortcut is not kept', () => {
  holdEarlyKeys(page);
  for (const key of ['a', 'F', '?', 'Enter', 'Delete', 'Tab']) press(key);
  press('b', { ctrlKey: true });
  assert.deepEqual(taken(), ['b']);
});

test('what is typed after a shortcut may be meant for what it opens', () => {
  holdEarlyKeys(page);
  press('x');
  press('k', { ctrlKey: true });
  press('k', { ctrlKey: true, repeat: true });
  for (const key of ['s', 'e', 'Enter']) press(key);
  assert.deepEqual(taken(), ['k', 's', 'e', 'Enter']);
});

test('after a few seconds nobody waits any more', () => {
  holdEarlyKeys(page);
  press('k', { ctrlKey: true });
  assert.deepEqual(taken(pressedAt + mostAgeMs), []);
});

test('once they were taken nothing is kept', () => {
  holdEarlyKeys(page);
  assert.deepEqual(taken(), []);
  press('k', { ctrlKey: true });
  assert.deepEqual(taken(), []);
});

test('keys without end are not kept without end', () => {
  holdEarlyKeys(page);
  press('k', { ctrlKey: true });
  for (let at = 0; at < 5000; at++) press('a');
  assert.ok(taken().length <= 200);
});
