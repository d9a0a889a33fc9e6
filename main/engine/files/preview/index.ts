/**
 * Reads the part of a file that can be shown, and takes it apart here in the engine, so that the page
 * gets plain text, cells and pictures only. Everything has a limit: files are written by others.
 */
import type { Preview } from '../../../../preload/contract/files';
import type { FileStat, Sftp } from '../../connections/index';
import { ProblemError } from '../../kit/outcome';
import { explain } from '../explain';
import { lastName } from '../paths';
import { fileProblem } from '../words';
import { decodeText, looksBinary, wholeLines } from './decode';
import { imageOf, looksLikeImage } from './image';
import { notebookOf } from './notebook';
import { readPart } from './read-part';
import { tableOf } from './table';

const KiB = 1024;
const MiB = 1024 * KiB;
/** Text beyond this is scrolled by nobody. */
const textBytes = 512 * KiB;
const logBytes = 256 * KiB;
const tableBytes = MiB;
const imageBytes = 20 * MiB;
const notebookBytes = 20 * MiB;
/** What a hex view shows. */
const hexBytes = 4 * KiB;

type Content = Pick<Preview, 'content' | 'notes'>;

/** @throws ProblemError `files/not-a-file`, `files/too-big-to-show`, `files/permission-denied`… */
export async function previewFile(
  sftp: Sftp,
  server: string,
  path: string,
  signal: AbortSignal,
): Promise<Preview> {
  try {
    const stat = await sftp.stat(path);
    refuseSpecial(stat, server, path);
    const kind = kindOf(lastName(path));
    const limit = limits[kind];
    const tooBig = kind === 'image' || kind === 'notebook';
    if (tooBig && stat.sizeBytes > limit) throw tooBigToShow(path, limit);
    const part = kind === 'log' ? 'tail' : 'head';
    const read = await readPart(sftp, path, { size: stat.sizeBytes, limit, part }, signal);
    const truncated = read.start > 0 || read.more;
    const made = await take(kind, read.bytes, { path, start: read.start, truncated });
    return { sizeBytes: stat.sizeBytes, truncated, ...made };
  } catch (error) {
    throw await explain(sftp, error, { server, path, doing: 'read' });
  }
}

/** A pipe, socket or device would wait for ever, or act, when it is opened. */
function refuseSpecial({ kind }: FileStat, server: string, path: string): void {
  if (kind === 'file') return;
  const what = kind === 'directory' ? 'folder' : 'special';
  throw new ProblemError(fileProblem({ what: 'not-a-file', server, path, kind: what }));
}

type Kind = 'text' | 'log' | 'table' | 'image' | 'notebook';

const limits: Readonly<Record<Kind, number>> = {
  text: textBytes,
  log: logBytes,
  table: tableBytes,
  image: imageBytes,
  notebook: notebookBytes,
};

function kindOf(name: string): Kind {
  const lower = name.toLowerCase();
  if (/\.(png|jpe?g|gif|webp|bmp|svg)$/.test(lower)) return 'image';
  if (/\.(csv|tsv)$/.test(lower)) return 'table';
  if (/\.ipynb$/.test(lower)) return 'notebook';
  // Slurm writes its jobs' output to .out and .err; the end is what one looks for.
  return /\.(log|out|err)(\.\d+)?$/.test(lower) ? 'log' : 'text';
}

interface About {
  path: string;
  start: number;
  truncated: boolean;
}

async function take(kind: Kind, bytes: Buffer, about: About): Promise<Content> {
  if (kind === 'image' && looksLikeImage(bytes)) return imageOf(bytes, about.path);
  if (looksBinary(bytes)) {
    const head = new Uint8Array(bytes.subarray(0, hexBytes));
    return { notes: [], content: { kind: 'binary', head } };
  }
  const { text, notes } = decodeText(bytes, { cutStart: about.start > 0, cutEnd: about.truncated });
  if (kind === 'table') {
    const delimiter = about.path.toLowerCase().endsWith('.tsv') ? '\t' : '';
    const table = tableOf(about.truncated ? wholeLines(text, 'end') : text, delimiter);
    return { notes: [...notes, ...table.notes], content: { kind: 'table', rows: table.rows } };
  }
  if (kind === 'notebook') {
    const notebook = notebookOf(text);
    if (notebook) {
      const { cells } = notebook;
      return { notes: [...notes, ...notebook.notes], content: { kind: 'notebook', cells } };
    }
    notes.push('This is no notebook that Labmate can read, so its text is shown.');
  }
  return textContent(kind, text, notes, about);
}

/** What a reader can bear in one go, in characters; a notebook that is none may be far longer. */
const textCharacters = 600_000;

function textContent(kind: Kind, whole: string, notes: string[], about: About): Content {
  const isTail = kind === 'log' && about.start > 0;
  const part = !about.truncated ? 'whole' : isTail ? 'tail' : 'head';
  const text = isTail ? wholeLines(whole, 'start') : whole;
  if (text.length <= textCharacters) return { notes, content: { kind: 'text', text, part } };
  return { notes, content: { kind: 'text', text: text.slice(0, textCharacters), part: 'head' } };
}

function tooBigToShow(path: string, bytes: number): ProblemError {
  const reason = `It is larger than ${bytes / MiB} MiB.`;
  return new ProblemError(fileProblem({ what: 'too-big-to-show', path, reason }));
}
