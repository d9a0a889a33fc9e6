/** Chance that repeats itself: the same words always give the same number, on every machine. */

/** From 0 (included) to 1 (excluded). FNV-1a with a final mix, so that near words give far numbers. */
export function chance(...words: (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const char of words.join('/')) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

export function between(low: number, high: number, ...words: (string | number)[]): number {
  return low + (high - low) * chance(...words);
}

export function oneOf<T>(choices: readonly T[], ...words: (string | number)[]): T {
  const chosen = choices[Math.floor(chance(...words) * choices.length)];
  if (chosen === undefined) throw new RangeError('there is nothing to choose from');
  return chosen;
}

/** Hexadecimal digits. */
export function hexOf(digits: number, ...words: (string | number)[]): string {
  let text = '';
  for (let n = 0; n < digits; n += 1) text += Math.floor(chance(n, ...words) * 16).toString(16);
  return text;
}
