/** Which commands the palette shows for what was typed, and in which order. Pure. */
import type { Command } from '../kit/commands';

type Findable = Pick<Command, 'id' | 'title' | 'group' | 'keywords' | 'disabled'>;

export interface PaletteGroup<C> {
  name: string;
  commands: C[];
}

/** So many of the last used stand on top while nothing was typed. */
const recentShown = 5;
/** More than this nobody reads; the rest is found by typing. */
const shownAtMost = 80;
export const recentGroup = 'Recently used';

/** The groups to show, best first. `recent` are ids, the last used first. */
export function findCommands<C extends Findable>(
  commands: readonly C[],
  query: string,
  recent: readonly string[],
): PaletteGroup<C>[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return withoutQuery(commands, recent);
  const place = new Map(recent.map((id, at) => [id, at]));
  const found = commands
    .map((command) => ({ command, score: scoreOf(command, words) }))
    .filter(({ score }) => score > 0)
    .map(({ command, score }) => ({
      command,
      // What is used often wins among equals, and over a slightly better fit.
      score: score + Math.max(0, 3 - (place.get(command.id) ?? 3)) - refused(command),
    }))
    .sort((a, b) => b.score - a.score)
    .slice(0, shownAtMost);
  return grouped(found.map(({ command }) => command));
}

function withoutQuery<C extends Findable>(commands: readonly C[], recent: readonly string[]) {
  const known = new Map(commands.map((command) => [command.id, command]));
  const last = recent
    .map((id) => known.get(id))
    .filter((command) => command !== undefined)
    .slice(0, recentShown);
  const rest = commands.filter((command) => !last.includes(command)).slice(0, shownAtMost);
  return [...(last.length > 0 ? [{ name: recentGroup, commands: last }] : []), ...grouped(rest)];
}

/** By group, in the order in which the groups first occur. */
function grouped<C extends Findable>(commands: readonly C[]): PaletteGroup<C>[] {
  const groups = new Map<string, C[]>();
  for (const command of commands) {
    const group = groups.get(command.group);
    if (group) group.push(command);
    else groups.set(command.group, [command]);
  }
  return [...groups].map(([name, members]) => ({ name, commands: members }));
}

/** What cannot be run now stands behind what can, unless it is clearly what was meant. */
const refused = ({ disabled }: Findable) => (disabled === undefined ? 0 : 5);

/** 0 when a word is found nowhere; else the higher the better. */
function scoreOf(command: Findable, words: readonly string[]): number {
  const title = fold(command.title);
  const others = [command.group, ...(command.keywords ?? [])].map(fold);
  let sum = title === words.join(' ') ? 20 : 0;
  for (const word of words) {
    const score = Math.max(inText(title, word), ...others.map((text) => inText(text, word) / 2));
    if (score === 0) return 0;
    sum += score;
  }
  return sum;
}

/** At the start 12, at the start of a word 10, inside 6; letters in their order 2. */
function inText(text: string, word: string): number {
  if (text.startsWith(word)) return 12;
  const at = text.indexOf(word);
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') ? 6 : 10;
  return isSubsequence(text, word) ? 2 : 0;
}

/** `nwtrm` in `new terminal`; from three letters on, else everything fits. */
function isSubsequence(text: string, word: string): boolean {
  if (word.length < 3) return false;
  let at = text.indexOf(word[0] ?? '');
  // The first letter begins a word: otherwise nearly every title fits.
  while (at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1] ?? ''))
    at = text.indexOf(word[0] ?? '', at + 1);
  for (const letter of at < 0 ? [] : word) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return at > 0;
}

/** Without case and accents. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** The list of used commands after this one was used. */
export function usedNow(recent: readonly string[], id: string): string[] {
  return [id, ...recent.filter((other) => other !== id)].slice(0, 30);
}
