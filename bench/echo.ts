/** A key in a terminal and its echo, over and over. */
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Row } from './measure';

const keys = 300;
const pauseMs = 20;

export interface Echoing {
  stdin: Writable;
  stdout: Readable;
}

/** Milliseconds of each round trip, one byte every 20 ms. */
export async function echoes({ stdin, stdout }: Echoing): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < keys; n += 1) {
    const started = performance.now();
    stdin.write('x');
    await once(stdout, 'data');
    took.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return took;
}

/** @param share 0.5 for the median, 0.99 for what one in a hundred exceeds */
export function at(share: number, name: string, values: readonly number[]): Row {
  const sorted = [...values].sort((a, b) => a - b);
  const value = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN;
  return { name, median: value(share), min: value(0), max: value(1) };
}
