/** Permissions of one or several entries as a grid of nine boxes that may be mixed. Pure. */

export type Bit = 'on' | 'off' | 'mixed';

export const classesOfPeople = [
  { label: 'Owner', shift: 6 },
  { label: 'Group', shift: 3 },
  { label: 'Everybody else', shift: 0 },
] as const;

export const rights = [
  { label: 'Read', bit: 4 },
  { label: 'Write', bit: 2 },
  { label: 'Run or enter', bit: 1 },
] as const;

/** What the person wants: bits to give and to take; the others stay as they are. */
export interface Wish {
  set: number;
  clear: number;
}

export const noWish: Wish = { set: 0, clear: 0 };

/** A box as it stands: the wish, else what the entries have. */
export function bitOf(modes: readonly number[], wish: Wish, mask: number): Bit {
  if ((wish.set & mask) !== 0) return 'on';
  if ((wish.clear & mask) !== 0) return 'off';
  const on = modes.filter((mode) => (mode & mask) !== 0).length;
  return on === 0 ? 'off' : on === modes.length ? 'on' : 'mixed';
}

/** Turns a box: off and mixed become on. */
export function turned(modes: readonly number[], wish: Wish, mask: number): Wish {
  const on = bitOf(modes, wish, mask) !== 'on';
  return on
    ? { set: wish.set | mask, clear: wish.clear & ~mask }
    : { set: wish.set & ~mask, clear: wish.clear | mask };
}

/** `750`, or a dash for each digit that is not the same for all. */
export function octalOf(modes: readonly number[], wish: Wish): string {
  return classesOfPeople
    .map(({ shift }) => {
      const bits = rights.map(({ bit }) => bitOf(modes, wish, bit << shift));
      if (bits.includes('mixed')) return '–';
      return String(rights.reduce((sum, { bit }, at) => sum + (bits[at] === 'on' ? bit : 0), 0));
    })
    .join('');
}

/** The wish that three octal digits mean, or null when the text is no such number. */
export function wishOf(octal: string): Wish | null {
  if (!/^[0-7]{3}$/.test(octal)) return null;
  const set = Number.parseInt(octal, 8);
  return { set, clear: 0o777 & ~set };
}
