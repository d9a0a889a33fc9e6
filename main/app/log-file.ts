/**
 * The log on disk: one JSON object a line in `<data>/logs/labmate.log`, turned over at 5 MiB with
 * one predecessor (`labmate.log.1`) kept. Writing never waits for the disk and never fails the app.
 */
import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { type Log, type LogEntry, logTo } from '../engine/kit/log';

const turnOverBytes = 5 * 1024 * 1024;

export interface LogFile {
  log: Log;
  /** Writes an entry that came from a worker. */
  write(entry: LogEntry): void;
  /** Resolves when all that was written has been handed to the system. */
  close(): Promise<void>;
}

/**
 * Opens the log below the data folder.
 * @param alsoConsole writes every entry to stderr too; errors are written there anyway
 * @throws the file system's error when the folder cannot be made
 */
export function openLogFile(dataFolder: string, alsoConsole: boolean): LogFile {
  const folder = join(dataFolder, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'labmate.log');
  let bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > turnOverBytes) turnOver();
  let stream = openStream(path);
  let before: Promise<void> = Promise.resolve();

  function turnOver(): void {
    // Also when it fails: then the file grows on, and the next try comes 5 MiB later.
    bytes = 0;
    try {
      renameSync(path, `${path}.1`);
    } catch (error) {
      complain(error);
    }
  }

  const write = (entry: LogEntry) => {
    const line = JSON.stringify({ ...entry, at: new Date(entry.at).toISOString() });
    stream.write(`${line}\n`);
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > turnOverBytes) {
      // What the old stream still holds follows the renamed file.
      before = Promise.all([before, ended(stream)]).then(() => undefined);
      turnOver();
      stream = openStream(path);
    }
    if (alsoConsole || entry.level === 'error') console.error(line);
  };
  return {
    log: logTo(write),
    write,
    async close() {
      await Promise.all([before, ended(stream)]);
    },
  };
}

function openStream(path: string): WriteStream {
  return createWriteStream(path, { flags: 'a', mode: 0o600 }).on('error', complain);
}

const ended = (stream: WriteStream) =>
  new Promise<void>((resolve) => {
    stream.end(() => resolve());
  });

function complain(error: unknown): void {
  console.error(`the log cannot be written: ${String(error)}`);
}
