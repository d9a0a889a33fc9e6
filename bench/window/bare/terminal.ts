/** A page that is nothing but xterm, fed from memory: how fast the renderer itself is. */
import { WebglAddon } from '@xterm/addon-webgl';
import { Terminal } from '@xterm/xterm';

/** What may wait unwritten in xterm, in bytes: as much as Labmate lets wait. */
const outstandingLimit = 500_000;
const pieceBytes = 64 * 1024;

export interface FeedOptions {
  /** The text's lines are made from this block, repeated. */
  block: string;
  bytes: number;
  cols: number;
  rows: number;
  fontFamily: string;
  fontSize: number;
  lineHeight: number;
  scrollback: number;
  webgl: boolean;
}

/** Writes `bytes` of text; resolves to the seconds until xterm has taken the last of it. */
async function feed(options: FeedOptions): Promise<number> {
  const { cols, rows, fontFamily, fontSize, lineHeight, scrollback } = options;
  const place = document.getElementById('terminal');
  if (!place) throw new Error('the page has no place for a terminal');
  const terminal = new Terminal({
    ...{ cols, rows, fontFamily, fontSize, lineHeight, scrollback },
  });
  terminal.open(place);
  if (options.webgl) terminal.loadAddon(new WebglAddon());
  const block = new TextEncoder().encode(options.block);
  const piece = new Uint8Array(pieceBytes);
  for (let at = 0; at < piece.length; at += 1) piece[at] = block[at % block.length] ?? 0;
  let waiting = 0;
  let written = 0;
  const started = performance.now();
  await new Promise<void>((resolve) => {
    const more = () => {
      while (waiting < outstandingLimit && written < options.bytes) {
        written += piece.length;
        waiting += piece.length;
        terminal.write(piece, () => {
          waiting -= piece.length;
          if (written >= options.bytes && waiting === 0) resolve();
          else more();
        });
      }
    };
    more();
  });
  const seconds = (performance.now() - started) / 1000;
  terminal.dispose();
  return seconds;
}

Object.assign(globalThis, { feed });
