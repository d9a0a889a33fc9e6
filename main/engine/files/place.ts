/** Asks a server on which mount a folder lies, how full it is, and what kind of disk it is. */
import type { Reading } from '../../../preload/contract/monitor';
import { type Link, runScript } from '../connections/index';
import { ProblemError, problemOf } from '../kit/outcome';
import { fileProblem } from './words';

export interface Place {
  mount: string;
  filesystem: string;
  type: string;
  totalKiB: Reading;
  usedKiB: Reading;
  availableKiB: Reading;
  inodesTotal: Reading;
  inodesUsed: Reading;
  inodesFree: Reading;
}

/** A disk that has not answered by then hangs, in milliseconds; place.sh itself gives up earlier. */
const patienceMs = 10_000;
const maxBytes = 2 << 20;
/** Characters of a row that is looked at, paths and all: the patterns take the square of it. */
const maxRow = 8_192;
/** Rows of `df` that are looked at: the script asks about one folder. */
const maxRows = 4;

/** @throws ProblemError `files/no-such`, `files/no-answer`, `files/refused`, or of the link. */
export async function placeOf(
  link: Link,
  script: string,
  path: string,
  signal: AbortSignal,
): Promise<Place> {
  const { server } = link;
  let lines: string[];
  try {
    const options = { args: [path], signal, timeoutMs: patienceMs, maxBytes };
    const { stdout } = await runScript(link, script, options);
    lines = stdout.toString('utf8').split('\n');
  } catch (error) {
    if (problemOf(error)?.tag !== 'connections/script-timeout') throw error;
    throw new ProblemError(fileProblem({ what: 'no-answer', server, path }), { cause: error });
  }
  if (lines.includes('hung')) {
    throw new ProblemError(fileProblem({ what: 'no-answer', server, path }));
  }
  if (lines.includes('missing')) {
    throw new ProblemError(fileProblem({ what: 'no-such', server, path, missing: path }));
  }
  const place = parsePlace(lines);
  if (place) return place;
  const detail = lines
    .filter((line) => !line.startsWith('mount '))
    .join('\n')
    .slice(0, 500);
  throw new ProblemError(fileProblem({ what: 'refused', server, path, doing: 'read', detail }));
}

/** Reads what resources/place.sh writes; undefined when `df` told nothing. */
export function parsePlace(lines: readonly string[]): Place | undefined {
  const texts = (key: string) =>
    lines.flatMap((line) =>
      line.startsWith(`${key} `) && line.length < maxRow ? [line.slice(key.length + 1)] : [],
    );
  const space = texts('space').slice(0, maxRows).map(figures).find(Boolean);
  if (!space) return undefined;
  const inodes = texts('inodes')
    .slice(0, maxRows)
    .map(figures)
    .find((row) => row?.mount === space.mount);
  const counts = inodes !== undefined && Number(inodes.total) > 0;
  const noCount = 'this disk does not count inodes';
  return {
    mount: space.mount,
    filesystem: space.source,
    type: typeOf(texts('mount'), space.mount),
    totalKiB: counter(space.total, 'the disk does not tell its size'),
    usedKiB: counter(space.used, 'the disk does not tell'),
    // Root's reserve makes it negative on a full disk: nothing is available then.
    availableKiB: counter(space.available.replace(/^-\d+$/, '0'), 'the disk does not tell'),
    inodesTotal: counts ? counter(inodes.total, noCount) : { value: null, reason: noCount },
    inodesUsed: counts ? counter(inodes.used, noCount) : { value: null, reason: noCount },
    inodesFree: counts ? counter(inodes.available, noCount) : { value: null, reason: noCount },
  };
}

interface Row {
  source: string;
  total: string;
  used: string;
  available: string;
  mount: string;
}

/** A row of `df -P`. The source and the mount point may hold spaces; the figures stand between. */
function figures(row: string): Row | undefined {
  const match = /^(.*?)\s+(\d+|-)\s+(-?\d+|-)\s+(-?\d+|-)\s+(?:\d+%|-)\s+(\/.*)$/.exec(row);
  if (!match) return undefined;
  const [, source = '', total = '', used = '', available = '', mount = ''] = match;
  return { source, total, used, available, mount };
}

function counter(text: string, reason: string): Reading {
  return /^\d+$/.test(text) ? { value: Number(text) } : { value: null, reason };
}

/** The type of the last mount at that place: it hides the earlier ones (proc(5), mountinfo). */
function typeOf(rows: readonly string[], mount: string): string {
  let type = '';
  for (const row of rows) {
    const dash = row.indexOf(' - ');
    const escaped = row.slice(0, dash).split(' ')[4] ?? '';
    if (dash > 0 && unescapeOctal(escaped) === mount)
      type = row.slice(dash + 3).split(' ')[0] ?? '';
  }
  return type;
}

/** mountinfo writes the bytes of space, tab, line feed and backslash as `\040` and so on. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
