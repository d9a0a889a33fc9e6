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

test('a password that is typed into a dialog meanwhile stays there', () => {
  // Without a page there are no elements; this one says which selectors it fits.
  class Field extends EventTarget {
    constructor(private readonly fits: (selector: string) => boolean) {
      super();
    }
    matches(selector: string): boolean {
      return this.fits(selector);
    }
  }
  const before = Object.getOwnPropertyDescriptor(globalThis, 'Element');
  Object.defineProperty(globalThis, 'Element', { value: Field, configurable: true });
  try {
    const password = new Field((selector) => selector.includes('type="password"'));
    for (const key of [...'hunter2', 'Enter']) {
      const event = Object.defineProperty(pressOf(key), 'target', { value: password });
      assert.equal(heardEarly(event), false);
      assert.equal(event.defaultPrevented, false);
    }
    assert.deepEqual(takeAhead(), { text: '', enter: false });
  } finally {
    if (before) Object.defineProperty(globalThis, 'Element', before);
    else Reflect.deleteProperty(globalThis, 'Element');
  }
});

test('more letters than anybody types are not kept', () => {
  for (let at = 0; at < 5000; at++) press('a');
  assert.equal(takeAhead().text.length, 200);
});
