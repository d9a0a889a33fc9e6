/**
 * The round trip of one byte through a forward, beside `ssh -N -L`: as a tunnel, through a local port
 * like ssh's, and as a stream inside our process, as Labmate itself uses it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Lab } from '../e2e/lab';
import { labEngine } from '../e2e/lab/engine';
import { createTunnels } from '../main/engine/tunnels';
import { printTable, takeTurns } from './measure';
import { sshOptions, target } from './target';

const trips = 500;

export async function benchRoundTrips(lab: Lab, rounds: number): Promise<void> {
  const echo = createServer((socket) => {
    socket.setNoDelay(true);
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const { port } = echo.address() as AddressInfo;

  const engine = labEngine(lab);
  const { signal } = new AbortController();
  const link = await engine.connections.link(target, signal);
  const forwarded = await link.forwardTcp('127.0.0.1', port);
  const tunnels = createTunnels(engine);
  const request = { server: target, target: { kind: 'tcp', host: '127.0.0.1', port } as const };
  const tunnel = await tunnels.open({ ...request, localPort: 0 }, signal);
  const through = connect(tunnel.localPort ?? 0, '127.0.0.1');
  through.setNoDelay(true);
  const native = await nativeForward(lab, port);
  const direct = connect(port, '127.0.0.1');
  direct.setNoDelay(true);

  const rows = await takeTurns(
    [
      { name: 'labmate', run: () => roundTrip(through) },
      { name: 'labmate, inside the process', run: () => roundTrip(forwarded) },
      { name: 'ssh -N -L', run: () => roundTrip(native.socket) },
      { name: 'no tunnel', run: () => roundTrip(direct) },
    ],
    rounds,
  );
  printTable(
    'Round trip of one byte through a forward',
    rows.map((row) => ({
      ...row,
      median: row.median * 1e6,
      min: row.min * 1e6,
      max: row.max * 1e6,
    })),
    undefined,
    'µs',
  );
  native.stop();
  direct.destroy();
  forwarded.destroy();
  through.destroy();
  await tunnels.dispose();
  await engine.stop();
  echo.close();
}

/** Mean seconds of a round trip. */
async function roundTrip(stream: Duplex): Promise<number> {
  const started = performance.now();
  for (let n = 0; n < trips; n += 1) {
    stream.write('x');
    await once(stream, 'data');
  }
  return (performance.now() - started) / 1000 / trips;
}

async function nativeForward(lab: Lab, port: number) {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const local = (free.address() as AddressInfo).port;
  free.close();
  await once(free, 'close');
  const ssh = spawn('ssh', [
    ...[...sshOptions(lab), '-N'],
    ...['-L', `127.0.0.1:${local}:127.0.0.1:${port}`, target],
  ]);
  const socket = await retryConnect(local);
  return {
    socket,
    stop() {
      socket.destroy();
      ssh.kill();
    },
  };
}

async function retryConnect(port: number): Promise<Socket> {
  for (let n = 0; n < 100; n += 1) {
    const socket = connect(port, '127.0.0.1');
    const connected = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false,
      ),
      once(socket, 'error').then(() => false),
    ]);
    if (connected) {
      socket.setNoDelay(true);
      return socket;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('ssh -L did not come up');
}
