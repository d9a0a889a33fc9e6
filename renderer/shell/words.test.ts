import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerEntry } from '../../preload/contract/servers';
import {
  changesOf,
  connectedWords,
  disconnectWords,
  endingWords,
  incidentTitle,
  sharingWords,
} from './words';

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
      ? {
          state,
          since: 0,
          silentSince: null,
          sharing: null,
          user: 'u',
          host: 'h',
          port: 22,
          software: 's',
        }
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

test('who closes the window learns what ends', () => {
  assert.equal(endingWords({ shells: 0, transfers: 0, forwards: 0 }), null);
  assert.equal(endingWords({ shells: 1, transfers: 0, forwards: 0 }), '1 shell');
  assert.equal(
    endingWords({ shells: 2, transfers: 1, forwards: 3 }),
    '2 shells, 1 transfer and 3 forwards',
  );
});

test('who waits for a session: people before transfers, transfers before figures', () => {
  const sharing = { limit: 1, connections: 1, waiting: 0, transfers: 0, paused: 0 };
  assert.equal(sharingWords('a', null), null);
  assert.equal(sharingWords('a', sharing), null);
  const words = (more: object) => sharingWords('a', { ...sharing, paused: 1, ...more }) ?? '';
  assert.match(words({}), /allows 1 session at a time. The figures wait until/);
  assert.match(words({ transfers: 1 }), /The transfer waits until/);
  assert.match(words({ transfers: 1, waiting: 1 }), /What you asked for waits until/);
});

test('changes of connections are said once, and only changes', () => {
  const off = server('disconnected');
  const on = server('connected');
  assert.deepEqual(changesOf([], [on]), []);
  assert.deepEqual(changesOf([on], [on]), []);
  assert.deepEqual(changesOf([off], [on]), ['Connected to a.']);
  assert.deepEqual(changesOf([on], [off]), ['Disconnected from a.']);
});
