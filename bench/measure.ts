/** Side-by-side timing: the candidates take turns, so that a drifting machine hurts all alike. */

export interface Candidate {
  name: string;
  /** One run; returns its seconds, or nothing to have the call itself timed. */
  run(): Promise<number | undefined>;
}

export interface Row {
  name: string;
  median: number;
  min: number;
  max: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** One warm-up each, then `rounds` turns. Seconds. */
export async function takeTurns(candidates: readonly Candidate[], rounds: number): Promise<Row[]> {
  const seconds = new Map<string, number[]>();
  for (let round = -1; round < rounds; round += 1) {
    for (const { name, run } of candidates) {
      const started = performance.now();
      const own = await run();
      if (round < 0) continue;
      const list = seconds.get(name) ?? [];
      list.push(own ?? (performance.now() - started) / 1000);
      seconds.set(name, list);
    }
  }
  return [...seconds].map(([name, values]) => rowOf(name, values));
}

/** The median and the range of values that were measured elsewhere. */
export function rowOf(name: string, values: readonly number[]): Row {
  return { name, median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** Prints a Markdown table of what should be small; the ratio is ours to each other (1 is equal). */
export function printShares(title: string, rows: readonly Row[], unit: string): void {
  const ours = rows[0]?.median ?? Number.NaN;
  console.log(`\n### ${title}\n\n| | median ${unit} | range | Labmate to it |\n|---|---|---|---|`);
  for (const row of rows) {
    const ratio = row === rows[0] ? '' : (ours / row.median).toFixed(2);
    const range = `${format(row.min)} to ${format(row.max)}`;
    console.log(`| ${row.name} | ${format(row.median)} | ${range} | ${ratio} |`);
  }
}

/**
 * Prints a Markdown table. The first row is ours; the ratio says how many times as fast it is as
 * each other (above 1 is better). `amount` and `unit` turn seconds into a rate.
 */
export function printTable(title: string, rows: readonly Row[], amount?: number, unit = 's'): void {
  const ours = rows[0]?.median ?? Number.NaN;
  const figure = (seconds: number) =>
    amount === undefined ? format(seconds) : format(amount / seconds);
  console.log(`\n### ${title}\n\n| | median ${unit} | range | Labmate is |\n|---|---|---|---|`);
  for (const row of rows) {
    const range = [figure(row.max), figure(row.min)].sort((a, b) => Number(a) - Number(b));
    const ratio = row === rows[0] ? '' : `${(row.median / ours).toFixed(2)} × as fast`;
    console.log(`| ${row.name} | ${figure(row.median)} | ${range.join(' to ')} | ${ratio} |`);
  }
}

function format(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 1 ? value.toFixed(1) : value.toPrecision(2);
}
