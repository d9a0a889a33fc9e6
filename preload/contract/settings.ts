/** The person's settings: one object of groups, kept by main, changed by patches. */
import { z } from 'zod';
import { ask, watch } from './define';
import { problem } from './problem';

const appearance = z.object({
  colorScheme: z.enum(['auto', 'light', 'dark']).default('auto'),
  /** Of the whole window, in percent. */
  zoomPercent: z.number().int().min(50).max(300).default(100),
  /** `reduced` switches movement off; `system` follows the operating system. */
  motion: z.enum(['system', 'reduced']).default('system'),
});

const terminal = z.object({
  /** A CSS font family; empty for the one that Labmate brings. */
  fontFamily: z.string().max(200).default(''),
  /** In CSS pixels. */
  fontSize: z.number().int().min(8).max(32).default(13),
  /** A multiple of the font's size. */
  lineHeight: z.number().min(1).max(2).default(1.2),
  theme: z
    .enum(['labmate', 'solarized-dark', 'solarized-light', 'high-contrast', 'light'])
    .default('labmate'),
  scrollbackLines: z.number().int().min(0).max(1_000_000).default(100_000),
  /** `auto`: WebGL where a real GPU draws, else the DOM. */
  renderer: z.enum(['auto', 'webgl', 'dom']).default('auto'),
  cursorBlink: z.boolean().default(true),
  /** Ask before a tab with a running shell is closed. */
  confirmClose: z.boolean().default(true),
  /** Tells a screen reader what is printed; costs speed. */
  screenReader: z.boolean().default(false),
});

const files = z.object({ showHidden: z.boolean().default(false) });

const overview = z.object({
  sort: z.enum(['own', 'free-gpus', 'free-memory', 'name']).default('own'),
  onlyFree: z.boolean().default(false),
  /** Hide servers on which no GPU has this much memory left; 0: any. */
  minFreeGiB: z.number().min(0).max(1024).default(0),
});

const connections = z.object({
  /** Connect by itself to servers that one has used before, when nothing has to be asked. */
  connectByItself: z.boolean().default(true),
});

const window = z.object({
  onClose: z.enum(['ask', 'quit', 'tray']).default('ask'),
  /** Show again at the next start what was shown at the end. */
  restore: z.boolean().default(true),
});

export const notificationKind = z.enum([
  'transfer-finished',
  'transfer-failed',
  'connection-lost',
  'question-waiting',
]);
export type NotificationKind = z.infer<typeof notificationKind>;

/** One switch for each kind. */
const notifications = z.object({
  'transfer-finished': z.boolean().default(true),
  'transfer-failed': z.boolean().default(true),
  'connection-lost': z.boolean().default(true),
  'question-waiting': z.boolean().default(true),
} satisfies Record<NotificationKind, z.ZodType>);

const groups = { appearance, terminal, files, overview, connections, window, notifications };

/** Every group and value present; what is absent in the file is the default. */
export const allSettings = z.object(groups);
export type Settings = z.infer<typeof allSettings>;
export type SettingsGroup = keyof Settings;
const groupNames = Object.keys(groups) as [SettingsGroup, ...SettingsGroup[]];

/** Values to change, by group; a value that is not named stays. */
export const settingsPatch = z.object(
  Object.fromEntries(
    Object.entries(groups).map(([name, group]) => [name, withoutDefaults(group).optional()]),
  ),
) as unknown as z.ZodType<SettingsPatch>;
export type SettingsPatch = { [G in SettingsGroup]?: Partial<Settings[G]> };

/** The defaults of a patch would reset what it does not name. */
function withoutDefaults(group: z.ZodObject): z.ZodObject {
  const shape = Object.entries(group.shape).map(([name, value]) => [
    name,
    z.optional((value as z.ZodDefault).removeDefault()),
  ]);
  return z.strictObject(Object.fromEntries(shape));
}

/** What a fresh installation has. */
export const defaultSettings: Settings = allSettings.parse(
  Object.fromEntries(Object.keys(groups).map((name) => [name, {}])),
);

export const settings = {
  current: watch({
    role: 'main',
    delivery: 'latest',
    input: z.object({}),
    event: allSettings,
  }),
  /** What is to be said about the file of the settings: that it could not be read. Else null. */
  trouble: ask({ role: 'main', input: z.object({}), value: problem.nullable() }),
  change: ask({ role: 'main', input: z.object({ patch: settingsPatch }), value: z.void() }),
  /** Puts one group, or everything, back to what a fresh installation has. */
  reset: ask({
    role: 'main',
    input: z.object({ group: z.enum(groupNames).optional() }),
    value: z.void(),
  }),
};
