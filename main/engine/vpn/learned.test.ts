/** What is learned from being let in and being left outside. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addFailed, addReached, type Experience, experience, learnedFrom } from './learned';

/** `+fctvpn` reached with it up, `-` not reached with nothing up. */
function after(...events: string[]): Experience | undefined {
  let now: Experience | undefined;
  for (const event of events) {
    const tunnels = event.slice(1).split(',').filter(Boolean);
    if (event.startsWith('+')) now = addReached(now, tunnels);
    else if (now) now = addFailed(now, tunnels);
  }
  return now;
}

test('a tunnel that was always up when it answered, and missing when it did not', () => {
  const learned = learnedFrom(after('+fctvpn', '+fctvpn,wg', '-', '-wg'));
  assert.deepEqual(learned, { tunnel: 'fctvpn', reached: 2, failed: 2 });
});

test('nothing is learned too early, or where it was reached without', () => {
  assert.equal(learnedFrom(undefined), null);
  assert.equal(learnedFrom(after('+fctvpn', '-')), null, 'once is chance');
  assert.equal(learnedFrom(after('+fctvpn', '+fctvpn')), null, 'it never failed without');
  assert.equal(learnedFrom(after('+fctvpn', '+fctvpn', '-', '+')), null, 'it was reached without');
  assert.equal(learnedFrom(after('+fctvpn', '+fctvpn', '-fctvpn')), null, 'it failed with it');
  assert.equal(learnedFrom(after('+', '+', '-')), null, 'no tunnel at all');
});

test('a network that changed is learned anew within a while', () => {
  let now = after('+old', '+old', '-');
  for (let n = 0; n < 300; n += 1) now = addReached(now, ['new']);
  now = addFailed(now, []);
  assert.equal(learnedFrom(now)?.tunnel, 'new');
});

test('names from the system are like any other word, and the whole stays small', () => {
  const odd = after('+constructor', '+constructor', '-');
  assert.equal(learnedFrom(odd)?.tunnel, 'constructor');
  const many = Array.from({ length: 500 }, (_, at) => `tun${at}`);
  let now: Experience | undefined;
  for (let n = 0; n < 40; n += 1) now = addReached(now, many.slice(n));
  assert.ok(Object.keys(now?.with ?? {}).length <= 16);
  assert.ok(experience.safeParse(now).success);
});
