/** Notices of the operating system: of the kinds that the person wants, when they look elsewhere. */
import type { Notification } from '../engine/host';
import type { Log } from '../engine/kit/log';
import type { SettingsStore } from './settings';

/** What of Electron's `Notification` is used. */
export interface SystemNotice {
  on(event: 'close' | 'click', listener: () => void): unknown;
  on(event: 'failed', listener: (event: unknown, error: string) => void): unknown;
  show(): void;
}

/** Characters of a title and of a text; servers and files name themselves. */
const titleLimit = 100;
const bodyLimit = 300;
/** Notices that are held for their click. */
const heldLimit = 50;
/** The same notice of a kind about a server comes once in this time, in milliseconds. */
const repeatMs = 60_000;

/** Returns what gives notices. One that the system does not show is logged and nothing else. */
export function createNotices(options: {
  /** Whether the person looks at the window now. */
  focused(): boolean;
  settings: Pick<SettingsStore, 'feed'>;
  /** Undefined where the system shows no notices. */
  make(text: { title: string; body: string }): SystemNotice | undefined;
  /** A click: shows the window and, if one is named, the server. */
  show(server: string | undefined): void;
  log: Log;
  now?: () => number;
}): (note: Notification) => void {
  // Electron forgets a notice that nobody holds, and its click with it.
  const shown = new Set<SystemNotice>();
  const now = options.now ?? Date.now;
  const lostAt = new Map<string, number>();

  const repeats = ({ kind, server }: Notification): boolean => {
    if (kind !== 'connection-lost' || server === undefined) return false;
    const before = lostAt.get(server) ?? Number.NEGATIVE_INFINITY;
    if (now() - before < repeatMs) return true;
    lostAt.set(server, now());
    return false;
  };

  return (note) => {
    const { kind, server } = note;
    if (options.focused() || !options.settings.feed.value.notifications[kind]) return;
    if (repeats(note)) return;
    const text = { title: plain(note.title, titleLimit), body: plain(note.body, bodyLimit) };
    const notice = options.make(text);
    if (!notice) return options.log.info('the system shows no notices', { kind });
    shown.add(notice);
    const [oldest] = shown;
    if (shown.size > heldLimit && oldest) shown.delete(oldest);
    const forget = () => void shown.delete(notice);
    notice.on('close', forget);
    notice.on('failed', (_event, error) => {
      forget();
      options.log.info('a notice was not shown', { kind, error });
    });
    notice.on('click', () => {
      forget();
      options.show(server);
    });
    notice.show();
  };
}

/** One line of visible characters; `<` is kept from being read as markup, which Linux allows. */
function plain(text: string, limit: number): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replaceAll('<', '‹')
    .replaceAll('&', '+');
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}
