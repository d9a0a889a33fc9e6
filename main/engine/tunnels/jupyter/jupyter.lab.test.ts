/** Jupyter in one click against a real JupyterLab on real sshd servers. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  giveTo,
  hasShell,
  jupyterMissing,
  type Lab,
  type LabServer,
  startLab,
  twoUsersMissing,
} from '../../../../e2e/lab';
import { type LabRoom, labRoom } from '../../../../e2e/lab/room';
import type { TunnelEntry } from '../../../../preload/contract/tunnels';
import { problemOf } from '../../kit/outcome';
import { createTunnels, type Tunnels } from '../index';
import { kernelAnswers } from './kernel-rig';

const never = new AbortController().signal;
const missing = twoUsersMissing() || (await jupyterMissing());

let lab: Lab;
let room: LabRoom;
let tunnels: Tunnels;

/** Everything that the user runs, by command line. */
function commands(server: LabServer): string[] {
  return server.user.pids().map((pid) => readProc(pid, 'cmdline').replaceAll('\0', ' ').trim());
}

function readProc(pid: number | string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // It ended while we looked.
  }
}

const jupyters = (server: LabServer) =>
  commands(server).filter((text) => /jupyter-lab/.test(text) && !/tmux/.test(text));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}

function open(server: string, signal = never): Promise<TunnelEntry> {
  return tunnels.open({ server, target: { kind: 'jupyter' }, localPort: 0 }, signal);
}

/** Opens the page as a browser would: the address it is given, then where that sends it. */
async function signedIn(entry: TunnelEntry): Promise<{ given: string; page: URL }> {
  await tunnels.browse(entry.id, never);
  const given = room.opened.at(-1) ?? '';
  const answer = await fetch(given, { redirect: 'manual' });
  assert.equal(answer.status, 303);
  return { given, page: new URL(answer.headers.get('location') ?? '') };
}

/** Files of ours that stay in the home folder. */
function traces(server: LabServer): string[] {
  const folder = join(server.home, '.local/share/labmate/jupyter');
  return existsSync(folder) ? readdirSync(folder) : [];
}

describe('Jupyter in one click', { skip: missing, timeout: 240_000 }, () => {
  before(async () => {
    lab = await startLab({
      knownHosts: true,
      servers: [
        { name: 'gpu1', jupyter: true },
        { name: 'no-tmux', user: 'dora', jupyter: true, without: ['tmux'] },
        { name: 'bare', user: 'carol' },
        ...(hasShell('tcsh')
          ? [{ name: 'in-tcsh', user: 'tess', shell: 'tcsh' as const, jupyter: true }]
          : []),
      ],
      users: [{ name: 'mallory' }],
    });
    room = labRoom(lab);
    tunnels = createTunnels(room);
  });
  after(async () => {
    await tunnels?.dispose();
    await room?.stop();
    await lab?.stop();
  });

  test('it starts one, signs the browser in, and no token stands in any process list', async () => {
    const server = lab.server('gpu1');
    const steps: string[] = [];
    const unfollow = tunnels.list.follow(([entry]) => {
      if (entry?.state.kind === 'opening') steps.push(entry.state.step);
    });
    const entry = await open('gpu1');
    unfollow();
    assert.equal(entry.jupyter?.started, true);
    assert.equal(entry.jupyter?.note, undefined);
    assert.match(entry.remote ?? '', /^unix:\/.*j\.sock$/);
    assert.equal(entry.jupyter?.rootDirectory, server.home);
    assert.ok(steps.includes('looking for your Jupyter servers'));
    assert.ok(steps.includes('starting JupyterLab'));

    const { given, page } = await signedIn(entry);
    const token = page.searchParams.get('token') ?? '';
    assert.equal(token.length, 48);
    assert.ok(!given.includes(token));
    assert.equal(page.port, String(entry.localPort));
    await assert.rejects(fetch(given), 'the address works once');
    const lab1 = await fetch(page);
    assert.equal(lab1.status, 200);
    assert.match(await lab1.text(), /JupyterLab/);

    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      assert.ok(!readProc(pid, 'cmdline').includes(token), `command line of ${pid}`);
      if (server.user.pids().includes(Number(pid))) {
        assert.ok(!readProc(pid, 'environ').includes(token), `environment of ${pid}`);
      }
    }
    const seen = await lab.user('mallory').run('ps', ['-efww']);
    assert.match(seen.stdout, /jupyter-lab/);
    assert.ok(!seen.stdout.includes(token));
    const tmux = await server.user.run('tmux', ['show-environment', '-g']);
    assert.equal(tmux.code, 0);
    assert.ok(!tmux.stdout.includes(token));
    assert.ok(!JSON.stringify([room.log, tunnels.list.value]).includes(token), 'log and state');
    const [state] = traces(server);
    const folder = join(server.home, '.local/share/labmate/jupyter', state ?? '');
    assert.equal((await lab.user('mallory').run('ls', [folder])).code, 2, 'a closed folder');
  });

  test('without the token nobody gets in', async () => {
    const entry = await open('gpu1');
    const address = `http://127.0.0.1:${entry.localPort}`;
    assert.equal((await fetch(`${address}/api/status`)).status, 403);
    assert.match(
      (await fetch(`${address}/lab`, { redirect: 'manual' })).headers.get('location') ?? '',
      /login/,
    );
  });

  test('a kernel answers over a websocket through the tunnel', async () => {
    const { page } = await signedIn(await open('gpu1'));
    const token = page.searchParams.get('token') ?? '';
    assert.equal(await kernelAnswers(Number(page.port), token, 'print(6 * 7)'), '42\n');
  });

  test('it outlives the connection and is found again', async () => {
    const server = lab.server('gpu1');
    const [before1] = jupyters(server);
    assert.ok(before1);
    await room.connections.disconnect('gpu1');
    await until(() => !commands(server).some((text) => /sshd/.test(text)));
    assert.deepEqual(jupyters(server), [before1]);
    assert.deepEqual(tunnels.list.value, []);
    const entry = await open('gpu1');
    assert.equal(entry.jupyter?.started, false);
    assert.deepEqual(jupyters(server), [before1]);
    assert.equal((await fetch((await signedIn(entry)).page)).status, 200);
  });

  test('a killed server is told; opening again starts another beside the stale file', async () => {
    const server = lab.server('gpu1');
    const entry = await open('gpu1');
    const pid = server.user.pids().find((it) => /bin\/jupyter-lab/.test(readProc(it, 'cmdline')));
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    await until(() => jupyters(server).length === 0);
    await assert.rejects(tunnels.browse(entry.id, never), (error) => {
      assert.equal(problemOf(error)?.tag, 'tunnels/jupyter-gone');
      return true;
    });
    const [failed] = tunnels.list.value;
    assert.equal(
      failed?.state.kind === 'failed' && failed.state.problem.tag,
      'tunnels/jupyter-gone',
    );
    const again = await open('gpu1');
    assert.notEqual(again.id, entry.id);
    assert.equal(again.jupyter?.started, true);
    assert.equal(again.localPort, entry.localPort);
  });

  test('stopping it ends the server, its tmux session and its folder', async () => {
    const server = lab.server('gpu1');
    const entry = await open('gpu1');
    await tunnels.stopJupyter(entry.id, never);
    assert.deepEqual(jupyters(server), []);
    assert.deepEqual(tunnels.list.value, []);
    await until(() => !commands(server).some((text) => /tmux|run\.sh/.test(text)));
    await until(() => traces(server).length === 0);
    assert.notEqual((await server.user.run('tmux', ['ls'])).code, 0);
  });

  test('one that the user started on a port is preferred to a new one', async () => {
    const server = lab.server('gpu1');
    const own = server.user.run('jupyter-lab', ['--no-browser', '--port=0'], {
      env: { ...server.user.env, PATH: `${join(server.dir, 'bin')}:/usr/bin:/bin` },
    });
    const runtime = join(server.home, '.local/share/jupyter/runtime');
    const alive = () =>
      readdirSync(runtime).filter((name) => {
        const pid = /^jpserver-(\d+)\.json$/.exec(name)?.[1];
        return pid && existsSync(`/proc/${pid}`);
      });
    await until(() => alive().length === 1);
    const entry = await open('gpu1');
    assert.equal(entry.jupyter?.started, false);
    assert.match(entry.remote ?? '', /^127\.0\.0\.1:\d+$/);
    assert.equal((await fetch((await signedIn(entry)).page)).status, 200);
    await tunnels.stopJupyter(entry.id, never);
    await own;
  });

  test('without tmux it runs in the background, says so, and stops', async () => {
    const server = lab.server('no-tmux');
    const entry = await open('no-tmux');
    assert.match(entry.jupyter?.note ?? '', /tmux/);
    await room.connections.disconnect('no-tmux');
    await until(() => !commands(server).some((text) => /sshd/.test(text)));
    const again = await open('no-tmux');
    assert.equal(again.jupyter?.started, false);
    await tunnels.stopJupyter(again.id, never);
    assert.deepEqual(jupyters(server), []);
    await until(() => traces(server).length === 0);
  });

  test('behind tcsh', { skip: !hasShell('tcsh') && 'tcsh is not installed' }, async () => {
    const entry = await open('in-tcsh');
    assert.equal((await fetch((await signedIn(entry)).page)).status, 200);
    await tunnels.stopJupyter(entry.id, never);
  });

  test('cancelled while it starts: nothing stays', async () => {
    const server = lab.server('gpu1');
    const stop = new AbortController();
    const opening = open('gpu1', stop.signal);
    await until(() => jupyters(server).length > 0);
    stop.abort();
    await assert.rejects(opening, (error) => problemOf(error)?.tag === 'kit/cancelled');
    await until(() => jupyters(server).length === 0 && traces(server).length === 0);
    assert.deepEqual(tunnels.list.value, []);
  });

  test('no Jupyter at all', async () => {
    await assert.rejects(open('bare'), (error) => {
      const problem = problemOf(error);
      assert.equal(problem?.tag, 'tunnels/no-jupyter');
      assert.ok((problem?.next.length ?? 0) > 0);
      return true;
    });
    assert.deepEqual(tunnels.list.value, []);
  });

  test('a claim about a port that somebody else listens on is not believed', async () => {
    const server = lab.server('bare');
    let visits = 0;
    const trap = createServer((socket) => {
      visits += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', () => resolve()));
    const { port } = trap.address() as { port: number };
    const pid = server.user.startProcess('jupyter-lab');
    const runtime = join(server.home, '.local/share/jupyter/runtime');
    mkdirSync(runtime, { recursive: true });
    const claim = {
      base_url: '/',
      port,
      pid,
      token: 'abc',
      root_dir: '/',
      secure: false,
      sock: '',
    };
    writeFileSync(join(runtime, `jpserver-${pid}.json`), JSON.stringify(claim));
    giveTo(server.user, join(server.home, '.local'));
    await assert.rejects(open('bare'), (error) => problemOf(error)?.tag === 'tunnels/no-jupyter');
    assert.equal(visits, 0);
    process.kill(pid);
    trap.close();
  });

  test('one that dies at once: the end of its log is shown, nothing stays', async () => {
    const server = lab.server('bare');
    const bin = join(server.home, '.local/bin');
    mkdirSync(bin, { recursive: true });
    const lines = ['#!/bin/sh', 'echo "ModuleNotFoundError: No module named tornado"', 'exit 3'];
    writeFileSync(join(bin, 'jupyter-lab'), `${lines.join('\n')}\n`, { mode: 0o755 });
    giveTo(server.user, join(server.home, '.local'));
    await assert.rejects(open('bare'), (error) => {
      const problem = problemOf(error);
      assert.equal(problem?.tag, 'tunnels/start-failed');
      assert.match(problem?.why ?? '', /module is missing/);
      assert.match(problem?.detail ?? '', /No module named tornado/);
      return true;
    });
    await until(() => traces(server).length === 0);
  });

  test('a link that is lost leaves the tunnel waiting, and the page loads again after', async () => {
    const server = lab.server('gpu1');
    const entry = await open('gpu1');
    const { page } = await signedIn(entry);
    server.proxy.cut('reset');
    await until(() => tunnels.list.value[0]?.state.kind === 'waiting');
    assert.equal((await fetch(page)).status, 200);
    assert.equal(tunnels.list.value[0]?.state.kind, 'open');
    await tunnels.stopJupyter(entry.id, never);
    const closed = connect(entry.localPort ?? 0, '127.0.0.1');
    await new Promise<void>((resolve) => closed.once('error', () => resolve()));
  });
});
