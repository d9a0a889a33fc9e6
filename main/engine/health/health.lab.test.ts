/** The doctor's look at a server once one is in, against real servers and disks. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { hungDiskMissing, mountHungDisk } from '../../../e2e/lab/hung-disk';
import { hasShell, isRoot, type Lab, type LabShell, startLab } from '../../../e2e/lab/index';
import { type LabRoom, labRoom } from '../../../e2e/lab/room';
import { mountSmallDisk, smallDiskMissing } from '../../../e2e/lab/small-disk';
import { giveTo } from '../../../e2e/lab/users';
import type { DoctorStep } from '../../../preload/contract/servers';
import { createHealthCheck } from './index';

const shells: LabShell[] = ['noisy', 'dash', 'fish', 'tcsh'];
const never = new AbortController().signal;

describe('health', { timeout: 120_000 }, () => {
  let lab: Lab;
  let room: LabRoom;
  before(async () => {
    lab = await startLab({
      knownHosts: true,
      servers: [
        { name: 'gpu1', gpu: '8xA100-busy' },
        { name: 'bare', user: 'bob', without: ['tmux', 'rsync', 'git'] },
        ...shells.filter(hasShell).map((shell) => ({ name: `in-${shell}`, user: shell, shell })),
      ],
    });
    room = labRoom(lab);
  });
  after(async () => {
    await room?.stop();
    await lab?.stop();
  });

  /** What the doctor says of each step on a server, by the step's name. */
  async function look(server: string): Promise<Map<string, DoctorStep>> {
    const found = new Map<string, DoctorStep>();
    const link = await room.connections.link(server, never);
    const check = createHealthCheck(room.host);
    await check(
      link,
      {
        look: async (step, label, work) => {
          const { value, ...verdict } = await work();
          found.set(step, { step, label, durationMs: 0, ...verdict });
          return value;
        },
        skip: (steps, why) => {
          for (const step of steps) {
            found.set(step, { step, label: '', status: 'skipped', found: why, durationMs: null });
          }
        },
      },
      never,
    );
    return found;
  }
  const tagOf = (steps: Map<string, DoctorStep>, step: string) =>
    steps.get(step)?.problem?.tag ?? steps.get(step)?.status;
  const own = (home: string) => readdirSync(home).filter((name) => name.includes('labmate'));

  test('a usual server, in whatever login shell; nothing is left there', async () => {
    for (const server of ['gpu1', ...shells.filter(hasShell).map((shell) => `in-${shell}`)]) {
      const steps = await look(server);
      assert.equal(tagOf(steps, 'home'), 'ok', server);
      assert.equal(tagOf(steps, 'tmp'), 'ok', server);
      assert.equal(tagOf(steps, 'clock'), 'ok', server);
      assert.match(steps.get('space')?.found ?? '', /free of|Only/, server);
      assert.match(steps.get('tools')?.found ?? '', /tmux \d.*rsync \d.*git \d/, server);
      assert.deepEqual(own(lab.server(server).home), []);
    }
    assert.match((await look('gpu1')).get('tools')?.found ?? '', /nvidia-smi/);
  });

  test('missing tools, and a conda that is not on the PATH', async () => {
    const { user, home } = lab.server('bare');
    mkdirSync(join(home, 'miniforge3/bin'), { recursive: true });
    writeFileSync(join(home, 'miniforge3/bin/conda'), '#!/bin/sh\n', { mode: 0o755 });
    giveTo(user, join(home, 'miniforge3'));
    const tools = (await look('bare')).get('tools');
    assert.equal(tools?.found, 'Not found there: tmux, rsync, git.');
    assert.match(tools?.problem?.detail ?? '', /conda/);
  });

  test('a home that takes no files stops nothing else', { skip: !isRoot }, async () => {
    const { home } = lab.server('bare');
    chmodSync(home, 0o555);
    try {
      const steps = await look('bare');
      assert.equal(steps.get('home')?.status, 'failed');
      assert.match(steps.get('home')?.problem?.why ?? '', /no permission/);
      assert.equal(tagOf(steps, 'tmp'), 'ok');
    } finally {
      chmodSync(home, 0o700);
    }
  });

  test('a full disk is named, and a file that was begun there is removed', {
    skip: smallDiskMissing(),
  }, async () => {
    const path = await mountSmallDisk(lab, lab.user('alice'), { bytes: 1 << 20 });
    const server = await lab.addServer({ name: 'full', env: { TMPDIR: path } });
    await lab.user('alice').run('sh', ['-c', `head -c 2000000 /dev/zero > ${path}/big`]);
    const steps = await look(server.name);
    assert.equal(tagOf(steps, 'tmp'), 'health/tmp');
    assert.match(steps.get('tmp')?.problem?.why ?? '', /The disk is full/);
    assert.deepEqual(own(path), []);
  });

  test('a disk that never answers is said to, within the patience', {
    skip: hungDiskMissing(),
  }, async () => {
    const hung = await mountHungDisk(lab, lab.user('alice'));
    try {
      const server = await lab.addServer({ name: 'hung', env: { TMPDIR: hung.path } });
      const steps = await look(server.name);
      assert.match(steps.get('tmp')?.problem?.what ?? '', /does not answer/);
      assert.equal(tagOf(steps, 'clock'), 'ok');
    } finally {
      await hung.release();
    }
  });

  test('a quota that is used up, as the server’s own tool tells it', async () => {
    const programs = join(lab.dir, 'quota-tool');
    mkdirSync(programs, { mode: 0o755 });
    const rows = '/dev/sdb1 20480* 10240 30720 1700000000 900* 800 1000 1700000000';
    writeFileSync(join(programs, 'quota'), `#!/bin/sh\n[ "$*" = "-w -p" ] && echo '${rows}'\n`, {
      mode: 0o755,
    });
    const server = await lab.addServer({ name: 'limited', programs: [programs] });
    const steps = await look(server.name);
    assert.equal(tagOf(steps, 'space'), 'health/quota');
    assert.equal(tagOf(steps, 'inodes'), 'health/file-quota');
  });

  test('a clock that is off is told with its direction', async () => {
    const programs = join(lab.dir, 'odd-clock');
    mkdirSync(programs, { mode: 0o755 });
    writeFileSync(join(programs, 'date'), '#!/bin/sh\necho 1000000000\n', { mode: 0o755 });
    const server = await lab.addServer({ name: 'late', programs: [programs] });
    const steps = await look(server.name);
    assert.equal(tagOf(steps, 'clock'), 'health/clock');
    assert.match(steps.get('clock')?.found ?? '', /the server is behind/);
  });
});
