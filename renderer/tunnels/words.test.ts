import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TunnelEntry } from '../../preload/contract/tunnels';
import { forwardFaults, jupyterWords, mayBeWeb, stateWords, targetWords } from './words';

const tunnel = (part: Partial<TunnelEntry>): TunnelEntry => ({
  id: '1',
  server: 'gpu1',
  target: { kind: 'tcp', host: '127.0.0.1', port: 6006 },
  state: { kind: 'open' },
  localPort: 40_000,
  remote: null,
  jupyter: null,
  openConnections: 0,
  ...part,
});

test('a target is named by what it is', () => {
  assert.equal(targetWords(tunnel({})), '127.0.0.1:6006');
  assert.equal(targetWords(tunnel({ target: { kind: 'tcp', host: '::1', port: 1 } })), '[::1]:1');
  assert.equal(targetWords(tunnel({ target: { kind: 'jupyter' } })), 'Jupyter');
});

test('a Jupyter that was found is not claimed to be started', () => {
  assert.match(jupyterWords({ started: false, rootDirectory: '/home/a', version: '' }), /^Found/);
  assert.match(jupyterWords({ started: true, rootDirectory: '', version: '' }), /goes on/);
});

test('every state has a word of its own', () => {
  const problem = { tag: 't', what: 'w', next: [], facts: {} };
  const states: TunnelEntry['state'][] = [
    { kind: 'open' },
    { kind: 'opening', step: 's' },
    { kind: 'waiting', problem },
    { kind: 'failed', problem },
  ];
  assert.equal(new Set(states.map((state) => stateWords(tunnel({ state })).word)).size, 4);
});

test('the form of a forward says what is wrong', () => {
  assert.deepEqual(forwardFaults({ host: 'node7', port: 6006, localPort: '' }), {});
  assert.deepEqual(Object.keys(forwardFaults({ host: ' ', port: '', localPort: 70_000 })), [
    'host',
    'port',
    'localPort',
  ]);
});

test('a database is not offered to the browser', () => {
  const leadsTo = (port: number) => tunnel({ target: { kind: 'tcp', host: 'db', port } });
  assert.deepEqual(
    [6006, 8080, 22, 5432].map((port) => mayBeWeb(leadsTo(port))),
    [true, true, false, false],
  );
  assert.ok(mayBeWeb(tunnel({ target: { kind: 'jupyter' } })));
});
