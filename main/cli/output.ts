/**
 * Everything that the command line writes. Names come from servers and may hold control characters:
 * on a terminal they are shown escaped, so that no file name can drive the terminal.
 */
import { exitCodes } from './exit-codes';

/** Replaces control characters and those that change the direction of text by escapes. */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/gu,
    (char) => named[char] ?? `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

export interface Output {
  readonly json: boolean;
  /** Whether stdout is a terminal. */
  readonly terminal: boolean;
  /** Columns of the terminal, or 80. */
  readonly columns: number;
  /** A line of text for people (escaped on a terminal); nothing with --json. */
  line(text: string): Promise<void>;
  /** One JSON object on one line; nothing without --json. */
  object(value: Record<string, unknown>): Promise<void>;
  /** Text for the terminal as it is: only for our own control sequences. */
  control(sequence: string): Promise<void>;
  /** A line on stderr, always escaped. */
  note(text: string): void;
  /** An object (with --json) on stderr. */
  noteObject(value: Record<string, unknown>): void;
  /** A line on stderr that the next one replaces; only on a terminal, never with --json. */
  progress(text: string): void;
}

export function createOutput(json: boolean): Output {
  const { stdout, stderr } = process;
  let progressShown = false;
  const clearProgress = (): void => {
    if (progressShown) stderr.write('\r\u001b[K');
    progressShown = false;
  };
  const write = (text: string): Promise<void> => {
    clearProgress();
    return writeTo(stdout, text);
  };
  return {
    json,
    terminal: stdout.isTTY === true,
    columns: stdout.columns || 80,
    async line(text) {
      if (!json) await write(`${stdout.isTTY ? visible(text) : text}\n`);
    },
    async object(value) {
      if (json) await write(`${JSON.stringify(value)}\n`);
    },
    async control(sequence) {
      if (!json && stdout.isTTY) await write(sequence);
    },
    note(text) {
      clearProgress();
      stderr.write(`${visible(text)}\n`);
    },
    noteObject(value) {
      clearProgress();
      stderr.write(`${JSON.stringify(value)}\n`);
    },
    progress(text) {
      if (json || !stderr.isTTY) return;
      stderr.write(`\r\u001b[K${visible(text).slice(0, (stderr.columns || 80) - 1)}`);
      progressShown = true;
    },
  };
}

/** Resolves when the stream has taken the text. */
export function writeTo(stream: NodeJS.WritableStream, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** A reader that went away (`| head`) ends the program quietly; stderr may go away too. */
export function endQuietlyOnBrokenPipe(end: (code: number) => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EOF') end(exitCodes.brokenPipe);
    else end(exitCodes.problem);
  });
  process.stderr.on('error', () => {
    // Nobody reads what goes wrong; the exit code still tells.
  });
}

/** Rows of text in columns; `right` names the columns that hold numbers. */
export function table(
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string[] {
  const cells = rows.map((row) => row.map(visible));
  const widths: number[] = [];
  for (const row of cells) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, width(cell));
  }
  return cells.map((row) =>
    row
      .map((cell, at) => {
        const blanks = ' '.repeat((widths[at] ?? 0) - width(cell));
        return right.includes(at) ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Columns on a terminal, near enough: wide East Asian characters count two. */
function width(text: string): number {
  let columns = 0;
  for (const char of text) {
    columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(char)
      ? 2
      : 1;
  }
  return columns;
}
