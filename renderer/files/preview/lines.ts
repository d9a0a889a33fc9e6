/** Text cut into lines that can be drawn one by one, and bytes as a hex dump. Pure. */
import { visibleLine } from '../../kit/safe-text';

/** A line longer than this is cut: one line of minified code would stop the page. */
const maxLine = 5_000;

export function linesOf(text: string): string[] {
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** A line as it is shown: tabs stay, colours of terminals go, control characters become visible. */
export function shownLine(line: string): string {
  const cut = line.length > maxLine ? `${line.slice(0, maxLine)}… (cut)` : line;
  return cut
    .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '')
    .split('\t')
    .map(visibleLine)
    .join('\t');
}

const bytesInRow = 16;

/** `00000010  7f 45 4c 46 …  .ELF…` */
export function hexRows(bytes: Uint8Array): string[] {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesInRow) {
    const part = [...bytes.subarray(at, at + bytesInRow)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, '0'));
    const text = part.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.'));
    const left = hex.join(' ').padEnd(bytesInRow * 3 - 1);
    rows.push(`${at.toString(16).padStart(8, '0')}  ${left}  ${text.join('')}`);
  }
  return rows;
}
