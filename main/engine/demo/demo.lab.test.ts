/** The demo lab against Labmate's own engine, and against OpenSSH as a judge of its own. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { compareTrees, makeNastyTree } from '../../../e2e/lab/nasty-tree';
import type { QuestionBody } from '../../../preload/contract/questions';
import type { DoctorStep } from '../../../preload/contract/servers';
import { type ConnectionsRoom, createConnections, runScript } from '../connections/index';
import { createFiles } from '../files/index';
import { createHealthCheck } from '../health/index';
import type { Host } from '../host';
import { type LogEntry, logTo } from '../kit/log';
import { problemOf } from '../kit/outcome';
import { createMonitor } from '../monitor/index';
import type { MonitorEvent } from '../monitor/sampler';
import { createServers, type Servers, sessionServersFolder } from '../servers/index';
import { createTerminals } from '../terminals/index';
import { createTransfers } from '../transfers/index';
import { createTunnels } from '../tunnels/index';
import { createDemo, type Demo } from './index';

const never = new AbortController().signal;
const runFile = promisify(execFile);

describe('the demo lab', { timeout: 120_000 }, () => {
  let folder: string;
  let host: Host;
  let demo: Demo;
  let servers: Servers;
  let connections: ConnectionsRoom;
  const asked: QuestionBody[] = [];
  const opened: string[] = [];
  const log: LogEntry[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "labmate demo %h 'x' "));
    mkdirSync(join(folder, 'ssh'), { mode: 0o700 });
    // Settings of the person for all servers must not reach the demo's.
    writeFileSync(
      join(folder, 'ssh/config'),
      'Host *\n  Port 1\n  User nobody\n  ProxyJump gate.example\n  StrictHostKeyChecking ask\n',
      { mode: 0o600 },
    );
    host = {
      log: logTo((entry) => void log.push(entry)),
      paths: { data: join(folder, 'data'), ssh: join(folder, 'ssh'), resources: 'resources' },
      async ask(body) {
        asked.push(body);
        return { kind: 'dismissed' };
      },
      secrets: {
        get: async () => undefined,
        keepForSession: async () => {},
        forget: async () => {},
      },
      redeemGrant: async () => undefined,
      makeGrant: async () => '',
      openUrl: async (url) => void opened.push(url),
      openPath: async () => {},
      notify() {},
      testProcedures: false,
    };
    demo = createDemo({ host });
    assert.deepEqual(await demo.start(), ['demo-atlas', 'demo-vega', 'demo-orion']);
    servers = createServers({ host, systemConfig: null });
    connections = createConnections({
      host,
      resolve: (name) => servers.resolve(name),
      health: createHealthCheck(host),
    });
  });
  after(async () => {
    await connections?.close();
    await demo?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('its servers stand in the list with their label; a second start changes nothing', async () => {
    const { servers: found, problems } = servers.list();
    assert.deepEqual(problems, []);
    assert.deepEqual(
      found.map(({ name, label, user, jumps }) => [name, label, user, jumps]),
      ['demo-atlas', 'demo-vega', 'demo-orion'].map((name) => [name, 'Demo', 'demo', []]),
    );
    const { port } = servers.resolve('demo-atlas');
    await demo.start();
    assert.equal(servers.resolve('demo-atlas').port, port);
  });

  test('the doctor finds it healthy, and nothing is asked', async () => {
    let steps: DoctorStep[] = [];
    const { healthy } = await connections.doctor('demo-atlas', never, (now) => {
      steps = now;
    });
    assert.equal(healthy, true, JSON.stringify(steps, null, 1));
    assert.match(steps.find(({ step }) => step === 'shell')?.found ?? '', /bash/);
    assert.match(steps.find(({ step }) => step === 'sftp')?.found ?? '', /\/home\/demo$/);
    const statusOf = (name: string) => steps.find(({ step }) => step === name)?.status;
    for (const step of ['home', 'space', 'inodes', 'tmp', 'clock']) {
      assert.equal(statusOf(step), 'ok', step);
    }
    assert.equal(statusOf('tools'), 'warning', 'it has no tmux');
    assert.deepEqual(asked, []);
  });

  test('the monitor reads GPUs, people and disks that move', async () => {
    const stop = new AbortController();
    const monitor = createMonitor({ host, connections, cadence: { fast: 300, gpus: 300 } });
    const seen: MonitorEvent[] = [];
    await monitor.watch('demo-atlas', stop.signal, (event) => {
      seen.push(event);
      const { gpus, mounts } = event.sample;
      const complete = gpus.state === 'ok' && mounts.some(({ path }) => path === '/data');
      const used = gpus.state === 'ok' ? gpus.gpus.map((gpu) => gpu.utilizationPercent.value) : [];
      const moved = seen.some(
        ({ sample }) =>
          sample.gpus.state === 'ok' && sample.gpus.gpus[0]?.utilizationPercent.value !== used[0],
      );
      const named = gpus.state === 'ok' && gpus.gpus[0]?.processes[0]?.user;
      const free = gpus.state === 'ok' && gpus.gpus.some((gpu) => gpu.free);
      const busy = event.sample.cpu.busyPercent.value !== null;
      if (complete && moved && named && free && busy) stop.abort();
    });
    const { sample } = seen.at(-1) ?? assert.fail('no figures');
    assert.equal(sample.hostname, 'demo-atlas');
    assert.ok(sample.gpus.state === 'ok');
    assert.equal(sample.gpus.gpus.length, 8);
    assert.equal(sample.gpus.processesReason, undefined);
    const idle = sample.gpus.gpus[2];
    assert.equal(idle?.processes[0]?.user, 'chen');
    assert.match(idle?.processes[0]?.command ?? '', /ipykernel_launcher/);
    assert.equal(idle?.utilizationPercent.value, 0);
    const scratch = sample.mounts.find(({ path }) => path === '/scratch');
    const share = Number(scratch?.usedKiB.value) / Number(scratch?.totalKiB.value);
    assert.ok(share > 0.95 && share < 1, `nearly full: ${share}`);
    const data = sample.mounts.find(({ path }) => path === '/data');
    assert.ok(Number(data?.inodesUsed.value) / Number(data?.inodesTotal.value) > 0.96);
  });

  test('files are listed, made, renamed and removed', async () => {
    const files = createFiles({ host, connections });
    try {
      const listing = await files.list('demo-vega', '~/project/samples', never);
      assert.equal(listing.entries.length, 250);
      assert.ok(Number(listing.freeBytes) > 1e12);
      await files.makeFolder('demo-vega', '~/new', never);
      await files.rename('demo-vega', '~/new', '~/newer', never);
      await files.remove('demo-vega', ['~/newer'], never);
      const home = await files.list('demo-vega', '~', never);
      assert.ok(!home.entries.some(({ name }) => name.startsWith('new')));
      await assert.rejects(files.makeFolder('demo-vega', '/etc', never), (error) => {
        assert.equal(problemOf(error)?.tag, 'files/permission-denied');
        return true;
      });
      const place = await files.place('demo-vega', '~/project', never);
      assert.deepEqual([place.mount, place.type], ['/home', 'xfs']);
      assert.ok(Number(place.inodesFree.value) > 1e8);
      await assert.rejects(files.place('demo-vega', '~/none', never), /files\/no-such/);
      const shared = await files.list('demo-orion', '/scratch', never);
      assert.deepEqual(shared.entries.map(({ name }) => name).sort(), ['README.txt', 'datasets']);
    } finally {
      files.dispose();
    }
  });

  test('a nasty tree goes up and comes back the same', async () => {
    const transfers = createTransfers({ host, connections });
    try {
      const tree = join(folder, 'nasty tree');
      makeNastyTree(tree);
      const request = { server: 'demo-vega', signal: never };
      const up = await transfers.push({ ...request, sources: [tree], destination: '~' });
      assert.deepEqual(up.faults, []);
      const arrived = join(
        sessionServersFolder(host.paths.data),
        'demo/demo-vega/home/demo/nasty tree',
      );
      assert.deepEqual(compareTrees(tree, arrived), []);
      const back = join(folder, 'back');
      mkdirSync(back);
      const down = await transfers.pull({
        ...request,
        sources: ['~/nasty tree'],
        destination: back,
      });
      assert.deepEqual(down.faults, []);
      assert.deepEqual(compareTrees(tree, join(back, 'nasty tree')), [
        '"modes/setuid.sh": mode 755 instead of 4755',
      ]);
    } finally {
      await transfers.dispose();
    }
  });

  test('a terminal says what it is and answers', async () => {
    const terminals = createTerminals({ host, connections });
    try {
      const id = await terminals.open('demo-orion', { cols: 80, rows: 24 }, never);
      let screen = '';
      let type: (text: string) => void = () => {};
      const shows = (text: RegExp) =>
        new Promise<void>((resolve) => {
          watcher = () => text.test(screen) && resolve();
          watcher();
        });
      let watcher: () => unknown = () => {};
      terminals.attach(id, {
        post(frame) {
          if (frame.type === 'data') screen += Buffer.from(frame.data).toString('utf8');
          watcher();
        },
        onFrame(receive) {
          type = (text) => receive({ type: 'data', data: Buffer.from(text) });
        },
        close() {},
      });
      await shows(/demo lab[\s\S]*demo@demo-orion/);
      type('echo ünï tex\x7fsted\r');
      await shows(/\r\nünï tested\r\n/);
      type('gcc\r');
      await shows(/gcc: not part of the demo/);
      type('nvidia-smi\r');
      await shows(/GeForce RTX 4090[\s\S]*demo@demo-orion[^$]*\$ $/);
      type('exit\r');
      await terminals.list.followUntil(ended(terminals.list), () => {});
    } finally {
      terminals.dispose();
    }
  });

  test('Jupyter opens in one click, asks for its token, and stops', async () => {
    const tunnels = createTunnels({ host, connections });
    try {
      const target = { kind: 'jupyter' } as const;
      const entry = await tunnels.open({ server: 'demo-atlas', target, localPort: 0 }, never);
      assert.equal(entry.jupyter?.started, true);
      await tunnels.browse(entry.id, never);
      const page = await fetch(opened.at(-1) ?? '');
      assert.equal(page.status, 200);
      assert.match(await page.text(), /<title>Demo – Jupyter on demo-atlas/);
      const address = `http://127.0.0.1:${entry.localPort}`;
      assert.equal((await fetch(`${address}/lab`)).status, 403);
      assert.equal((await fetch(`${address}/lab?token=${'0'.repeat(48)}`)).status, 403);
      await tunnels.close(entry.id);
      const again = await tunnels.open({ server: 'demo-atlas', target, localPort: 0 }, never);
      assert.equal(again.jupyter?.started, false);
      await tunnels.stopJupyter(again.id, never);
      await assert.rejects(fetch(`${address}/api`));
      const [running] = tunnels.list.value;
      assert.equal(running, undefined);
    } finally {
      await tunnels.dispose();
    }
  });

  test('a forwarded port shows the demo’s page, and no other port leads anywhere', async () => {
    const tunnels = createTunnels({ host, connections });
    try {
      const to = (port: number, name = '127.0.0.1') =>
        tunnels.open(
          { server: 'demo-vega', target: { kind: 'tcp', host: name, port }, localPort: 0 },
          never,
        );
      const page = await to(6006);
      const text = await (await fetch(`http://127.0.0.1:${page.localPort}/`)).text();
      assert.match(text, /Demo – a page on demo-vega/);
      for (const other of [await to(22), await to(6006, '127.0.0.2')]) {
        await assert.rejects(fetch(`http://127.0.0.1:${other.localPort}/`));
      }
    } finally {
      await tunnels.dispose();
    }
  });

  test('a script that is none of ours is not run', async () => {
    const link = await connections.link('demo-atlas', never);
    const result = await runScript(link, 'id; uname -a');
    assert.equal(result.code, 127);
    assert.match(result.stderr, /not part of the demo/);
    assert.equal(result.stdout.length, 0);
  });

  test('OpenSSH signs in, runs a command and copies files without a question', async () => {
    const config = demo.config ?? assert.fail('it runs');
    const options = ['-F', config, '-o', 'BatchMode=yes'];
    const ssh = await runFile('ssh', [...options, 'demo-atlas', 'hostname']);
    assert.equal(ssh.stdout, 'demo-atlas\n');
    const listing = join(folder, 'batch');
    const local = join(folder, 'sent.bin');
    writeFileSync(local, Buffer.alloc(700_000, 7));
    const commands = [
      `put "${local}" sent.bin`,
      'ls -l sent.bin',
      'chmod 640 sent.bin',
      'ln -s sent.bin link',
      'rename sent.bin renamed.bin',
      `get renamed.bin "${join(folder, 'got.bin')}"`,
      'df /scratch',
      'rm renamed.bin',
      'rm link',
    ];
    writeFileSync(listing, commands.join('\n'));
    const sftp = await runFile('sftp', [...options, '-b', listing, 'demo-atlas']);
    assert.match(sftp.stdout, /-rw-\S+ .* 700000 .* sent\.bin/);
    assert.match(sftp.stdout, /9[78]%/);
    assert.ok(readFileSync(local).equals(readFileSync(join(folder, 'got.bin'))));
    const wrong = ['-o', 'User=root', ...options, 'demo-atlas', 'hostname'];
    await assert.rejects(runFile('ssh', wrong), /Permission denied/);
    const key = join(folder, 'another key');
    await runFile('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const another = [
      '-o',
      `IdentityFile="${key.replaceAll('%', '%%')}"`,
      '-o',
      'IdentitiesOnly=yes',
    ];
    const bare = ['-F', 'none', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=no'];
    const nowhere = ['-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'];
    const where = ['-p', String(servers.resolve('demo-atlas').port), 'demo@127.0.0.1', 'hostname'];
    const stranger = runFile('ssh', [...bare, ...another, ...nowhere, ...where]);
    await assert.rejects(stranger, /Permission denied \(publickey\)/);
  });

  test('when it stops, nothing of it is left', async () => {
    const ports = demo.state.value.servers.map((name) => servers.resolve(name).port);
    const link = await connections.link('demo-vega', never);
    await demo.stop();
    assert.deepEqual(demo.state.value, { running: false, servers: [] });
    assert.deepEqual(readdirSync(sessionServersFolder(host.paths.data)), []);
    assert.deepEqual(servers.list().servers, []);
    for (const port of ports) await refused(port);
    await new Promise<void>((resolve) => link.onClosed(() => resolve()));
    assert.ok(!existsSync(join(sessionServersFolder(host.paths.data), 'demo')));
    assert.deepEqual(await demo.start(), ['demo-atlas', 'demo-vega', 'demo-orion']);
    assert.ok(await connections.link('demo-vega', never));
    assert.deepEqual(asked, []);
  });
});

/** Fires when the one terminal of the list has ended. */
function ended(list: {
  follow(watcher: (now: readonly { state: { kind: string } }[]) => void): () => void;
}) {
  const over = new AbortController();
  const stop = list.follow((entries) => {
    if (entries.some(({ state }) => state.kind === 'exited')) over.abort();
  });
  over.signal.addEventListener('abort', () => queueMicrotask(stop), { once: true });
  return over.signal;
}

function refused(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => reject(new Error(`port ${port} still answers`)));
    socket.once('error', () => resolve());
  });
}
