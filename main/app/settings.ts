/**
 * The person's settings on disk: `<data>/settings.json`, read once, written whole and atomically after
 * each change. A value that makes no sense is the default, and what this version does not know is kept.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
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

export interface SettingsStore {
  readonly feed: Pick<StateFeed<Settings>, 'value' | 'follow' | 'followUntil'>;
  /** @throws ProblemError `settings/not-saved`; the change then holds until the end of this run. */
  change(patch: SettingsPatch): Promise<void>;
  reset(group?: SettingsGroup): Promise<void>;
}

/** Reads the settings; a file that cannot be read is logged, kept as it is, and defaults are used. */
export function openSettings(dataFolder: string, log: Log): SettingsStore {
  const path = join(dataFolder, 'settings.json');
  let raw = read(path, log);
  const feed = new StateFeed<Settings>(settingsOf(raw));
  let writing: Promise<void> = Promise.resolve();

  const write = (next: Unknowns): Promise<void> => {
    raw = next;
    feed.set(settingsOf(raw));
    const text = `${JSON.stringify(raw, null, 2)}\n`;
    const done = writing.then(() => writeAtomically(path, text));
    // The next write comes after this one, whether it succeeded or not.
    writing = done.catch(() => {});
    return done.catch((error: unknown) => {
      throw new ProblemError(
        problem('settings/not-saved', 'This setting could not be saved.', {
          why: 'Labmate’s data folder cannot be written. The change holds until Labmate ends.',
          next: [{ label: 'Try again', action: { kind: 'retry' } }],
          detail: String(error),
        }),
        { cause: error },
      );
    });
  };
  return {
    feed,
    change(patch) {
      const next: Unknowns = { ...raw };
      for (const [group, values] of Object.entries(patch)) {
        const old = isRecord(raw[group]) ? raw[group] : {};
        next[group] = { ...old, ...values };
      }
      return write(next);
    },
    reset(group) {
      const next: Unknowns = { ...raw };
      for (const name of group === undefined ? Object.keys(defaultSettings) : [group])
        delete next[name];
      return write(next);
    },
  };
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

function read(path: string, log: Log): Unknowns {
  try {
    const found = statSync(path);
    if (!found.isFile() || found.size > sizeLimit) throw new Error('this file is none of ours');
    const raw: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRecord(raw) ? raw : {};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      log.warn('the settings cannot be read; defaults are used', { error: String(error) });
    return {};
  }
}

function isRecord(value: unknown): value is Unknowns {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Serves the `settings` procedures. */
export function settingsHandlers(store: SettingsStore): Handlers<'settings'> {
  return {
    current: (_input, { signal, emit }) => store.feed.followUntil(signal, (now) => void emit(now)),
    change: ({ patch }) => store.change(patch),
    reset: ({ group }) => store.reset(group),
  };
}
