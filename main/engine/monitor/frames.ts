/**
 * Reads what resources/sampler.sh writes. Everything a server sends is untrusted and may be torn or
 * mixed with the noise of login scripts: only lines with our nonce count, an answer counts only when
 * its closing line agrees with the number of lines that came, and nothing grows without bound.
 */

/** One line of an answer, for example `{ key: 'load', text: '0.68 0.33 0.16 1/95 11404' }`. */
export interface FrameLine {
  readonly key: string;
  readonly text: string;
}

/** A whole answer to the request with this number. */
export interface Frame {
  readonly seq: number;
  readonly lines: readonly FrameLine[];
}

/** The texts of one key, in order. */
export function textsOf(frame: Frame, key: string): string[] {
  return frame.lines.filter((line) => line.key === key).map((line) => line.text);
}

/** The first text of a key. */
export function textOf(frame: Frame, key: string): string | undefined {
  return frame.lines.find((line) => line.key === key)?.text;
}

export interface FrameSink {
  frame(frame: Frame): void;
  /** An answer whose lines do not agree with its closing line, or that grew too large. */
  torn(seq: number): void;
}

/** Bytes of one line; the script's own limit is 4096 (PIPE_BUF). Longer lines are dropped. */
const maxLineBytes = 16 * 1024;
/** Lines of one answer: a mount table of 1500 lines is the largest that the script sends. */
const maxLines = 4096;
/** Answers that may be open at a time; the engine never has more than about ten. */
const maxOpenFrames = 64;
const linePattern = /^(\d{1,9}) ([a-z-]{1,20})(?: (.*))?$/s;

export class FrameParser {
  readonly #tag: string;
  readonly #sink: FrameSink;
  readonly #open = new Map<number, FrameLine[] | 'torn'>();
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** The line being read is too long: skip to the next line feed. */
  #skipping = false;

  /** @param tag the nonce that every line of ours begins with. */
  constructor(tag: string, sink: FrameSink) {
    this.#tag = `${tag} `;
    this.#sink = sink;
  }

  /** Takes the next bytes of the channel, cut anywhere. */
  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(0x0a, start);
      if (end < 0) break;
      this.#take(chunk.subarray(start, end));
      this.#finishLine();
      start = end + 1;
    }
    this.#take(chunk.subarray(start));
  }

  #take(piece: Buffer): void {
    if (piece.length === 0 || this.#skipping) return;
    if (this.#restBytes + piece.length > maxLineBytes) {
      this.#skipping = true;
      this.#rest = [];
      this.#restBytes = 0;
      return;
    }
    // A copy: the chunk belongs to the stream.
    this.#rest.push(Buffer.from(piece));
    this.#restBytes += piece.length;
  }

  #finishLine(): void {
    const skipped = this.#skipping;
    const line = skipped ? '' : Buffer.concat(this.#rest).toString('utf8');
    this.#rest = [];
    this.#restBytes = 0;
    this.#skipping = false;
    // Noise without a line feed may stand before our line.
    const start = line.indexOf(this.#tag);
    if (start < 0) return;
    const match = linePattern.exec(line.slice(start + this.#tag.length));
    if (match) this.#line(Number(match[1]), match[2] ?? '', match[3] ?? '');
  }

  #line(seq: number, key: string, text: string): void {
    const open = this.#open.get(seq);
    if (key === 'end') {
      this.#open.delete(seq);
      const lines = open ?? [];
      if (lines === 'torn' || String(lines.length) !== text) this.#sink.torn(seq);
      else this.#sink.frame({ seq, lines });
      return;
    }
    if (open === 'torn') return;
    if (open === undefined) {
      if (this.#open.size >= maxOpenFrames) return;
      this.#open.set(seq, [{ key, text }]);
    } else if (open.length >= maxLines) {
      this.#open.set(seq, 'torn');
    } else {
      open.push({ key, text });
    }
  }
}
