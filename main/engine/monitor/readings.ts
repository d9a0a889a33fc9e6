/** Figures that may be missing. A figure that we do not have is never zero: it has a reason. */
import type { Reading } from '../../../preload/contract/monitor';

export const known = (value: number): Reading => ({ value });
export const unknown = (reason: string): Reading => ({ value: null, reason });

const numberPattern = /^-?\d+(\.\d+)?$/;

/** What the tools write where a number should stand, in plain words. */
const words: Readonly<Record<string, string>> = {
  'N/A': 'not available on this GPU',
  'Not Supported': 'not supported by this GPU or its driver',
  'Unknown Error': 'the GPU answers with an error',
  'GPU requires reset': 'the GPU needs a reset',
  'GPU is lost': 'the GPU fell off the bus',
  'ERR!': 'the sensor could not be read',
  'Insufficient Permissions': 'this server does not show it to you',
  'Not Found': 'the process had just ended',
};

/** The text inside brackets, or the text itself: `[N/A]` and `N/A` mean the same. */
export function bracketText(cell: string): string {
  return /^\[(.*)\]$/.exec(cell)?.[1] ?? cell;
}

/** A cell of nvidia-smi: a number, or unavailable with its reason in words. */
export function readingOf(cell: string): Reading {
  const text = cell.trim();
  if (numberPattern.test(text)) return known(Number(text));
  const inner = bracketText(text);
  if (inner === '') return unknown('nothing was reported');
  return unknown(words[inner] ?? `reported as “${inner}”`);
}

/** A counter of `df` or `/proc`: digits, else unavailable. */
export function counterOf(text: string | undefined, reason: string): Reading {
  return text !== undefined && /^\d+$/.test(text) ? known(Number(text)) : unknown(reason);
}

/** `part` of `whole` in percent, or null where one of them is missing. */
export function percentOf(part: Reading, whole: Reading): number | null {
  if (part.value === null || whole.value === null || whole.value <= 0) return null;
  return (part.value / whole.value) * 100;
}
