/** The buffer of a terminal as lines of text, and places of that text as cells. */
import type { IBuffer } from '@xterm/xterm';

/** The most of one line that is searched, in characters: a file without line ends is one line. */
const lineLimit = 100_000;

export interface BufferLines {
  texts: string[];
  /** The row of the buffer in which each line begins. */
  rows: number[];
}

/** Rows that the screen has wrapped become one line again. */
export function readLines(buffer: IBuffer): BufferLines {
  const texts: string[] = [];
  const rows: number[] = [];
  for (let row = 0; row < buffer.length; row += 1) {
    const line = buffer.getLine(row);
    if (!line) continue;
    const goesOn = buffer.getLine(row + 1)?.isWrapped ?? false;
    const text = line.translateToString(!goesOn);
    const last = texts.length - 1;
    if (!line.isWrapped || last < 0) {
      texts.push(text);
      rows.push(row);
    } else if ((texts[last] ?? '').length < lineLimit) texts[last] += text;
  }
  return { texts, rows };
}

/** A cell: its row in the buffer and its column. */
export interface Cell {
  row: number;
  col: number;
}

/** The cell of a character of the line that begins in `row`: wide characters take two cells. */
export function cellAt(buffer: IBuffer, row: number, index: number, cols: number): Cell {
  let left = index;
  for (let at = row; ; at += 1) {
    const line = buffer.getLine(at);
    if (!line || (at > row && !line.isWrapped)) return { row: Math.max(row, at - 1), col: cols };
    for (let col = 0; col < cols; col += 1) {
      const cell = line.getCell(col);
      if (!cell || cell.getWidth() === 0) continue;
      const length = cell.getChars().length || 1;
      if (left < length) return { row: at, col };
      left -= length;
    }
  }
}
