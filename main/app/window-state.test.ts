/** Where the window opens: displays come and go, and files hold nonsense. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openingFor, readWindowState, smallest, usual } from './window-state';

const main = { x: 0, y: 0, width: 1920, height: 1040 };
const second = { x: 1920, y: -200, width: 2560, height: 1400 };
const kept = { x: 2000, y: 100, width: 1500, height: 900, maximised: true };

test('reads what it wrote, and nothing else', () => {
  assert.deepEqual(readWindowState(JSON.stringify(kept)), kept);
  for (const bad of [null, '', '[]', '{"x":1}', '{"x":1e99,"y":0,"width":9,"height":9}', '{'])
    assert.equal(readWindowState(bad), undefined);
  assert.equal(readWindowState(JSON.stringify({ ...kept, width: -5 })), undefined);
});

test('the first time it has the usual size, and no place of its own', () => {
  assert.deepEqual(openingFor(undefined, [main]), { ...usual, maximised: false });
  const small = { x: 0, y: 0, width: 1024, height: 700 };
  assert.deepEqual(openingFor(undefined, [small]), { width: 1024, height: 700, maximised: false });
});

test('it comes back on the display where it was', () => {
  assert.deepEqual(openingFor(kept, [main, second]), kept);
});

test('without that display it opens on the main one, no larger than it', () => {
  const { x, y, ...size } = kept;
  assert.deepEqual(openingFor(kept, [main]), size);
  assert.deepEqual(openingFor({ ...kept, width: 4000 }, [main]), { ...size, width: 1920 });
});

test('a window whose top is out of reach is not put there', () => {
  for (const lost of [
    { ...kept, x: 1900, y: 100 },
    { ...kept, x: 100, y: -60 },
    { ...kept, x: 100, y: 1030 },
    { ...kept, x: -1450, y: 100 },
  ])
    assert.equal(openingFor(lost, [main]).x, undefined, JSON.stringify(lost));
  assert.equal(openingFor({ ...kept, x: -1000, y: 0 }, [main]).x, -1000);
});

test('never smaller than the page can be used', () => {
  const opening = openingFor({ x: 0, y: 0, width: 10, height: 10, maximised: false }, [main]);
  assert.deepEqual([opening.width, opening.height], [smallest.width, smallest.height]);
});
