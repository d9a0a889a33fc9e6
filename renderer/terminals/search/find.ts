/** Finds a pattern in lines of text. Runs in a worker, so that no pattern can stop the page. Pure. */

export interface SearchQuery {
  text: string;
  matchCase: boolean;
  wholeWord: boolean;
  regex: boolean;
}

/** Where a hit lies: the line's number, and characters (UTF-16) in it. */
export interface Hit {
  line: number;
  index: number;
  length: number;
}

export interface Found {
  /** From the top; the last `keptHits` when there are more. */
  hits: Hit[];
  /** All of them. */
  total: number;
  /** What is wrong with the regular expression. */
  invalid?: string;
}

/** Hits that one can walk through; above it the newest are kept. */
export const keptHits = 20_000;
/** Of a pattern, in characters. */
export const patternLimit = 1000;

const letter = '[\\p{L}\\p{N}_]';

/** @throws SyntaxError for a regular expression that is none. */
function compile({ text, matchCase, wholeWord, regex }: SearchQuery): RegExp {
  const source = regex ? text : text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const whole = wholeWord ? `(?<!${letter})(?:${source})(?!${letter})` : source;
  return new RegExp(whole, matchCase ? 'gu' : 'giu');
}

export function findHits(lines: readonly string[], query: SearchQuery): Found {
  if (query.text === '') return { hits: [], total: 0 };
  let pattern: RegExp;
  try {
    pattern = compile({ ...query, text: query.text.slice(0, patternLimit) });
  } catch (error) {
    return { hits: [], total: 0, invalid: String(error instanceof Error ? error.message : error) };
  }
  let hits: Hit[] = [];
  let total = 0;
  for (const [line, text] of lines.entries()) {
    for (const { 0: found, index } of text.matchAll(pattern)) {
      if (found.length === 0) continue;
      hits.push({ line, index, length: found.length });
      total += 1;
    }
    if (hits.length > 2 * keptHits) hits = hits.slice(-keptHits);
  }
  return { hits: hits.slice(-keptHits), total };
}
