/** Which forwards are offered again at the next start. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TunnelEntry } from '../../preload/contract/tunnels';
import { readForwards, toReopen, withOpen, without } from './kept-forwards';

const forward = (server: string, port: number, localPort = 40_000 + port) => ({
  ...{ server, host: '127.0.0.1', port, localPort },
});
const tunnel = (server: string, port: number, more: Partial<TunnelEntry> = {}): TunnelEntry => ({
  id: `${server}${port}`,
  server,
  target: { kind: 'tcp', host: '127.0.0.1', port },
  state: { kind: 'open' },
  localPort: 40_000 + port,
  remote: null,
  jupyter: null,
  openConnections: 0,
  ...more,
});
const lasts = (server: string) => server !== 'demo';
const opening = { kind: 'opening', step: 'x' } as const;

test('what is open is kept once, with the port that it has now', () => {
  const first = withOpen([], [tunnel('a', 6006), tunnel('b', 80)], lasts);
  assert.deepEqual(first, [forward('a', 6006), forward('b', 80)]);
  const again = withOpen(first, [tunnel('a', 6006, { localPort: 7 })], lasts);
  assert.deepEqual(again, [forward('b', 80), forward('a', 6006, 7)]);
});

test('what ended with its server or with Labmate stays kept', () => {
  const kept = [forward('a', 6006)];
  assert.deepEqual(withOpen(kept, [], lasts), kept);
});

test('not kept: what is not open, Jupyter, and servers that go with the app', () => {
  const none = [
    tunnel('a', 1, { state: opening, localPort: null }),
    tunnel('a', 2, { state: opening }),
    tunnel('a', 3, { target: { kind: 'jupyter' } }),
    tunnel('demo', 4),
  ];
  assert.deepEqual(withOpen([], none, lasts), []);
});

test('offered are those of the server that are not there; a closed one is forgotten', () => {
  const kept = [forward('a', 1), forward('a', 2), forward('b', 3)];
  assert.deepEqual(toReopen(kept, [tunnel('a', 1)], 'a'), [forward('a', 2)]);
  assert.deepEqual(toReopen(kept, [], 'b'), [forward('b', 3)]);
  assert.deepEqual(without(kept, forward('a', 2, 9)), [forward('a', 1), forward('b', 3)]);
});

test('a damaged list is read as far as it makes sense, and never grows without end', () => {
  const kept = [forward('a', 1)];
  assert.deepEqual(readForwards(JSON.stringify(kept)), kept);
  for (const bad of [null, '{', '{}', '[1,null]', '[{"server":"a","host":"h","port":0}]'])
    assert.deepEqual(readForwards(bad), [], `${bad}`);
  const odd = [{ ...forward('a', 1), host: 7 }, { ...forward('a', 1), port: 1.5 }, ...kept];
  assert.deepEqual(readForwards(JSON.stringify(odd)), kept);
  const many = Array.from({ length: 150 }, (_, n) => forward('a', n + 1));
  assert.equal(readForwards(JSON.stringify(many)).length, 100);
});
