/** The fault proxy against a real sshd and OpenSSH's own client. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { isRoot, type Lab, type LabServer, pidsOf, startLab } from './index';

describe('the fault proxy', { timeout: 60_000 }, () => {
  let lab: Lab;
  let server: LabServer;
  before(async () => {
    lab = await startLab({ servers: [{ name: 's' }] });
    server = lab.server('s');
  });
  after(() => lab?.stop());

  /** An ssh session whose `cat` echoes what is written. */
  function openCat() {
    const key = lab.keys.ed25519.path;
    const child = spawn('ssh', [
      ...['-F', '/dev/null', '-i', key, '-p', String(server.port), '-o', 'IdentitiesOnly=yes'],
      ...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'],
      ...['-o', 'LogLevel=ERROR', `${server.login}@127.0.0.1`, 'echo ready; exec cat'],
    ]);
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.stdin.on('error', () => child.stdin.destroy());
    return { child, exit };
  }

  test('passes bytes on unchanged, in both directions', async () => {
    const input = Buffer.alloc(3_000_000);
    for (let i = 0; i < input.length; i += 1) input[i] = (i * 31 + (i >> 9)) & 255;
    const said = await lab.ssh(server, 'sha256sum; head -c 2000000 /dev/zero | wc -c', { input });
    const sum = (await import('node:crypto')).createHash('sha256').update(input).digest('hex');
    assert.equal(said.stdout, `${sum}  -\n2000000\n`);
    await server.proxy.untilIdle();
    assert.equal(server.proxy.connections, 0);
  });

  test('a cut ends the session and its sshd, and new connections work', async () => {
    const { child, exit } = openCat();
    await once(child.stdout, 'data');
    assert.equal(server.proxy.connections, 1);
    server.proxy.cut();
    assert.equal(await exit, 255);
    assert.equal((await lab.ssh(server, 'echo again')).stdout, 'again\n');
  });

  test('cutAfter counts bytes', async () => {
    // A reset also takes what the client has not read yet; an orderly end delivers it.
    for (const [kind, least] of [
      ['end', 300_000],
      ['reset', 0],
    ] as const) {
      server.proxy.cutAfter(500_000, kind);
      const said = await lab.ssh(server, 'cat /dev/zero | head -c 5000000');
      assert.equal(said.code, 255);
      const got = Buffer.byteLength(said.stdout);
      assert.ok(got >= least && got < 500_000, `${got} bytes arrived before the ${kind}`);
    }
    server.proxy.cutAfter(undefined);
    assert.equal((await lab.ssh(server, 'echo again')).stdout, 'again\n');
  });

  test('a stalled wire is silent until it is resumed, and loses nothing', async () => {
    const { child, exit } = openCat();
    await once(child.stdout, 'data');
    server.proxy.stall();
    let heard = '';
    child.stdout.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
    });
    child.stdin.write('through the gap\n');
    // Another connection is held too: it does not even get the server's greeting.
    const probe = connect({ host: '127.0.0.1', port: server.port });
    await once(probe, 'connect');
    let greeting = '';
    probe.on('data', (chunk: Buffer) => {
      greeting += chunk.toString();
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal(heard, '');
    assert.equal(greeting, '');
    server.proxy.resume();
    await once(child.stdout, 'data');
    if (greeting === '') await once(probe, 'data');
    assert.match(greeting, /^SSH-2\.0-OpenSSH/);
    probe.destroy();
    child.stdin.end();
    assert.equal(await exit, 0);
    assert.equal(heard, 'through the gap\n');
  });

  test('delay adds to every round trip', async () => {
    server.proxy.delay(150);
    const started = Date.now();
    assert.equal((await lab.ssh(server, 'echo slow')).stdout, 'slow\n');
    server.proxy.delay(0);
    // Greeting, key exchange, sign-in and command need more than four round trips.
    assert.ok(Date.now() - started > 4 * 300);
  });

  test('refuse closes the port and opens the same one again', async () => {
    const { port } = server;
    await server.proxy.refuse(true);
    const refused = await lab.ssh(server, 'true');
    assert.match(refused.stderr, /Connection refused/);
    await server.proxy.refuse(false);
    assert.equal(server.port, port);
    assert.equal((await lab.ssh(server, 'echo back')).stdout, 'back\n');
  });

  test('answers as something that is not SSH', async () => {
    for (const [mode, heard] of [
      ['http', /^HTTP\/1\.1 400/],
      ['garbage', /^[^S]/],
    ] as const) {
      server.proxy.setMode(mode);
      const socket = connect({ host: '127.0.0.1', port: server.port });
      const [first] = (await once(socket, 'data')) as [Buffer];
      assert.match(first.toString('latin1'), heard);
      socket.destroy();
    }
    server.proxy.setMode('silent');
    const socket = connect({ host: '127.0.0.1', port: server.port });
    await once(socket, 'connect');
    server.proxy.setMode('ssh');
    socket.destroy();
    assert.equal((await lab.ssh(server, 'echo ssh')).stdout, 'ssh\n');
  });

  test('a killed server side ends the session; its shell may go on', async () => {
    const { child, exit } = openCat();
    await once(child.stdout, 'data');
    server.proxy.killServers();
    assert.equal(await exit, 255);
    await server.proxy.untilIdle();
    assert.equal(server.proxy.connections, 0);
    // No sshd of the session is left; the command itself nobody told.
    if (isRoot) assert.ok(pidsOf(server.user.uid).length <= 1);
  });

  test('a daemon stands behind its proxy and answers at its own port', async () => {
    const daemon = await lab.addServer({ name: 'd', daemon: true, sshdConfig: ['MaxSessions 3'] });
    assert.equal((await lab.ssh(daemon, 'echo by proxy')).stdout, 'by proxy\n');
    assert.match(
      (await lab.ssh(daemon, 'echo $SSH_CONNECTION')).stdout,
      new RegExp(`^127.0.0.1 \\d+ 127.0.0.1 ${daemon.directPort}\\n$`),
    );
  });
});
