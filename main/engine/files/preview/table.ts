/**
 * Comma- and tab-separated text as rows (RFC 4180), with limits on every side. Our own reader, which
 * looks at each letter once: with the usual one, quotes and spaces of a hostile file take minutes.
 * Pure.
 */

const maxRows = 5_000;
const maxColumns = 200;
const maxCell = 500;
/** Cells in all: rows × columns of a wide table are fewer. */
const maxCells = 200_000;

export interface Table {
  rows: string[][];
  notes: string[];
}

/** `delimiter`: empty to find it out. */
export function tableOf(text: string, delimiter: string): Table {
  const rows: string[][] = [];
  let cells = 0;
  let widest = 0;
  let cutCells = false;
  let more = false;
  for (const { row: found, width } of rowsOf(
    text.replace(/\r\n?/g, '\n'),
    delimiter || guess(text),
  )) {
    if (rows.length >= maxRows || cells >= maxCells) {
      more = true;
      break;
    }
    widest = Math.max(widest, width);
    const row = found.map((cell) => {
      if (cell.length <= maxCell) return cell;
      cutCells = true;
      return `${cell.slice(0, maxCell)}…`;
    });
    cells += row.length;
    rows.push(row);
  }
  const notes = [
    ...(more ? [`Only the first ${rows.length.toLocaleString('en')} rows are shown.`] : []),
    ...(widest > maxColumns
      ? [`Only the first ${maxColumns} of ${widest.toLocaleString('en')} columns are shown.`]
      : []),
    ...(cutCells ? [`Cells longer than ${maxCell} characters are cut.`] : []),
  ];
  return { rows, notes };
}

/** The rows that hold something: their first columns, and how many they have. */
function* rowsOf(text: string, delimiter: string): Generator<{ row: string[]; width: number }> {
  let row: string[] = [];
  let width = 0;
  for (let at = 0; at <= text.length; ) {
    const { value, end } = cellAt(text, at, delimiter);
    width += 1;
    if (row.length < maxColumns) row.push(value);
    at = end + 1;
    if (text[end] === delimiter) continue;
    if (row.some((cell) => cell.trim() !== '')) yield { row, width };
    row = [];
    width = 0;
  }
}

/** The cell that begins at a place, and where it ends: at a separator, a line feed or the end. */
function cellAt(text: string, start: number, delimiter: string): { value: string; end: number } {
  const quoted = text[start] === '"' ? quotedAt(text, start) : { value: '', end: start };
  let { end } = quoted;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end += 1;
  // What follows a closing quote belongs to the cell, as Python's reader has it.
  return { value: quoted.value + text.slice(quoted.end, end), end };
}

function quotedAt(text: string, start: number): { value: string; end: number } {
  const parts: string[] = [];
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { value: parts.join('') + text.slice(from), end: text.length };
    parts.push(text.slice(from, quote));
    from = quote + 2;
    if (text[quote + 1] !== '"') return { value: parts.join(''), end: quote + 1 };
    parts.push('"');
  }
}

/** The separator that the first lines hold most. */
function guess(text: string): string {
  const sample = text.slice(0, 8_192);
  const counted = [',', ';', '\t', '|'].map((mark) => ({
    mark,
    count: sample.split(mark).length - 1,
  }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}
