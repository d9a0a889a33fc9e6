/**
 * Splits one line of an ssh config as OpenSSH does (readconf.c `process_config_line_depth`,
 * misc.c `strdelim` and `argv_split`): `Keyword value`, `Keyword=value`, quotes, `\"` and `\ `,
 * and comments that begin a word.
 */

export type Line =
  | { kind: 'empty' }
  /** `keyword` in lower case; `rest` is the raw text after it, for keywords that take a command. */
  | { kind: 'directive'; keyword: string; spelling: string; args: string[]; rest: string }
  | { kind: 'fault'; fault: 'quotes' | 'keyword'; spelling: string };

/** Text of a config as lines, without a byte order mark and line ends. */
export function linesOf(text: string): string[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/);
}

export function tokenize(line: string): Line {
  const text = line.replace(/[ \t\r\n\f]+$/, '').replace(/^[ \t\r\n]+/, '');
  if (text === '' || text.startsWith('#')) return { kind: 'empty' };
  const match = /^(?:"([^"]*)"|([^ \t\r\n="]+))[ \t]*=?[ \t]*(.*)$/s.exec(text);
  const spelling = match?.[1] ?? match?.[2] ?? '';
  if (!match || spelling === '') return { kind: 'fault', fault: 'keyword', spelling: text };
  const rest = match[3] ?? '';
  const args = splitArguments(rest);
  if (args === undefined) {
    // Keywords that take a whole command keep their quotes for the command's own shell.
    if (commandKeywords.has(spelling.toLowerCase())) {
      return { kind: 'directive', keyword: spelling.toLowerCase(), spelling, args: [rest], rest };
    }
    return { kind: 'fault', fault: 'quotes', spelling };
  }
  return { kind: 'directive', keyword: spelling.toLowerCase(), spelling, args, rest };
}

/** Keywords whose value is the rest of the line, unsplit. */
export const commandKeywords: ReadonlySet<string> = new Set([
  'proxycommand',
  'localcommand',
  'remotecommand',
  'knownhostscommand',
]);

/** Words of `text` up to a comment, or undefined when a quote is left open. */
export function splitArguments(text: string): string[] | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (isBlank(text[at])) {
      at += 1;
      continue;
    }
    if (text[at] === '#') break;
    const word = readWord(text, at);
    if (word === undefined) return undefined;
    words.push(word.value);
    at = word.end;
  }
  return words;
}

function readWord(text: string, start: number): { value: string; end: number } | undefined {
  let value = '';
  let quote = '';
  let at = start;
  for (; at < text.length; at += 1) {
    const char = text[at] ?? '';
    const next = text[at + 1] ?? '';
    const escapes = next === '"' || next === "'" || next === '\\' || (!quote && next === ' ');
    if (char === '\\' && next !== '' && escapes) {
      value += next;
      at += 1;
    } else if (!quote && isBlank(char)) break;
    else if (!quote && (char === '"' || char === "'")) quote = char;
    else if (quote && char === quote) quote = '';
    else value += char;
  }
  return quote ? undefined : { value, end: at };
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t';
}
