/**
 * resources/sampler.sh in every shell that may stand behind /bin/sh, without SSH between: answers,
 * atomic lines, and that nothing is left when its input or its output ends.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Frame, FrameParser, textOf, textsOf } from './frames';

const script = readFileSync(join(process.cwd(), 'resources/sampler.sh'), 'utf8');
const tag = '@@LMtest0123456789';
const shells: Record<string, string[]> = {
  dash: ['/bin/dash', '-s'],
  bash: ['/bin/bash', '-s'],
  'bash as sh': ['/bin/bash', '--posix', '-s'],
  busybox: ['/bin/busybox', 'sh', '-s'],
};

/** A fake nvidia-smi: 300 long rows, or a child that hangs and cannot be terminated politely. */
const fakeTool = `#!/bin/sh
case $0 in
  */hang/*) trap '' TERM HUP; sleep 1111 & sleep 1112; exit 0 ;;
esac
case $* in
  *compute-apps*) echo 'GPU-1, 1, 5, init' ;;
  *) i=0; while [ $i -lt 300 ]; do printf '%s, GPU-%0900d\\n' $i $i; i=$((i + 1)); done ;;
esac
`;

let dir = '';

before(() => {
  dir = mkdtempSync(join(tmpdir(), 'lm-sampler-'));
  for (const kind of ['good', 'hang']) {
    spawnSync('mkdir', [join(dir, kind)]);
    writeFileSync(join(dir, kind, 'nvidia-smi'), fakeTool);
    chmodSync(join(dir, kind, 'nvidia-smi'), 0o755);
  }
});
after(() => rmSync(dir, { recursive: true, force: true }));

interface Running {
  readonly child: ChildProcess;
  readonly hello: Frame;
  ask(request: string): Promise<Frame>;
  readonly ended: Promise<void>;
}

/** Starts the script as sshd would: a session of its own, three pipes. */
async function start(argv: string[], tool: 'good' | 'hang'): Promise<Running> {
  const [command = '', ...args] = argv;
  const child = spawn(command, args, {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: `${join(dir, tool)}:/usr/bin:/bin`, LANG: 'de_DE.UTF-8', HOME: dir },
  });
  const waiting = new Map<number, (frame: Frame) => void>();
  const parser = new FrameParser(tag, {
    frame: (frame) => waiting.get(frame.seq)?.(frame),
    torn: (seq) => waiting.get(seq)?.({ seq, lines: [{ key: 'torn', text: '' }] }),
  });
  child.stdout?.on('data', (chunk: Buffer) => parser.push(chunk));
  child.stdin?.on('error', () => child.stdin?.destroy());
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const answer = (seq: number) => new Promise<Frame>((resolve) => waiting.set(seq, resolve));
  const hello = answer(0);
  child.stdin?.write(`tag='${tag}'\n${script}`);
  let seq = 0;
  return {
    child,
    hello: await hello,
    ended,
    ask(request) {
      seq += 1;
      const [verb, ...rest] = request.split(' ');
      const frame = answer(seq);
      child.stdin?.write(`${verb} ${seq} ${rest.join(' ')}\n`);
      return frame;
    },
  };
}

/** Living processes of the script's own session, zombies aside. */
function leftOf(session: number): string[] {
  const left: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, , , sid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (sid === String(session) && state !== 'Z') left.push(stat.slice(0, 60));
    } catch {}
  }
  return left;
}

/** Waits until nothing is left; the watchdog is the promise made to the server: 5 s. */
async function nothingLeft(session: number): Promise<void> {
  const deadline = Date.now() + 5000;
  while (leftOf(session).length > 0) {
    if (Date.now() > deadline) assert.fail(`left behind: ${leftOf(session).join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until the fake tool is at work. */
async function toolRuns(session: number): Promise<void> {
  while (!leftOf(session).some((line) => line.includes('(sleep)'))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

for (const [name, argv] of Object.entries(shells)) {
  const absent = !existsSync(argv[0] ?? '') && `${argv[0]} is not installed`;
  describe(`the sampler in ${name}`, { skip: absent, timeout: 60_000 }, () => {
    test('answers every request, in one another’s company', async () => {
      const run = await start(argv, 'good');
      try {
        assert.match(textOf(run.hello, 'nvidia-smi') ?? '', /good\/nvidia-smi$/);
        assert.ok(Number(textOf(run.hello, 'cores')) > 0);
        const [fast, gpus, mounts, disks, people, nobody] = await Promise.all([
          run.ask('fast'),
          run.ask('gpus index,uuid gpu_uuid,pid'),
          run.ask('mounts'),
          run.ask('disks /\t/proc'),
          run.ask(`people ${process.pid},999999999`),
          run.ask('people 999999999'),
          run.ask('fast'),
          run.ask('gpus index,uuid gpu_uuid,pid'),
        ]);
        assert.match(textOf(fast, 'stat') ?? '', /^cpu /);
        assert.match(textOf(fast, 'memory') ?? '', /MemAvailable:\d+.*SwapFree:\d+/);
        assert.match(textOf(fast, 'load') ?? '', /^\d+\.\d+ /);
        assert.equal(textsOf(gpus, 'gpu').length, 300, JSON.stringify(gpus.lines.at(0)));
        for (const row of textsOf(gpus, 'gpu')) assert.match(row, /^\d+, GPU-\d{900}$/);
        assert.deepEqual([textOf(gpus, 'gpu-exit'), textOf(gpus, 'app-exit')], ['0', '0']);
        assert.ok(textsOf(mounts, 'mount').some((row) => row.includes(' / ')));
        assert.ok(textsOf(disks, 'space').some((row) => row.endsWith(' /')));
        assert.ok(textsOf(disks, 'inodes').some((row) => row.endsWith(' /')));
        const rows = [...textsOf(people, 'ps'), ...textsOf(people, 'proc')];
        assert.equal(rows.length, 1);
        assert.match(rows[0] ?? '', new RegExp(`^\\s*${process.pid} .*node`));
        assert.deepEqual(nobody.lines, []);
      } finally {
        run.child.stdin?.end();
      }
      await run.ended;
      await nothingLeft(run.child.pid ?? 0);
    });

    test('the end of its input ends it and a hanging tool', async () => {
      const run = await start(argv, 'hang');
      void run.ask('gpus index,uuid gpu_uuid,pid');
      await toolRuns(run.child.pid ?? 0);
      assert.match(textOf(await run.ask('fast'), 'stat') ?? '', /^cpu /, 'the tool delays nothing');
      run.child.stdin?.end();
      await run.ended;
      await nothingLeft(run.child.pid ?? 0);
    });

    test('a broken output ends it and a hanging tool', async () => {
      const run = await start(argv, 'hang');
      void run.ask('gpus index,uuid gpu_uuid,pid');
      await toolRuns(run.child.pid ?? 0);
      run.child.stdout?.destroy();
      void run.ask('fast');
      await run.ended;
      await nothingLeft(run.child.pid ?? 0);
    });

    test('a request that hurts is only text', async () => {
      const run = await start(argv, 'good');
      try {
        const marker = join(dir, 'hurt');
        await run.ask(`disks $(touch ${marker})\t\`touch ${marker}\`;touch ${marker}`);
        await run.ask(`people 1;touch ${marker}`);
        run.child.stdin?.write(`touch ${marker}\n`);
        await run.ask('fast');
        assert.equal(existsSync(marker), false);
      } finally {
        run.child.stdin?.end();
      }
      await run.ended;
    });
  });
}

test('a script that does not lead its session ends itself and nothing else of its group', async () => {
  // Seen: a test that ran the script in its own group was killed, and the whole suite with it.
  const outer = spawn('/bin/sh', ['-c', '/bin/sh -s; echo survived'], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: `${join(dir, 'good')}:/usr/bin:/bin`, HOME: dir },
  });
  let said = '';
  outer.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes(tag) && !outer.stdin.writableEnded) outer.stdin.end();
  });
  outer.stdin.write(`tag='${tag}'\n${script}`);
  await new Promise((resolve) => outer.once('close', resolve));
  assert.match(said, /survived\n$/);
});
