import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { mostAgeMs } from '../kit/early-keys';
import { dropAhead, heardEarly, takeAhead, waitForField } from './typed-ahead';

/** When the palette is asked for, in milliseconds since the page began. */
const askedAt = 500;
let page: EventTarget;
let reached: string[];
let escapes: number;

function press(key: string, more: Partial<KeyboardEvent> & { at?: number } = {}): void {
  page.dispatchEvent(pressOf(key, more));
}
function pressOf(key: string, { at = askedAt, ...more }: { at?: number } = {}): KeyboardEvent {
  const event = Object.assign(new Event('keydown', { cancelable: true }), { key, ...more });
  return Object.defineProperty(event, 'timeStamp', { value: at }) as unknown as KeyboardEvent;
}

beforeEach(() => {
  [page, reached, escapes] = [new EventTarget(), [], 0];
  waitForField(page, askedAt, () => {
    escapes += 1;
  });
  // A shell that had the keyboard when the palette was asked for.
  page.addEventListener('keydown', (event) => {
    if (!event.defaultPrevented) reached.push((event as KeyboardEvent).key);
  });
});
afterEach(dropAhead);

test('words and Enter are kept for the field and reach nobody else', () => {
  for (const key of [...'rm x', 'Backspace', 'Shift', 'é', 'Enter', 'z']) press(key);
  assert.deepEqual(takeAhead(), { text: 'rm é', enter: true });
  assert.deepEqual(reached, []);
});

test('once taken, keys go where they belong', () => {
  press('a');
  takeAhead();
  press('b');
  assert.deepEqual(reached, ['b']);
  assert.deepEqual(takeAhead(), { text: '', enter: false });
});

test('shortcuts are nobody’s words; Escape takes the wish back', () => {
  press('c', { ctrlKey: true } as Partial<KeyboardEvent>);
  press('Escape');
  assert.deepEqual([reached, escapes], [['c'], 1]);
});

test('a palette that never comes does not keep the keyboard', () => {
  press('a', { at: askedAt + mostAgeMs + 1 });
  press('b', { at: askedAt + mostAgeMs + 2 });
  assert.deepEqual(reached, ['a', 'b']);
  assert.deepEqual(takeAhead(), { text: '', enter: false });
});

test('keys from before the commands were loaded count while somebody waits', () => {
  assert.equal(heardEarly(pressOf('s')), true);
  assert.equal(takeAhead().text, 's');
  assert.equal(heardEarly(pressOf('t')), false);
});
