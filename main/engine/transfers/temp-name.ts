/**
 * Names of files on their way: `.<name>.labmate-<who><when>`, beside the final name so that a rename
 * puts them there. The name tells whose it is, so that a later run on this computer can remove what
 * a killed one left, and never touches what a living one is writing.
 */
import { createHash, randomBytes } from 'node:crypto';
import { homedir, hostname } from 'node:os';

/** Bytes that a file name may have (NAME_MAX of Linux file systems). */
const nameLimitBytes = 255;

export interface Writer {
  /** Six hex digits: this computer and user. */
  machine: string;
  pid: number;
  /** Six hex digits: this run of the program (a worker shares its pid with its successors). */
  run: string;
}

export const thisWriter: Writer = {
  machine: createHash('sha256').update(`${hostname()}\0${homedir()}`).digest('hex').slice(0, 6),
  pid: process.pid,
  run: randomBytes(3).toString('hex'),
};

let counter = 0;
/** Names of this run that a transfer is working on. */
const inUse = new Set<string>();

/** The transfer is over: whoever comes across this name may remove it. */
export function giveUpTemp(name: string): void {
  inUse.delete(name);
}

/**
 * A new temporary name for a file; a long name is shortened at a character's edge. It counts as in
 * use until `giveUpTemp`.
 */
export function tempName(name: string, writer: Writer = thisWriter): string {
  counter = (counter + 1) % 0x1000000;
  const count = counter.toString(16).padStart(6, '0');
  const suffix = `.labmate-${writer.machine}-${writer.pid.toString(36)}-${writer.run}${count}`;
  const made = `.${cutBytes(name, nameLimitBytes - suffix.length - 1)}${suffix}`;
  if (writer === thisWriter) inUse.add(made);
  return made;
}

const pattern = /^\..*\.labmate-([0-9a-f]{6})-([0-9a-z]{1,7})-([0-9a-f]{6})[0-9a-f]{6}$/su;

/**
 * True for a temporary file of this computer whose writer is gone. `isAlive` tells whether a
 * process of this computer lives.
 */
export function isStaleTemp(
  name: string,
  isAlive: (pid: number) => boolean = processLives,
  writer: Writer = thisWriter,
): boolean {
  const match = pattern.exec(name);
  if (!match || match[1] !== writer.machine) return false;
  const pid = Number.parseInt(match[2] ?? '', 36);
  if (pid === writer.pid) return match[3] !== writer.run || !inUse.has(name);
  return !isAlive(pid);
}

function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** The longest start of `text` that is at most `limit` bytes of UTF-8. */
function cutBytes(text: string, limit: number): string {
  let bytes = 0;
  let kept = '';
  for (const char of text) {
    bytes += Buffer.byteLength(char);
    if (bytes > limit) break;
    kept += char;
  }
  return kept;
}
