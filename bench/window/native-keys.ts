/**
 * How long OpenSSH's own client takes for a key and its echo while a text streams by: what stands before
 * the echo is in the server's pty, sshd and the network already, whatever draws it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Lab } from '../../e2e/lab';
import { sshOptions, target } from '../target';

/** Stands nowhere in the text. */
const key = '~';
const settleMs = 700;

/**
 * Types at `cat` of a file, a key every `pauseMs`.
 * @param pace how fast what comes is read, in bytes per millisecond: as a terminal that draws does
 * @returns the milliseconds that each echo took
 */
export async function typeNatively(
  lab: Lab,
  big: string,
  pauseMs: number,
  pace = Number.POSITIVE_INFINITY,
): Promise<number[]> {
  const child = spawn('ssh', [...sshOptions(lab), '-tt', target], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const typed: number[] = [];
  const took: number[] = [];
  let started = Number.POSITIVE_INFINITY;
  let bytes = 0;
  let tail = '';
  const ended = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      const now = performance.now();
      if (now < started) return;
      bytes += chunk.length;
      for (const byte of chunk) {
        const at = byte === key.charCodeAt(0) ? typed.shift() : undefined;
        if (at !== undefined) took.push(now - at);
      }
      tail = (tail + chunk.subarray(-300).toString('latin1')).slice(-600);
      if (tail.includes('end42')) resolve();
      const early = started + bytes / pace - now;
      if (early < 2) return;
      child.stdout.pause();
      setTimeout(() => child.stdout.resume(), early);
    });
  });
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  started = performance.now();
  child.stdin.write(`cat ${big}; echo end$((6*7))\n`);
  const typing = setInterval(() => {
    typed.push(performance.now());
    child.stdin.write(key);
  }, pauseMs);
  await ended;
  clearInterval(typing);
  child.kill();
  await once(child, 'close');
  return took;
}
