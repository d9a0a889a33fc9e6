/**
 * From nothing to a shell's prompt: what ssh does in a process of its own, and Labmate in a worker
 * that is there already. Same server, same key, a pty on both sides.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Lab } from '../e2e/lab';
import { labEngine } from '../e2e/lab/engine';
import { printShares, takeTurns } from './measure';
import { sshOptions, target } from './target';

/** Ends every prompt of the lab's shells. */
export const promptSign = '$ ';

export async function benchPrompt(lab: Lab, rounds: number): Promise<void> {
  const rows = await takeTurns(
    [
      { name: 'labmate, engine alone', run: () => labmatePrompt(lab) },
      { name: 'ssh -tt', run: () => sshPrompt(lab) },
    ],
    rounds,
  );
  const ms = rows.map((row) => ({
    ...row,
    median: row.median * 1e3,
    min: row.min * 1e3,
    max: row.max * 1e3,
  }));
  printShares('From nothing to the prompt', ms, 'ms');
}

async function labmatePrompt(lab: Lab): Promise<number> {
  const engine = labEngine(lab);
  const { signal } = new AbortController();
  const started = performance.now();
  const link = await engine.connections.link(target, signal);
  const shell = await link.shell({ term: 'xterm-256color', cols: 80, rows: 24 });
  let text = '';
  for await (const piece of shell.stdout) {
    text += String(piece);
    if (text.includes(promptSign)) break;
  }
  const seconds = (performance.now() - started) / 1000;
  await engine.stop();
  return seconds;
}

/** Seconds until ssh shows the prompt. */
export async function sshPrompt(lab: Lab): Promise<number> {
  const started = performance.now();
  const child = spawn('ssh', [...sshOptions(lab), '-tt', target], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let text = '';
  for await (const piece of child.stdout) {
    text += String(piece);
    if (text.includes(promptSign)) break;
  }
  const seconds = (performance.now() - started) / 1000;
  const ended = child.exitCode === null ? once(child, 'exit') : undefined;
  child.kill();
  await ended;
  return seconds;
}
