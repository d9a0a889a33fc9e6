/**
 * The log on disk: one JSON object a line in `<data>/logs/labmate.log`, turned over at 5 MiB with
 * one predecessor kept. Writing never blocks and never fails the app.
 */
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Log, type LogEntry, logTo } from '../engine/kit/log';

const turnOverBytes = 5 * 1024 * 1024;

export interface LogFile {
  log: Log;
  /** Writes an entry that came from a worker. */
  write(entry: LogEntry): void;
  close(): Promise<void>;
}

export function openLogFile(dataFolder: string, alsoConsole: boolean): LogFile {
  const folder = join(dataFolder, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'labmate.log');
  if (existsSync(path) && statSync(path).size > turnOverBytes) renameSync(path, `${path}.1`);
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  stream.on('error', (error) => console.error(`the log cannot be written: ${error.message}`));

  const write = (entry: LogEntry) => {
    const line = JSON.stringify({ ...entry, at: new Date(entry.at).toISOString() });
    stream.write(`${line}\n`);
    if (alsoConsole || entry.level === 'error') console.error(line);
  };
  return {
    log: logTo(write),
    write,
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}
