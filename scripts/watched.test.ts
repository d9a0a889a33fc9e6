/** The watchdog of `npm test`: a step that hangs must not hang the run, nor leave children behind. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runWatched } from './watched.mjs';

const dir = mkdtempSync(join(tmpdir(), 'labmate-watched-'));
after(() => rmSync(dir, { recursive: true }));

function step(name: string, text: string): string[] {
  const file = join(dir, name);
  writeFileSync(file, text);
  return [file];
}

/** A zombie has ended; whether somebody has collected it is not our affair. */
function lives(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
}

const skip = process.platform === 'linux' ? false : 'process groups are looked up in /proc';

test('tells how a step ended', async () => {
  const options = { cwd: dir, minutes: 1 };
  const good = await runWatched(step('good.mjs', ''), options);
  assert.deepEqual(good, { ok: true, why: undefined });
  const bad = await runWatched(step('bad.mjs', 'process.exit(3)'), options);
  assert.deepEqual(bad, { ok: false, why: 'exit 3' });
});

test('kills a step that hangs, with its children', { skip }, async () => {
  const pidFile = join(dir, 'pid');
  const words = step(
    'hangs.mjs',
    `import { spawn } from 'node:child_process';
     import { renameSync, writeFileSync } from 'node:fs';
     process.on('SIGTERM', () => {});
     const child = spawn('sleep', ['1000']);
     writeFileSync('pid.new', String(child.pid)); renameSync('pid.new', 'pid');
     setInterval(() => {}, 1000);`,
  );
  const result = await runWatched(words, { cwd: dir, minutes: 0.02 });
  assert.equal(result.ok, false);
  assert.match(result.why ?? '', /^hung: killed/);
  const pid = Number(readFileSync(pidFile, 'utf8'));
  assert.ok(pid > 1);
  while (lives(pid)) await sleep(20);
});

test('an interrupt ends the step', async () => {
  const stopping = new AbortController();
  const words = step('waits.mjs', 'setInterval(() => {}, 1000);');
  const running = runWatched(words, { cwd: dir, minutes: 1, signal: stopping.signal });
  stopping.abort();
  assert.deepEqual(await running, { ok: false, why: 'interrupted' });
});
