/**
 * Jupyter notebooks (nbformat 3 and 4) as cells of plain text and pictures. HTML, scripts and SVG in
 * outputs are left out and named: a notebook comes from somebody else. Pure.
 * Format: https://nbformat.readthedocs.io/en/latest/format_description.html
 */
import type { NotebookCell } from '../../../../preload/contract/files';
import { plainText } from './decode';
import { bytesOfBase64, pixelsOf } from './image';

const maxCells = 400;
const maxOutputs = 50;
const maxSource = 50_000;
const maxText = 20_000;
/** Of all texts and of all pictures together. */
const maxAllText = 1_000_000;
const maxAllImageBytes = 16 << 20;
/** What they unpack to: 20 kB of a picture may be 100 megapixels, and a notebook holds many. */
const maxAllPixels = 100_000_000;
/** Objects, lists and names in the JSON: 20 MB of `{}` take half a gigabyte and the worker with it. */
const maxBrackets = 1_000_000;
const maxColons = 500_000;

type Output = NotebookCell['outputs'][number];
type Bag = Readonly<Record<string, unknown>>;

export interface Notebook {
  cells: NotebookCell[];
  notes: string[];
}

/** Undefined when the text is no notebook of a known format. */
export function notebookOf(text: string): Notebook | undefined {
  const root = isIntricate(text) ? undefined : parse(text);
  const found = cellsOf(root);
  if (!found) return undefined;
  const budget = { text: maxAllText, image: maxAllImageBytes, pixels: maxAllPixels };
  const cells = found.slice(0, maxCells).map((cell) => cellOf(cell, budget));
  const total = found.length.toLocaleString('en');
  return {
    cells,
    notes: [
      ...(found.length > maxCells
        ? [`Only the first ${maxCells} of ${total} cells are shown.`]
        : []),
      ...(budget.text <= 0 ? ['Its text is very long; the rest is left out.'] : []),
    ],
  };
}

/** Counts in texts too, which makes it a little stricter. */
function isIntricate(text: string): boolean {
  let brackets = 0;
  let colons = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) brackets += 1;
    else if (code === 0x3a) colons += 1;
  }
  return brackets > maxBrackets || colons > maxColons;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Bad JSON, or nested deeper than the parser's stack: no notebook.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

const isBag = (value: unknown): value is Bag =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The cells of format 4, or of all worksheets of format 3. */
function cellsOf(root: unknown): readonly unknown[] | undefined {
  if (!isBag(root)) return undefined;
  if (Array.isArray(root['cells'])) return root['cells'];
  if (!Array.isArray(root['worksheets'])) return undefined;
  return root['worksheets'].flatMap((sheet) => (isBag(sheet) ? listOf(sheet['cells']) : []));
}

interface Budget {
  text: number;
  image: number;
  pixels: number;
}

function cellOf(value: unknown, budget: Budget): NotebookCell {
  const cell = isBag(value) ? value : {};
  const type = cell['cell_type'];
  const heading = type === 'heading' ? `${'#'.repeat(levelOf(cell['level']))} ` : '';
  const source = spend(joined(cell['source'] ?? cell['input'], maxSource), budget);
  const count = cell['execution_count'] ?? cell['prompt_number'];
  return {
    kind: type === 'code' ? 'code' : type === 'markdown' || heading ? 'markdown' : 'raw',
    source: `${heading}${source}`,
    executionCount: typeof count === 'number' && Number.isInteger(count) ? count : null,
    outputs: type === 'code' ? outputsOf(listOf(cell['outputs']), budget) : [],
  };
}

const levelOf = (level: unknown) =>
  typeof level === 'number' ? Math.min(6, Math.max(1, Math.trunc(level) || 1)) : 1;

/** A text or the lines of one, up to a limit. */
function joined(value: unknown, limit: number): string {
  if (typeof value === 'string') return cut(value, limit);
  let text = '';
  for (const line of listOf(value)) {
    if (typeof line === 'string') text += line;
    if (text.length > limit) break;
  }
  return cut(text, limit);
}

const cut = (text: string, limit: number) =>
  text.length <= limit ? text : `${text.slice(0, limit)}\n… (cut)`;

function spend(text: string, budget: Budget): string {
  const kept = budget.text <= 0 ? '' : text.slice(0, budget.text);
  budget.text -= text.length;
  return kept;
}

function outputsOf(values: readonly unknown[], budget: Budget): Output[] {
  const outputs = values.slice(0, maxOutputs).flatMap((value) => outputOf(value, budget));
  if (values.length > maxOutputs) {
    outputs.push({ kind: 'left-out', what: `${values.length - maxOutputs} more outputs` });
  }
  return outputs;
}

function outputOf(value: unknown, budget: Budget): Output[] {
  const output = isBag(value) ? value : {};
  const type = output['output_type'];
  if (type === 'stream') return textOutput(output['text'], output['name'] === 'stderr', budget);
  if (type === 'error' || type === 'pyerr') {
    const lines = listOf(output['traceback']).map((line) => joined(line, maxText));
    const name = `${joined(output['ename'], 200)}: ${joined(output['evalue'], 2_000)}`;
    return textOutput(lines.length > 0 ? lines.join('\n') : name, true, budget);
  }
  // Format 4 keeps its forms in `data` by type, format 3 in the output itself by short names.
  return richOutput(isBag(output['data']) ? output['data'] : output, budget);
}

function textOutput(value: unknown, isError: boolean, budget: Budget): Output[] {
  const text = spend(plainText(joined(value, maxText)), budget);
  return text === '' ? [] : [{ kind: 'text', text, isError }];
}

const images: readonly [string, string][] = [
  ['image/png', 'image/png'],
  ['png', 'image/png'],
  ['image/jpeg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
];
const activeForms: readonly [RegExp, string][] = [
  [/^(text\/)?html$/, 'HTML'],
  [/javascript$/, 'a script'],
  [/svg/, 'an SVG picture'],
  [/widget/, 'a widget'],
  [/plotly|vega|bokeh|holoviews/, 'an interactive plot'],
];

/** One output has several forms of the same thing: a picture says most, then plain text. */
function richOutput(data: Bag, budget: Budget): Output[] {
  const shown: Output[] = [];
  for (const [key, mime] of images) {
    const image = shown.length === 0 && key in data ? imageOutput(data[key], mime, budget) : null;
    if (image) shown.push(image);
  }
  if (shown.length === 0)
    shown.push(...textOutput(data['text/plain'] ?? data['text'], false, budget));
  const left = activeForms.filter(([form]) => Object.keys(data).some((key) => form.test(key)));
  if (left.length === 0) return shown;
  return [...shown, { kind: 'left-out', what: left.map(([, what]) => what).join(' and ') }];
}

function imageOutput(value: unknown, mime: string, budget: Budget): Output {
  const bytes = bytesOfBase64(joinedWhole(value), budget.image);
  const real = bytes && pixelsOf(bytes);
  const pixels = real ? real.width * real.height : 0;
  if (!bytes || !real || real.mime !== mime || real.tooMany || pixels > budget.pixels) {
    return { kind: 'left-out', what: 'a picture that is damaged or too large' };
  }
  budget.image -= bytes.length;
  budget.pixels -= pixels;
  return { kind: 'image', bytes, mime };
}

const joinedWhole = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : listOf(value)
        .filter((line): line is string => typeof line === 'string')
        .join('');
