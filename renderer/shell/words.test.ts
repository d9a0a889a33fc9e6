import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerEntry } from '../../preload/contract/servers';
import { connectedWords, disconnectWords, incidentTitle } from './words';

const server = (state: 'connected' | 'disconnected'): ServerEntry => ({
  name: 'a',
  origin: 'saved',
  host: 'h',
  port: 22,
  user: 'u',
  jumps: [],
  label: null,
  favourite: false,
  group: null,
  usedBefore: false,
  connection:
    state === 'connected'
      ? { state, since: 0, user: 'u', host: 'h', port: 22, software: 's' }
      : { state },
});

test('the status bar counts what is connected', () => {
  assert.equal(connectedWords([]), 'No servers yet');
  assert.equal(connectedWords([server('disconnected')]), 'Not connected');
  assert.equal(connectedWords([server('connected'), server('disconnected')]), '1 server connected');
  assert.equal(connectedWords([server('connected'), server('connected')]), '2 servers connected');
});

test('an incident says which part and why', () => {
  assert.match(incidentTitle('bulk', 'stuck'), /transfers did not answer/);
});

test('who disconnects learns what ends', () => {
  assert.match(disconnectWords(1), /One terminal is open/);
  assert.match(disconnectWords(3), /3 terminals are open/);
});
