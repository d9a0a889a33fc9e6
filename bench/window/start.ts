/** From the start of the process to the first paint and to a list that can be used; memory when idle. */
import { join } from 'node:path';
import type { Lab } from '../../e2e/lab';
import { printShares, rowOf, takeTurns } from '../measure';
import { type Runnable, type Stage, secondsTo, startWindow } from './window-process';

/** How long a window is left alone before its memory is read, in milliseconds. */
const idleMs = Number(process.env.LABMATE_BENCH_IDLE_MS ?? 30_000);

export async function benchStart(lab: Lab, stage: Stage, rounds: number): Promise<void> {
  const sshDir = lab.sshDirFor(stage.user);
  const memory = new Map<string, number[]>();
  const interactive: number[] = [];

  const run = (what: Runnable) => async () => {
    const home = join(stage.user.home, `bench-${what.name.replace(' ', '-')}`);
    const window = await startWindow(stage, what, { home, sshDir });
    const painted = await secondsTo(window, 'first-contentful-paint');
    if (what === stage.labmate) {
      const mark = 'labmate:servers-shown';
      await window.page.until((name) => performance.getEntriesByName(name).length > 0, mark);
      interactive.push(await secondsTo(window, mark));
    }
    await new Promise((resolve) => setTimeout(resolve, idleMs));
    const sizes = memory.get(what.name) ?? [];
    sizes.push(window.pssMiB());
    memory.set(what.name, sizes);
    await window.close();
    return painted;
  };
  const candidates = [stage.labmate, stage.bare].map((what) => ({
    name: what.name,
    run: run(what),
  }));
  const paints = await takeTurns(candidates, rounds);
  printShares('Start to the first paint', paints, 's');
  const [, bare] = paints;
  printShares(
    'Start to a list of servers that can be used, beside the bare window’s first paint',
    // The first value of each list was the warm-up's.
    [rowOf('labmate', interactive.slice(1)), ...(bare ? [bare] : [])],
    's',
  );
  printShares(
    `Memory of all processes (PSS) after ${idleMs / 1000} s`,
    [...memory].map(([name, sizes]) => rowOf(name, sizes.slice(1))),
    'MiB',
  );
}
