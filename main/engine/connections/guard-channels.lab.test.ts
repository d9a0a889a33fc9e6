/** Servers that break the rules of channels, as an attacker's would: ended, never spun or swollen. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import ssh2, { type ServerChannel } from 'ssh2';
import { problemOf } from '../kit/outcome';
import { createConnections } from './index';
import { resolvedServer, scriptedHost, soundKeyPair } from './test-rig';

/** The part of the library's own server (1.17) that a hostile one would change. */
interface PacketWriter {
  channelOpenConfirm(remote: number, local: number, window: number, maxPacket: number): void;
}

const never = new AbortController().signal;
let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'labmate-guard-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a server that lets everybody in, and one connection room that knows it. */
async function hostile(more: {
  protocol?(writer: PacketWriter): void;
  flood?(channel: ServerChannel): NodeJS.Timeout;
  /** After a command was asked for, nothing is read any more. */
  deaf?: boolean;
}) {
  const { private: hostKey } = soundKeyPair();
  const floods = new Set<NodeJS.Timeout>();
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    client.on('error', () => client.end());
    client.on('authentication', (attempt) => attempt.accept());
    more.protocol?.((client as unknown as { _protocol: PacketWriter })._protocol);
    client.on('session', (accept) => {
      const session = accept();
      session.on('exec', (agree) => {
        const channel = agree();
        const flood = more.flood?.(channel);
        if (flood) floods.add(flood);
        const { _sock: socket } = client as unknown as { _sock: Socket };
        if (more.deaf) setImmediate(() => socket.pause());
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = scriptedHost((question) =>
    question.kind === 'host-key' ? { kind: 'yes' } : undefined,
  );
  const connections = createConnections({
    host,
    resolve: (name) =>
      resolvedServer(
        { name, host: '127.0.0.1', port, user: 'x' },
        { userKnownHostsFiles: [join(folder, `known_hosts-${port}`)] },
      ),
  });
  return {
    connections,
    async stop() {
      for (const flood of floods) clearInterval(flood);
      await connections.close();
      server.close();
    },
  };
}

test('a channel with packets of zero bytes ends the connection instead of spinning', async (t) => {
  const { connections, stop } = await hostile({
    protocol(writer) {
      const confirm = writer.channelOpenConfirm.bind(writer);
      writer.channelOpenConfirm = (remote, local, window) => confirm(remote, local, window, 0);
    },
  });
  t.after(stop);

  const link = await connections.link('evil', never);

  const lost = new Promise<string>((resolve) => link.onClosed(({ tag }) => resolve(tag)));
  await assert.rejects(
    link.exec('true'),
    (error) => problemOf(error)?.tag === 'connections/protocol',
  );
  assert.equal(await lost, 'connections/protocol');
});

test('data beyond the window ends the connection instead of filling the memory', async (t) => {
  const { connections, stop } = await hostile({
    flood(channel) {
      // What an honest server would wait for before it sends more.
      const outgoing = (channel as unknown as { outgoing: { window: number } }).outgoing;
      return setInterval(() => {
        outgoing.window = 2 ** 30;
        channel.write(Buffer.alloc(1_000_003));
      }, 1);
    },
  });
  t.after(stop);

  const link = await connections.link('evil', never);

  const lost = new Promise<string>((resolve) => link.onClosed(({ tag }) => resolve(tag)));
  const process_ = await link.exec('anything');
  process_.stdout.on('error', () => process_.close());
  process_.exit.catch((error: unknown) => assert.ok(problemOf(error)));
  assert.equal(await lost, 'connections/protocol');
});

test('a window without end does not make us pile up what the server does not take', async (t) => {
  const { connections, stop } = await hostile({
    protocol(writer) {
      const confirm = writer.channelOpenConfirm.bind(writer);
      writer.channelOpenConfirm = (remote, local) => confirm(remote, local, 0xffff_ffff, 32_768);
    },
    // Reads nothing of the connection any more.
    deaf: true,
  });
  t.after(stop);
  const link = await connections.link('evil', never);
  const process_ = await link.exec('anything');
  process_.exit.catch((error: unknown) => assert.ok(problemOf(error)));
  const before = process.memoryUsage();
  const piece = Buffer.alloc(1_000_000);
  let taken = 0;
  process_.stdin.on('error', () => {});
  while (taken < 400 && process_.stdin.write(piece)) taken += 1;
  for (; taken < 400; taken += 1) {
    const drained = once(process_.stdin, 'drain').then(() => true);
    const waited = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 500));
    if (!(await Promise.race([drained, waited]))) break;
    process_.stdin.write(piece);
  }
  const { external, arrayBuffers } = process.memoryUsage();
  const more = external + arrayBuffers - before.external - before.arrayBuffers;
  assert.ok(taken < 400, `it took ${taken} MB and waited for nothing`);
  assert.ok(more < 100_000_000, `${more} bytes more`);
});
