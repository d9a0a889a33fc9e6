/**
 * The log on disk: one JSON object a line in `<data>/logs/labmate.log`, turned over at 5 MiB with
 * one predecessor (`labmate.log.1`) kept. Writing never waits for the disk and never fails the app.
 * Parts of entries come from servers, and a hostile one can cause many: what one entry takes and what
 * waits for the disk is bounded, and the log says how many entries it left out.
 */
import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { type Log, type LogEntry, logTo } from '../engine/kit/log';
import { createRedactor, type Redactor } from '../engine/kit/redact';

const turnOverBytes = 5 * 1024 * 1024;
/** A line that is longer keeps its beginning: a stack or a server's message fits. */
const lineCharacters = 128 * 1024;
/** What may wait for the disk, in bytes; entries beyond it are left out. */
const waitingBytesLimit = 16 * 1024 * 1024;

export interface LogFile {
  log: Log;
  /** Writes an entry that came from a worker. */
  write(entry: LogEntry): void;
  /** Resolves when all that was written has been handed to the system. */
  close(): Promise<void>;
}

/**
 * Opens the log below the data folder.
 * @param redactor takes secrets out of every entry
 * @param alsoConsole writes every entry to stderr too; errors are written there anyway
 * @throws the file system's error when the folder cannot be made
 */
export function openLogFile(
  dataFolder: string,
  alsoConsole: boolean,
  redactor: Redactor = createRedactor(),
): LogFile {
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

  let waiting = 0;
  let leftOut = 0;

  const write = (entry: LogEntry) => {
    if (waiting > waitingBytesLimit) {
      leftOut += 1;
      return;
    }
    sayLeftOut();
    const line = lineOf(withoutSecrets(entry, redactor));
    put(line);
    if (alsoConsole || entry.level === 'error') console.error(line);
  };
  const sayLeftOut = () => {
    if (leftOut > 0) put(lineOf(leftOutEntry(leftOut)));
    leftOut = 0;
  };
  const put = (line: string) => {
    const size = Buffer.byteLength(line) + 1;
    waiting += size;
    stream.write(`${line}\n`, () => {
      waiting -= size;
    });
    bytes += size;
    if (bytes > turnOverBytes) {
      // What the old stream still holds follows the renamed file.
      before = Promise.all([before, ended(stream)]).then(() => undefined);
      turnOver();
      stream = openStream(path);
    }
  };
  return {
    log: logTo(write),
    write,
    async close() {
      sayLeftOut();
      await Promise.all([before, ended(stream)]);
    },
  };
}

function withoutSecrets(entry: LogEntry, redactor: Redactor): LogEntry {
  const clean: LogEntry = { ...entry, text: redactor.text(entry.text) };
  if (entry.data) clean.data = redactor.value(entry.data) as Record<string, unknown>;
  return clean;
}

function lineOf(entry: LogEntry): string {
  const at = new Date(entry.at).toISOString();
  const line = JSON.stringify({ ...entry, at });
  if (line.length <= lineCharacters) return line;
  const { level, scope, text } = entry;
  const cut = line.slice(0, lineCharacters / 4);
  return JSON.stringify({ at, level, scope, text: text.slice(0, 1000), data: { cut } });
}

const leftOutEntry = (entries: number): LogEntry => ({
  at: Date.now(),
  level: 'warn',
  scope: 'log',
  text: 'entries were left out: they came faster than the disk takes them',
  data: { entries },
});

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
