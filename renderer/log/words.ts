/** What the log viewer shows of the log, and the text for a bug report. Pure. */
import type { ValueOf } from '../../preload/contract';
import { formatCount, plural } from '../kit/format';
import { visibleLine } from '../kit/safe-text';

export type LogEntry = ValueOf<'shell.log'>['entries'][number];
export type LogLevel = LogEntry['level'];

export const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
export const levelWords: Record<LogLevel, string> = {
  debug: 'Everything',
  info: 'Information and above',
  warn: 'Warnings and errors',
  error: 'Errors only',
};

/** Entries from this level on that hold every word. */
export function findEntries(
  entries: readonly LogEntry[],
  from: LogLevel,
  search: string,
): LogEntry[] {
  const least = levels.indexOf(from);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    if (levels.indexOf(entry.level) < least) return false;
    const text = `${entry.at} ${entry.scope} ${entry.text} ${entry.data}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** `14:03:22` of the day's local time; the date stands beside it on hover. */
export function timeOf(entry: LogEntry): string {
  const at = new Date(entry.at);
  return Number.isNaN(at.getTime()) ? entry.at : at.toTimeString().slice(0, 8);
}

/** How many entries are shown of those that were read. @param most so many are read at most */
export function countWords(found: number, read: number, most: number): string {
  const all = read < most ? plural(read, 'entry', 'entries') : `the newest ${formatCount(read)}`;
  if (found === read) return read < most ? all : `The newest ${formatCount(read)} entries`;
  return `${formatCount(found)} of ${all}${read < most ? '' : ' entries'}`;
}

/** So many entries are enough for a report and fit into a message. */
const reportEntries = 300;

/** Versions, the system, and the newest of these entries. Secrets were taken out by the engine. */
export function reportText(
  about: ValueOf<'shell.about'> | undefined,
  entries: readonly LogEntry[],
): string {
  const versions = about
    ? [
        `Labmate ${about.version} on ${about.platform}`,
        `Electron ${about.electron}, Chromium ${about.chromium}, Node ${about.node}`,
        ...(about.developmentRuntime === null ? [] : [about.developmentRuntime]),
      ]
    : ['Labmate, version not known'];
  const lines = entries
    .slice(-reportEntries)
    .map(({ at, level, scope, text, data }) =>
      [at, level.padEnd(5), `[${scope}]`, text, data].filter((part) => part !== '').join(' '),
    )
    // Parts come from servers: a line feed would make an entry of its own, and an escape would act.
    .map(visibleLine);
  return `${[...versions, '', ...lines].join('\n')}\n`;
}
