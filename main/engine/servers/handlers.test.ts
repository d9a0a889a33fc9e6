import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ConnectionState, ServerEntry } from '../../../preload/contract/servers';
import { silentLog } from '../kit/log';
import { StateFeed } from '../kit/state-feed';
import { createServers, serverHandlers } from '.';

const folder = mkdtempSync(join(tmpdir(), 'labmate-handlers-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('the list merges the config with connections, typed ones after, and ends when cancelled', async () => {
  writeFileSync(join(folder, 'config'), 'Host gpu1\n  HostName one.lab\n  User asha\n', {
    mode: 0o600,
  });
  const states = new StateFeed<ReadonlyMap<string, ConnectionState>>(new Map());
  const servers = createServers({
    host: { paths: { ssh: folder, data: folder, resources: folder }, log: silentLog },
    systemConfig: null,
  });
  const handlers = serverHandlers({
    servers,
    connections: {
      states,
      link: async () => undefined,
      disconnect: async () => {},
      forgetHostKey: async () => [],
      doctor: async () => ({ healthy: true }),
      waker: { wake: async () => {}, keep: async () => {} },
      identities: async () => ({ files: [], agentKeys: null }),
    },
    redeemGrant: async () => undefined,
  });
  const events: ServerEntry[][] = [];
  const controller = new AbortController();
  const listing = handlers.list(
    {},
    {
      signal: controller.signal,
      emit: async (event) => void events.push(event.servers),
    },
  );
  assert.deepEqual(
    events.at(-1)?.map(({ name, connection }) => [name, connection.state]),
    [['gpu1', 'disconnected']],
  );
  states.set(
    new Map([
      ['gpu1', { state: 'connecting', step: 'resolving' }],
      ['bob@other:2222', { state: 'connecting', step: 'resolving' }],
      ['gone', { state: 'disconnected' }],
    ]),
  );
  assert.deepEqual(
    events
      .at(-1)
      ?.map(({ name, origin, host, port, user, connection }) => [
        ...[name, origin, host, port, user, connection.state],
      ]),
    [
      ['gpu1', 'config', 'one.lab', 22, 'asha', 'connecting'],
      ['bob@other:2222', 'typed', 'other', 2222, 'bob', 'connecting'],
    ],
  );
  controller.abort();
  await listing;
  assert.equal(states.watcherCount, 0);
});
