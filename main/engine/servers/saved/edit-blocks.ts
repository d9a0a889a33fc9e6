/**
 * Edits the text of our own config file, block by block. Whatever a person added (comments, other
 * keywords, odd spacing) stays; the text is `latin1`, so that bytes that are no UTF-8 stay too.
 */
import type { ServerDraft } from '../../../../preload/contract/servers';
import { splitArguments, tokenize } from '../config/tokenize';
import { configWord } from './fields';

export interface Block {
  /** Lines [start, end) with the Host line first; trailing blanks and comments are not in it. */
  start: number;
  end: number;
  patterns: string[];
}

const heading = [
  '# Servers saved by Labmate. The ssh command reads this file too, through an Include',
  '# line in the file "config". It may be edited: what Labmate does not know, it keeps.',
];

/** The Host blocks of a text; Match blocks end a Host block and are not returned. */
export function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const [index, text] of lines.entries()) {
    const line = tokenize(text);
    if (line.kind === 'empty') continue;
    const keyword = line.kind === 'directive' ? line.keyword : '';
    if (keyword === 'host' || keyword === 'match') {
      open = undefined;
      if (keyword === 'host' && line.kind === 'directive') {
        const patterns = line.args.map((word) => Buffer.from(word, 'latin1').toString('utf8'));
        open = { start: index, end: index + 1, patterns };
        blocks.push(open);
      }
    } else if (open) open.end = index + 1;
  }
  return blocks;
}

/** The text with the server's block written anew (`replaces`) or added at the end. */
export function putBlock(text: string, draft: ServerDraft, replaces: string | undefined): string {
  const lines = (text === '' ? `${heading.join('\n')}\n` : text).split('\n');
  // Lines keep their own ends; new ones end as the first one does.
  const end = lines[0]?.endsWith('\r') ? '\r' : '';
  const block = replaces === undefined ? undefined : blockNamed(lines, replaces);
  if (block) {
    const old = lines.slice(block.start, block.end);
    lines.splice(block.start, old.length, ...rewritten(old, draft, end));
  } else {
    while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
    lines.push(end, ...rewritten([], draft, end), '');
  }
  return lines.join('\n');
}

/** The text without the server's block and the blank line after it. */
export function dropBlock(text: string, name: string): string {
  const lines = text.split('\n');
  const block = blockNamed(lines, name);
  if (!block) return text;
  const blankAfter = lines[block.end]?.trim() === '' && block.end < lines.length - 1;
  lines.splice(block.start, block.end - block.start + (blankAfter ? 1 : 0));
  return lines.join('\n');
}

/** What is needed to put a removed block back. */
export interface RemovedBlock {
  name: string;
  lines: readonly string[];
  /** The block that it stood in front of, by its first name; null for the last one. */
  next: string | null;
  /** The whole text before and after the removal: if nothing else changed, all is as it was. */
  before: string;
  after: string;
}

/** Removes a block and tells how to put it back; undefined when there is none of this name. */
export function takeBlock(text: string, name: string): RemovedBlock | undefined {
  const lines = text.split('\n');
  const block = blockNamed(lines, name);
  if (!block) return undefined;
  const next = blocksOf(lines).find(({ start }) => start >= block.end);
  return {
    name,
    lines: lines.slice(block.start, block.end),
    next: next?.patterns[0] ?? null,
    before: text,
    after: dropBlock(text, name),
  };
}

/** The text with a removed block in it again, in its old place as far as that is still there. */
export function restoreBlock(text: string, removed: RemovedBlock): string {
  if (text === removed.after) return removed.before;
  const lines = text.split('\n');
  const next = removed.next === null ? undefined : blockNamed(lines, removed.next);
  if (next) lines.splice(next.start, 0, ...removed.lines, '');
  else {
    while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
    lines.push('', ...removed.lines, '');
  }
  return lines.join('\n');
}

export function blockNamed(lines: readonly string[], name: string): Block | undefined {
  return blocksOf(lines).find((block) => block.patterns.includes(name));
}

/** The lines of a block after the draft's values are put in; other lines stay where they are. */
function rewritten(old: readonly string[], draft: ServerDraft, end: string): string[] {
  const wanted = new Map([
    ['hostname', setting('HostName', escapedHost(draft.host), end)],
    ['user', setting('User', draft.user, end)],
    ['port', setting('Port', String(draft.port), end)],
    ['identityfile', setting('IdentityFile', draft.identityFile, end)],
    ['proxyjump', setting('ProxyJump', draft.proxyJump, end)],
  ]);
  const done = new Set<string>();
  const lines = [withValue(old[0], `Host ${latin1(draft.name)}${end}`)];
  let insertAt = 1;
  for (const text of old.slice(1)) {
    const line = tokenize(text);
    const keyword = line.kind === 'directive' ? line.keyword : '';
    const replacement = wanted.get(keyword);
    if (replacement === undefined) lines.push(text);
    else if (!done.has(keyword)) lines.push(...replacement.map((next) => withValue(text, next)));
    // More key files add to ours. Of the other keywords a second one never counts while one is before.
    else if (keyword === 'identityfile' || replacement.length > 0) lines.push(text);
    done.add(keyword);
    if (line.kind !== 'empty') insertAt = lines.length;
  }
  const added = [...wanted].filter(([keyword]) => !done.has(keyword)).flatMap(([, text]) => text);
  lines.splice(insertAt, 0, ...added);
  return lines;
}

/**
 * The old line with the value of the new one: what stands before it, a comment behind it and the line's
 * end stay. A line that says the same already stays as it is.
 */
function withValue(old: string | undefined, next: string): string {
  const parts = old === undefined ? undefined : lineParts(old);
  const wanted = lineParts(next);
  if (!parts || !wanted) return next;
  const same =
    JSON.stringify(splitArguments(parts.value)) === JSON.stringify(splitArguments(wanted.value));
  return same && old !== undefined ? old : `${parts.before}${wanted.value}${parts.after}`;
}

/** `before` is the keyword with all around it, `after` blanks, a comment and a carriage return. */
function lineParts(text: string): { before: string; value: string; after: string } | undefined {
  const found = /^([ \t]*(?:"[^"]*"|[^ \t\r"=]+)(?:[ \t]*=[ \t]*|[ \t]+))(.*?)([ \t\r\f]*)$/s.exec(
    text,
  );
  if (!found) return undefined;
  const [, before = '', rest = '', end = ''] = found;
  const words = JSON.stringify(splitArguments(rest));
  for (const { index } of rest.matchAll(/[ \t]+#/g)) {
    const value = rest.slice(0, index);
    if (JSON.stringify(splitArguments(value)) === words) {
      return { before, value, after: rest.slice(index) + end };
    }
  }
  return { before, value: rest, after: end };
}

/** One line, or none for an empty value. */
function setting(name: string, value: string, end: string): string[] {
  return value === '' ? [] : [`    ${name} ${latin1(configWord(value))}${end}`];
}

/** HostName knows tokens, so a percent sign (`fe80::1%eth0`) is doubled. */
function escapedHost(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1').replaceAll('%', '%%');
}

function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
