/** The window of a shell: small when it opens, answered for as long as it is read, and no longer. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import ssh2, { type ServerChannel } from 'ssh2';
import { type Lab, startLab } from '../../../e2e/lab';
import { labEngine } from '../../../e2e/lab/engine';
import { createConnections } from './index';
import { smallWindowBytes } from './small-window';
import { resolvedServer, scriptedHost, soundKeyPair } from './test-rig';

const never = new AbortController().signal;
const size = { cols: 80, rows: 24, term: 'xterm-256color' };
let folder: string;
let lab: Lab;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labmate-window-'));
  lab = await startLab({ servers: [{ name: 'gpu1' }] });
});
after(async () => {
  await lab.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The library's own server: it tells the window that the client granted. */
async function countingServer() {
  const granted = new Map<'shell' | 'exec', number>();
  const shells: ServerChannel[] = [];
  const note = (kind: 'shell' | 'exec', channel: ServerChannel) => {
    granted.set(kind, (channel as unknown as { outgoing: { window: number } }).outgoing.window);
    return channel;
  };
  const { private: hostKey } = soundKeyPair();
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    client.on('error', () => client.end());
    client.on('authentication', (attempt) => attempt.accept());
    client.on('session', (accept) => {
      const session = accept();
      session.on('pty', (agree) => agree());
      session.on('shell', (agree) => shells.push(note('shell', agree())));
      session.on('exec', (agree) => note('exec', agree()).end());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connections = createConnections({
    host: scriptedHost((body) => (body.kind === 'host-key' ? { kind: 'yes' } : undefined)),
    resolve: (name) =>
      resolvedServer(
        { name, host: '127.0.0.1', port, user: 'x' },
        { userKnownHostsFiles: [join(folder, 'known_hosts')] },
      ),
  });
  return { connections, granted, shells, server };
}

test('a shell is granted a small window, other channels the usual one', async () => {
  const { connections, granted, server } = await countingServer();
  const link = await connections.link('counting', never);
  await link.shell(size);
  await link.exec('true');
  assert.equal(granted.get('shell'), smallWindowBytes);
  assert.equal(granted.get('exec'), 2 * 1024 * 1024);
  await connections.close();
  server.close();
});

test('what a shell is not read, its server cannot send', async () => {
  const { connections, shells, server } = await countingServer();
  const link = await connections.link('counting', never);
  const shell = await link.shell(size);
  const total = 8 * 1024 * 1024;
  const [channel] = shells;
  assert.ok(channel);
  const { outgoing } = channel as unknown as { outgoing: { window: number } };
  const sent = once(channel, 'drain');
  channel.write(Buffer.alloc(total, 'x'));
  while (outgoing.window > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  // Nobody reads: beside the window there is only what our own stream reads ahead.
  assert.ok(shell.stdout.readableLength <= 2 * smallWindowBytes, 'little is here');
  let got = 0;
  shell.stdout.on('data', (piece: Buffer) => {
    got += piece.length;
  });
  await sent;
  while (got < total) await once(shell.stdout, 'data');
  assert.equal(got, total);
  await connections.close();
  server.close();
});

test('a real sshd sends a long output to its end, with pauses of the reader', async () => {
  const engine = labEngine(lab);
  const link = await engine.connections.link('gpu1', never);
  const shell = await link.shell(size);
  const megabytes = 12;
  const ended = once(shell.stdout, 'end');
  let got = 0;
  shell.stdout.on('data', (piece: Buffer) => {
    for (const byte of piece) if (byte === 0x23) got += 1;
    shell.stdout.pause();
    setImmediate(() => shell.stdout.resume());
  });
  shell.stdin.write(`head -c ${megabytes}000000 /dev/zero | tr '\\0' '\\043'; exit\r`);
  const [{ code }] = await Promise.all([shell.exit, ended]);
  assert.equal(code, 0);
  assert.ok(got >= megabytes * 1e6, `${got} of ${megabytes} million`);
  await engine.stop();
});
