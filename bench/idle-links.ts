/**
 * What fifty connections that nobody uses cost this computer: the engine in a Node process of its own
 * beside fifty `ssh -N`, both asking for a sign of life every 15 s. Processor time and memory.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Lab } from '../e2e/lab';
import { labEngine } from '../e2e/lab/engine';
import { printShares, rowOf } from './measure';
import { sshOptions, target } from './target';

const count = 50;
const seconds = 60;
/** Until what comes after a sign-in is over. */
const settleMs = 5000;
const names = Array.from({ length: count }, (_, at) => `${target}-${at}`);

export async function benchIdleLinks(lab: Lab): Promise<void> {
  const config = join(lab.sshDir, 'config');
  const text = readFileSync(config, 'utf8');
  const block = text.slice(text.indexOf(`Host ${target}`));
  const alive = '  ServerAliveInterval 15';
  for (const name of names) {
    appendFileSync(config, `\n${block.replace(`Host ${target}`, `Host ${name}\n${alive}`)}`);
  }
  const engine = labEngine(lab);
  // This process does other things too: what it uses without the connections is taken off.
  const without = { cpuMs: await cpuAtRest([process.pid]), memoryMiB: heldMiB() };
  for (const name of names) await engine.connections.link(name, new AbortController().signal);
  const ours = {
    cpuMs: (await cpuAtRest([process.pid])) - without.cpuMs,
    memoryMiB: heldMiB() - without.memoryMiB,
  };
  await engine.stop();

  const children: ChildProcess[] = [];
  for (const name of names) {
    const child = spawn('ssh', [...sshOptions(lab), '-N', '-v', name], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    children.push(child);
    await signedIn(child);
  }
  const pids = children.map(({ pid }) => pid ?? 0);
  const theirs = { cpuMs: await cpuAtRest(pids), memoryMiB: pssMiB(pids) };
  for (const child of children) {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  }
  const share = (name: string, value: number) => rowOf(name, [value]);
  printShares(
    `${count} idle connections, processor over ${seconds} s (Labmate: what they add)`,
    [share('labmate', ours.cpuMs), share(`${count} × ssh -N`, theirs.cpuMs)],
    'ms',
  );
  printShares(
    `${count} idle connections, memory (ssh: PSS; Labmate: what they add to the heap)`,
    [share('labmate', ours.memoryMiB), share(`${count} × ssh -N`, theirs.memoryMiB)],
    'MiB',
  );
}

/** Frees what nobody holds any more, so that the memory of two moments can be compared. */
function collect(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** Milliseconds of processor time in a minute in which nothing is asked of them. */
async function cpuAtRest(pids: readonly number[]): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const started = ticks(pids);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  // The clock of /proc/<pid>/stat ticks a hundred times a second (proc(5), sysconf(_SC_CLK_TCK)).
  return (ticks(pids) - started) * 10;
}

/** What this process holds on its heap and beside it. */
function heldMiB(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

async function signedIn(child: ChildProcess): Promise<void> {
  let said = '';
  for await (const piece of child.stderr ?? []) {
    said += String(piece);
    if (said.includes('Entering interactive session')) break;
  }
}

function ticks(pids: readonly number[]): number {
  return pids
    .map((pid) => {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[11]) + Number(fields[12]);
    })
    .reduce((sum, value) => sum + value, 0);
}

function pssMiB(pids: readonly number[]): number {
  return pids
    .map((pid) => {
      const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / 1024;
    })
    .reduce((sum, value) => sum + value, 0);
}
