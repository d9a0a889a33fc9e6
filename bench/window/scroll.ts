/**
 * Frames of the window under load: a folder of 100,000 files scrolled with the wheel, and fifty servers
 * with eight GPUs each that report every two seconds. A frame that comes more than 50 ms after the one
 * before it is one that a person sees.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveTo, type Lab } from '../../e2e/lab';
import { createDemo } from '../../main/engine/demo';
import { silentLog } from '../../main/engine/kit/log';
import { rowOf } from '../measure';
import type { DevTools } from './devtools';
import { openTab, pressWords, sshFolder } from './lab-window';
import { type Stage, startWindow } from './window-process';

const fileCount = 100_000;
const servers = 50;
const gpus = 8;
/** How long each is looked at, in milliseconds. */
const lookMs = 10_000;
const wheelMs = 16;
/** Pixels of one turn of the wheel: about twenty rows. */
const wheelPixels = 600;
const limitMs = 50;

/** Times between frames, in milliseconds. */
type Frames = number[];

export async function benchScroll(lab: Lab, stage: Stage): Promise<void> {
  printHead();
  await benchFiles(lab, stage);
  await benchServers(lab, stage);
}

async function benchFiles(lab: Lab, stage: Stage): Promise<void> {
  const server = lab.server('bench');
  const folder = join(server.home, 'many');
  mkdirSync(folder);
  for (let n = 0; n < fileCount; n += 1) writeFileSync(join(folder, `run-${n}.log`), '');
  giveTo(server.user, folder);
  const window = await openTab(stage, sshFolder(lab, stage), 'scroll', 'Files');
  const { page } = window;
  try {
    await pressWords(page, '[data-testid="file-many"] button', 'many');
    await page.until(() => document.querySelector('[data-testid^="file-run-"]') !== null);
    print(`${fileCount} files, at rest`, await frames(page, () => pause(lookMs)));
    const place = await page.run(() => {
      const row = document.querySelector('[data-testid^="file-run-"]');
      const { x, y } = row?.getBoundingClientRect() ?? { x: 0, y: 0 };
      return { x: x + 200, y: y + 100 };
    });
    print(`${fileCount} files, scrolling`, await frames(page, () => turnWheel(page, place)));
  } finally {
    await window.close();
  }
}

/** Down for half of the time, then up again. */
async function turnWheel(page: DevTools, place: { x: number; y: number }): Promise<void> {
  const started = performance.now();
  for (let spent = 0; spent < lookMs; spent = performance.now() - started) {
    const deltaY = spent < lookMs / 2 ? wheelPixels : -wheelPixels;
    await page.send('Input.dispatchMouseEvent', {
      type: 'mouseWheel',
      ...place,
      deltaX: 0,
      deltaY,
    });
    await pause(wheelMs);
  }
}

/** The servers run in this process; the window reads of them as it does of its own demo lab. */
async function benchServers(lab: Lab, stage: Stage): Promise<void> {
  const home = join(stage.user.home, 'bench-servers');
  const sshDir = lab.sshDirFor(stage.user);
  mkdirSync(home, { recursive: true });
  // Sorted by what is free, all are watched, on the screen or not: the hardest case.
  writeFileSync(join(home, 'settings.json'), '{"overview":{"sort":"free-gpus"}}');
  const window = await startWindow(stage, stage.labmate, { home, sshDir });
  const paths = { data: home, ssh: sshDir, resources: 'resources' };
  const demo = createDemo({ host: { paths, log: silentLog }, servers, gpus });
  const { page } = window;
  try {
    await demo.start();
    giveTo(stage.user, home);
    // They connect by themselves, two at a time.
    await page.until((wanted) => {
      const rows = [...document.querySelectorAll('[data-testid^="server-"]')];
      return rows.filter((row) => / Connected/.test(row.ariaLabel ?? '')).length >= wanted;
    }, servers);
    const name = `${servers} servers × ${gpus} GPUs`;
    print(`${name}, watched`, await frames(page, () => pause(2 * lookMs)));
    const place = { x: 800, y: 500 };
    print(`${name}, scrolling`, await frames(page, () => turnWheel(page, place)));
  } finally {
    await window.close();
    await demo.stop();
  }
}

/** The times between the page's frames while something happens. */
async function frames(page: DevTools, during: () => Promise<void>): Promise<Frames> {
  await page.run(() => {
    const times: number[] = [];
    let last = performance.now();
    let running = true;
    const next = (now: number) => {
      times.push(now - last);
      last = now;
      if (running) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
    globalThis.frameTimes = () => {
      running = false;
      return times.slice(1);
    };
  });
  await during();
  return page.run(() => globalThis.frameTimes());
}

function printHead(): void {
  console.log('\n### Frames of the window\n');
  console.log(`| | frames | median ms | longest ms | over ${limitMs} ms |\n|---|---|---|---|---|`);
}

function print(name: string, times: Frames): void {
  const { median, max } = rowOf(name, times);
  const late = times.filter((time) => time > limitMs).length;
  console.log(`| ${name} | ${times.length} | ${median.toFixed(1)} | ${max.toFixed(0)} | ${late} |`);
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

declare global {
  var frameTimes: () => number[];
}
