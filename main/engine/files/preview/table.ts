/** Comma- and tab-separated text as rows, with limits on every side. Pure. */
import Papa from 'papaparse';

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
  Papa.parse<string[]>(text.replace(/\r\n?/g, '\n'), {
    newline: '\n',
    delimiter: delimiter || guess(text),
    skipEmptyLines: 'greedy',
    step: ({ data }, parser) => {
      if (rows.length >= maxRows || cells >= maxCells) {
        more = true;
        return parser.abort();
      }
      widest = Math.max(widest, data.length);
      const row = data.slice(0, maxColumns).map((cell) => {
        if (cell.length <= maxCell) return cell;
        cutCells = true;
        return `${cell.slice(0, maxCell)}…`;
      });
      cells += row.length;
      rows.push(row);
    },
  });
  const notes = [
    ...(more ? [`Only the first ${rows.length.toLocaleString('en')} rows are shown.`] : []),
    ...(widest > maxColumns
      ? [`Only the first ${maxColumns} of ${widest.toLocaleString('en')} columns are shown.`]
      : []),
    ...(cutCells ? [`Cells longer than ${maxCell} characters are cut.`] : []),
  ];
  return { rows, notes };
}

/** The separator that the first lines hold most; Papa's own guess parses the text several times. */
function guess(text: string): string {
  const sample = text.slice(0, 8_192);
  const counted = [',', ';', '\t', '|'].map((mark) => ({
    mark,
    count: sample.split(mark).length - 1,
  }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}
