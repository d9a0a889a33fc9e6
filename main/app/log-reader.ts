/** Reads the newest entries of the log for the viewer: from the files' ends, bounded, redacted. */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ValueOf } from '../../preload/contract';
import type { Redactor } from '../engine/kit/redact';

export type ShownEntry = ValueOf<'shell.log'>['entries'][number];

/** Bytes of each file that are looked at. */
const tailBytes = 5 * 1024 * 1024;
/** Characters of one entry's text and of its data; a cut is marked. */
const textLimit = 4000;
/** Characters of all entries together; older ones are left out. */
const totalLimit = 3 * 1024 * 1024;
/** Lines that are read without a pause: main has windows and terminals to serve meanwhile. */
const linesAtOnce = 200;

const line = z.object({
  at: z.string(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  scope: z.string(),
  text: z.string(),
  data: z.unknown().optional(),
});

/** The newest entries of both generations, oldest first. Lines that are no entries are skipped. */
export async function readLogTail(
  dataFolder: string,
  count: number,
  redactor: Redactor,
): Promise<ShownEntry[]> {
  const found: ShownEntry[] = [];
  const seen = new Set<number>();
  let characters = 0;
  for (const file of generations(dataFolder)) {
    const tail = await tailOf(file);
    // The log may begin a new file between two looks: then the older one is what was read just now.
    if (tail.inode > 0 && seen.has(tail.inode)) continue;
    seen.add(tail.inode);
    const lines = tail.text.split('\n').reverse();
    for (const [number, text] of lines.entries()) {
      if (number % linesAtOnce === linesAtOnce - 1) await breath();
      if (found.length >= count || characters > totalLimit) return found.reverse();
      const entry = shown(text, redactor);
      if (!entry) continue;
      characters += entry.text.length + entry.data.length;
      found.push(entry);
    }
  }
  return found.reverse();
}

/** Another one when the log has changed. */
export async function logStamp(dataFolder: string): Promise<string> {
  const stamps = generations(dataFolder).map(async (path) => {
    try {
      const { ino, size, mtimeMs } = await stat(path);
      return `${ino}:${size}:${mtimeMs}`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'none';
      throw error;
    }
  });
  return (await Promise.all(stamps)).join(' ');
}

function generations(dataFolder: string): [newer: string, older: string] {
  const path = join(dataFolder, 'logs', 'labmate.log');
  return [path, `${path}.1`];
}

const breath = () => new Promise<void>((resolve) => setImmediate(resolve));

function shown(text: string, redactor: Redactor): ShownEntry | undefined {
  const read = line.safeParse(parsed(text));
  if (!read.success) return undefined;
  const { at, level, scope, data } = read.data;
  const facts = data === undefined ? '' : JSON.stringify(redactor.value(data));
  return {
    ...{ at, level, scope: cut(scope) },
    text: cut(redactor.text(read.data.text)),
    data: cut(facts),
  };
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    // A line that was cut off by a crash, or by where the tail begins.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const cut = (text: string) => (text.length > textLimit ? `${text.slice(0, textLimit)}…` : text);

async function tailOf(path: string): Promise<{ inode: number; text: string }> {
  try {
    const file = await open(path, 'r');
    try {
      const { size, ino } = await file.stat();
      const length = Math.min(size, tailBytes);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
      return { inode: ino, text: buffer.toString('utf8', 0, bytesRead) };
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { inode: -1, text: '' };
    throw error;
  }
}
