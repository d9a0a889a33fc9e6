import assert from 'node:assert/strict';
import { test } from 'node:test';
import { follow, noTrail } from './history';

test('back and forward walk the same way, and a new way forgets what was ahead', () => {
  const b = follow(noTrail, 'visit', '/a', '/b');
  const c = follow(b, 'visit', '/b', '/c');
  assert.deepEqual(c, { back: ['/a', '/b'], forward: [] });
  const back = follow(c, 'back', '/c', '/b');
  assert.deepEqual(back, { back: ['/a'], forward: ['/c'] });
  assert.deepEqual(follow(back, 'forward', '/b', '/c'), c);
  assert.deepEqual(follow(back, 'visit', '/b', '/d'), { back: ['/a', '/b'], forward: [] });
});

test('refreshing, the first folder and going nowhere leave no trace', () => {
  assert.equal(follow(noTrail, 'visit', undefined, '/a'), noTrail);
  assert.equal(follow(noTrail, 'visit', '/a', '/a'), noTrail);
  assert.equal(follow(noTrail, 'stay', '/a', '/a'), noTrail);
  let trail = noTrail;
  for (let n = 0; n < 300; n += 1) trail = follow(trail, 'visit', `/${n}`, `/${n + 1}`);
  assert.equal(trail.back.length, 100);
});
