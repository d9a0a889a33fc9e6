/**
 * The terminal that the person sits at, even when stdin and stdout are pipes: questions go there,
 * as ssh asks them. On Windows, where there is no `/dev/tty`, stdin and stderr if they are one.
 */
import { openSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';

export interface Terminal {
  write(text: string): void;
  /**
   * Reads a line; without echo nothing that is typed is shown. Undefined at end of input and when
   * the signal fires.
   */
  readLine(echo: boolean, signal: AbortSignal): Promise<string | undefined>;
  close(): void;
}

/** The terminal, or undefined when there is none. */
export function openTerminal(interrupt: () => void): Terminal | undefined {
  const streams = process.platform === 'win32' ? standardStreams() : controllingTerminal();
  return streams && new LineTerminal(streams.input, streams.output, streams.close, interrupt);
}

interface Streams {
  input: ReadStream;
  output: { write(text: string): unknown };
  close(): void;
}

function controllingTerminal(): Streams | undefined {
  let input: ReadStream | undefined;
  try {
    input = new ReadStream(openSync('/dev/tty', 'r'));
    const output = new WriteStream(openSync('/dev/tty', 'w'));
    const opened = input;
    const close = (): void => {
      opened.destroy();
      output.destroy();
    };
    return { input, output, close };
  } catch {
    // ENXIO: no terminal belongs to this process (a service, cron, a detached child).
    input?.destroy();
    return undefined;
  }
}

function standardStreams(): Streams | undefined {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  return { input: stdin, output: stderr, close: () => stdin.pause() };
}

class LineTerminal implements Terminal {
  /** Typed ahead, for the next question. */
  #typed = '';

  constructor(
    private readonly input: ReadStream,
    private readonly output: { write(text: string): unknown },
    readonly close: () => void,
    private readonly interrupt: () => void,
  ) {
    input.setEncoding('utf8');
  }

  write(text: string): void {
    this.output.write(text);
  }

  /** Always raw: so that what is typed is shown only by us, and never while a secret is asked. */
  readLine(echo: boolean, signal: AbortSignal): Promise<string | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      let line = '';
      const finish = (result: string | undefined): void => {
        this.input.off('data', take).off('end', atEnd).off('error', atEnd);
        signal.removeEventListener('abort', atEnd);
        this.input.setRawMode(false);
        this.input.pause();
        this.output.write('\r\n');
        resolve(result);
      };
      const atEnd = (): void => finish(undefined);
      const take = (text: string): void => {
        const typed = readKeys(line, this.#typed + text);
        if (echo) this.output.write(typed.shown);
        line = typed.line;
        this.#typed = typed.rest;
        if (typed.end === 'enter') finish(line);
        else if (typed.end !== undefined) finish(undefined);
        if (typed.end === 'interrupt') this.interrupt();
      };
      this.input.on('data', take).on('end', atEnd).on('error', atEnd);
      signal.addEventListener('abort', atEnd, { once: true });
      this.input.setRawMode(true);
      this.input.resume();
      if (this.#typed !== '') take('');
    });
  }
}

interface Typed {
  line: string;
  /** What to write so that the screen shows the line. */
  shown: string;
  end: 'enter' | 'interrupt' | 'end-of-input' | undefined;
  /** What was typed after the end of the line. */
  rest: string;
}

/** Edits a line by keys as they come in raw mode: Backspace, Ctrl-U, Ctrl-C, Ctrl-D, Enter. */
export function readKeys(before: string, keys: string): Typed {
  let line = before;
  let shown = '';
  const chars = [...keys];
  for (const [at, char] of chars.entries()) {
    const rest = chars.slice(at + 1).join('');
    if (char === '\r' || char === '\n') return { line, shown, end: 'enter', rest };
    if (char === '\u0003') return { line, shown, end: 'interrupt', rest };
    if (char === '\u0004' && line === '') return { line, shown, end: 'end-of-input', rest };
    const old = [...line].length;
    if (char === '\u0015') line = '';
    else if (char === '\b' || char === '\u007f') line = [...line].slice(0, -1).join('');
    else if (!/\p{Cc}/u.test(char)) {
      line += char;
      shown += char;
    }
    shown += '\b \b'.repeat(Math.max(0, old - [...line].length));
  }
  return { line, shown, end: undefined, rest: '' };
}
