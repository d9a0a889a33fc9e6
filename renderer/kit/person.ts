/** How a Linux user is shown small: initials and a colour that stays the same for a name. */

/** Number of person colours in the tokens. */
export const personColorCount = 8;

/** `asha` → `AS`, `m.weber` → `MW`, `jane_doe2` → `JD`, `` → `?`. */
export function initials(user: string): string {
  const words = user.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 0);
  const [first, second] = words;
  if (!first) return '?';
  const letters = second ? [[...first][0], [...second][0]] : [...first].slice(0, 2);
  return letters.join('').toUpperCase();
}

/** Index into the person colours, the same for the same name on every run. */
export function personColor(user: string): number {
  let hash = 0;
  for (const character of user) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash % personColorCount;
}
