/**
 * The person's settings on disk: `<data>/settings.json`, read once, written whole and atomically after
 * each change. A value that makes no sense is the default, and what this version does not know is kept.
 */
import { readFileSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Problem } from '../../preload/contract/problem';
import {
  allSettings,
  defaultSettings,
  type Settings,
  type SettingsGroup,
  type SettingsPatch,
} from '../../preload/contract/settings';
import { writeAtomically } from '../engine/kit/atomic-write';
import type { Log } from '../engine/kit/log';
import { ProblemError, problem } from '../engine/kit/outcome';
import { StateFeed } from '../engine/kit/state-feed';
import type { Handlers } from '../engine/serve';

type Unknowns = Record<string, unknown>;
type Change = (old: Unknowns) => Unknowns;

export interface SettingsStore {
  readonly feed: Pick<StateFeed<Settings>, 'value' | 'follow' | 'followUntil'>;
  /** What is to be said about the file as it was at the start: that it could not be read. */
  readonly trouble: Problem | null;
  /** Holds at once. @throws ProblemError `settings/not-saved`; then the old values hold again. */
  change(patch: SettingsPatch): Promise<void>;
  reset(group?: SettingsGroup): Promise<void>;
}

/** Reads the settings. A file that makes no sense is set aside under another name; defaults are used. */
export function openSettings(dataFolder: string, log: Log): SettingsStore {
  const path = join(dataFolder, 'settings.json');
  const { raw, trouble } = read(path, log);
  /** What the file holds. */
  let saved = raw;
  /** Changes on their way to the disk, in their order; they hold already. */
  const pending = new Set<Change>();
  const feed = new StateFeed<Settings>(settingsOf(raw));
  const tell = () => feed.set(settingsOf([...pending].reduce((old, edit) => edit(old), saved)));
  let writing: Promise<void> = Promise.resolve();

  const write = (edit: Change): Promise<void> => {
    pending.add(edit);
    tell();
    const done = writing.then(async () => {
      try {
        const next = edit(saved);
        await writeAtomically(path, `${JSON.stringify(next, null, 2)}\n`);
        saved = next;
      } catch (error) {
        throw new ProblemError(notSaved(error), { cause: error });
      } finally {
        pending.delete(edit);
        tell();
      }
    });
    // The next write comes after this one, whether it succeeded or not.
    writing = done.catch(() => {});
    return done;
  };
  return {
    ...{ feed, trouble },
    change: (patch) => write((old) => patched(old, patch)),
    reset: (group) =>
      write((old) => {
        const gone = group === undefined ? Object.keys(defaultSettings) : [group];
        return Object.fromEntries(Object.entries(old).filter(([name]) => !gone.includes(name)));
      }),
  };
}

function patched(old: Unknowns, patch: SettingsPatch): Unknowns {
  const groups = Object.entries(patch).map(([group, values]) => {
    const before = isRecord(old[group]) ? old[group] : {};
    return [group, { ...before, ...values }];
  });
  return { ...old, ...Object.fromEntries(groups) };
}

function notSaved(error: unknown): Problem {
  return problem('settings/not-saved', 'This setting could not be saved.', {
    why: 'Labmate’s data folder cannot be written, or its disk is full. The old value holds.',
    next: [{ label: 'Make the folder writable or make room, then change the setting again' }],
    detail: String(error),
  });
}

/** What the file says as far as it makes sense: each value by itself. */
export function settingsOf(raw: Unknowns): Settings {
  const groups = Object.entries(allSettings.shape).map(([name, group]) => {
    const found = isRecord(raw[name]) ? raw[name] : {};
    const values = Object.entries(group.shape).map(([key, schema]) => {
      const read = schema.safeParse(found[key]);
      return [key, read.success ? read.data : schema.parse(undefined)];
    });
    return [name, Object.fromEntries(values)];
  });
  return allSettings.parse(Object.fromEntries(groups));
}

/** Bytes; what is larger, or no ordinary file, is not ours. */
const sizeLimit = 1024 * 1024;

function read(path: string, log: Log): { raw: Unknowns; trouble: Problem | null } {
  try {
    const found = statSync(path);
    if (!found.isFile() || found.size > sizeLimit) throw new Error('this file is none of ours');
    const raw: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isRecord(raw)) throw new SyntaxError('the file holds no object');
    return { raw, trouble: null };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { raw: {}, trouble: null };
    const aside = error instanceof SyntaxError ? setAside(path, log) : null;
    const facts = { error: String(error), aside };
    log.warn('the settings cannot be read; defaults are used', facts);
    return { raw: {}, trouble: unreadable(path, error, aside) };
  }
}

/** Renames the file, so that the next change does not write over it. Null where that fails. */
function setAside(path: string, log: Log): string | null {
  const aside = `${path}.broken-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  try {
    renameSync(path, aside);
    return basename(aside);
  } catch (error) {
    log.warn('the settings could not be set aside', { error: String(error) });
    return null;
  }
}

function unreadable(path: string, error: unknown, aside: string | null): Problem {
  const kept = `The old file is kept as ${aside}, in ${dirname(path)}`;
  return problem('settings/unreadable', 'Your settings could not be read; the usual ones hold.', {
    why: 'Their file is damaged, or was edited in a way that Labmate does not understand.',
    next: [{ label: aside === null ? `Mend ${path} or delete it, then start again` : kept }],
    facts: { aside },
    detail: String(error),
  });
}

function isRecord(value: unknown): value is Unknowns {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Serves the `settings` procedures. */
export function settingsHandlers(store: SettingsStore): Handlers<'settings'> {
  return {
    current: (_input, { signal, emit }) => store.feed.followUntil(signal, (now) => void emit(now)),
    trouble: async () => store.trouble,
    change: ({ patch }) => store.change(patch),
    reset: ({ group }) => store.reset(group),
  };
}
