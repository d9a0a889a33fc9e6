/**
 * Takes secrets out of what is logged, shown or copied into a bug report. Callers log facts and not
 * secrets; this is the second line: what was typed as a secret in this run is known and taken out
 * wherever it stands, and what looks like a secret is taken out by its form.
 */

export const redacted = '[redacted]';

export interface Redactor {
  /**
   * Remembers, in memory, a value that must never be written. What serves once is forgotten after
   * ten minutes: six digits that are taken out for ever would spoil the figures of a log.
   */
  learn(secret: string, lasting?: 'always' | 'shortly'): void;
  text(text: string): string;
  /** The same for the strings within plain data; values under telling names go whole. */
  value(value: unknown): unknown;
}

/** Shorter ones would black out half of the log; nobody's password has three characters. */
const shortest = 4;
const learntLimit = 500;
/** For what serves once, in milliseconds: longer than any server takes a code, and than its words about it. */
export const SHORTLY_MS = 10 * 60_000;
const depthLimit = 12;

/** Longer strings are cut first: hostile servers write into the log, and every form reads it all. */
const inputLimit = 128 * 1024;

const names =
  'pass(?:word|phrase|code|wd)?|secret|token|access_token|api[_-]?key|_xsrf|otp|(?:verification|one[ -]?time|login)[ _-]?(?:code|password)';

/**
 * Each keeps `$1`, which says what was there. Every repetition that can fail after it is bounded, so
 * that no text takes time that grows with its square.
 */
const forms: readonly RegExp[] = [
  /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----)[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g,
  // The rest of a key whose beginning stands in the entry before.
  /()^(?:(?!-----BEGIN )[\s\S]){0,20000}?-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----/g,
  /(PuTTY-User-Key-File-\d)[\s\S]*?(?:Private-MAC:.*|$)/g,
  /(\b(?:proxy-)?authorization["']?\s{0,4}[:=]\s{0,4}["']?)[^\r\n"']+/gi,
  /(\b(?:set-)?cookie["']?\s{0,4}[:=]\s{0,4}["']?)[^\r\n"']+/gi,
  /(\b(?:bearer|basic)\s{1,4})[A-Za-z0-9._~+/=-]{8,}/gi,
  /(:\/\/[^\s/:@]{0,64}:)[^\s/@]{1,256}(?=@)/g,
  new RegExp(String.raw`((?:^|[?&#;\s"'])(?:${names})=)[^\s&"'<>;#]+`, 'gi'),
  new RegExp(
    String.raw`(\b(?:${names})["']?(?:\s{1,4}is)?\s{0,4}[:=]\s{0,4})(?:"[^"]{0,999}"|'[^']{0,999}'|[^\s,;}"']+)`,
    'gi',
  ),
  // Jupyter's own tokens: 48 hexadecimal digits.
  /(\b)[0-9a-f]{48}\b/gi,
];

const tellingName =
  /^(?:.*(?:password|passphrase|passcode|passwd|secret|token|authorization|cookie|private_?key|api_?key|one_?time_?code|otp)|answers?)$/i;

/** @param clock milliseconds that only grow */
export function createRedactor(clock: () => number = () => performance.now()): Redactor {
  /** Each with the time at which it is forgotten. */
  const learnt = new Map<string, number>();

  const text = (given: string): string => {
    const time = clock();
    for (const [secret, until] of learnt) if (until <= time) learnt.delete(secret);
    let now = withoutLearnt(given, learnt.keys());
    for (const form of forms) now = now.replace(form, `$1${redacted}`);
    return now;
  };
  const value = (given: unknown, depth = 0): unknown => {
    if (typeof given === 'string') return text(given);
    if (typeof given !== 'object' || given === null) return given;
    if (depth > depthLimit) return '…';
    if (Array.isArray(given)) return given.map((item) => value(item, depth + 1));
    return Object.fromEntries(
      Object.entries(given).map(([name, item]) => [
        text(name),
        tellingName.test(name) && holdsSecret(item) ? redacted : value(item, depth + 1),
      ]),
    );
  };
  return {
    learn(secret, lasting = 'always') {
      if (secret.length < shortest) return;
      const until = lasting === 'always' ? Number.POSITIVE_INFINITY : clock() + SHORTLY_MS;
      for (const form of writtenForms(secret)) {
        // What was also typed as a password stays one.
        learnt.set(form, Math.max(until, learnt.get(form) ?? 0));
        const [oldest] = learnt.keys();
        if (learnt.size > learntLimit && oldest !== undefined) learnt.delete(oldest);
      }
    },
    text,
    value: (given) => value(given),
  };
}

/** A secret as it is, within JSON, and within an address. */
function writtenForms(secret: string): ReadonlySet<string> {
  const forms = new Set([secret, JSON.stringify(secret).slice(1, -1)]);
  try {
    forms.add(encodeURIComponent(secret));
  } catch (error) {
    // Half a character has no such form.
    if (!(error instanceof URIError)) throw error;
  }
  return forms;
}

/** Takes out what was learnt, of a text that is cut to what the forms may read. */
function withoutLearnt(given: string, learnt: Iterable<string>): string {
  // The longest first: one that is part of another would leave the other's rest.
  const secrets = [...learnt].sort((a, b) => b.length - a.length);
  const longest = secrets[0]?.length ?? 0;
  let now = given.slice(0, inputLimit + longest);
  const cut = now.length < given.length;
  for (const secret of secrets) now = now.replaceAll(secret, redacted);
  // The cut may go through a secret, whose beginning then fits nothing: it goes with the end.
  return cut ? now.slice(0, now.length - longest) : now;
}

/** Yes, no and numbers under such a name are facts (`"password": true`: it was asked for). */
const holdsSecret = (item: unknown) =>
  (typeof item === 'string' && item !== '') || (typeof item === 'object' && item !== null);
