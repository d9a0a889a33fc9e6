/**
 * A `cat` of 100 MB through a real sshd beside a page that is nothing but xterm and is fed from
 * memory, with the same renderer and size; and how long a key takes to come back, idle and meanwhile.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { giveTo, type Lab } from '../../e2e/lab';
import { fonts } from '../../renderer/shell/tokens';
import { printShares, printTable, type Row, rowOf, takeTurns } from '../measure';
import type { FeedOptions } from './bare/terminal';
import type { DevTools } from './devtools';
import { watchKeys } from './key-watch';
import { openTab, pressWords, sshFolder, type } from './lab-window';
import { typeNatively } from './native-keys';
import { type Stage, startWindow } from './window-process';

const megabytes = 100;
const keysIdle = 200;
/** Between two keys, in milliseconds: a fast typist. */
const keyPauseMs = 60;
/** Stands nowhere in the text. */
const key = '~';

export async function benchTerminal(lab: Lab, stage: Stage, rounds: number): Promise<void> {
  const server = lab.server('bench');
  const block = mixedText();
  const big = join(server.home, 'big.txt');
  writeBig(big, block);
  giveTo(server.user, big);

  const sshDir = sshFolder(lab, stage);
  const labmate = await openTab(stage, sshDir, 'terminal', 'Terminal');
  const { page } = labmate;
  await watchKeys(page);
  await pressWords(page, 'button', 'New terminal');
  const size = await sizeOf(page);
  const home = join(stage.user.home, 'bench-bare');
  const bare = await startWindow(stage, stage.bare, {
    ...{ home, sshDir },
    env: { BARE_PAGE: 'terminal.html' },
  });
  const fed: FeedOptions = {
    ...{ block, bytes: megabytes * 1e6, scrollback: 100_000, webgl: false },
    ...{ ...size, fontFamily: fonts.mono, fontSize: 13, lineHeight: 1.2 },
  };
  try {
    const rows = await takeTurns(
      [
        { name: 'labmate, cat over SSH', run: () => cat(page, big) },
        { name: 'bare xterm, from memory', run: () => feedBare(bare.page, fed) },
      ],
      rounds,
    );
    const { cols, rows: lines } = size;
    printTable(
      `Terminal, ${megabytes} MB of mixed text, ${cols} × ${lines}`,
      rows,
      megabytes,
      'MB/s',
    );
    await benchKeys(lab, page, big, rounds);
  } finally {
    await bare.close();
    await labmate.close();
  }
}

/**
 * The time of a key until xterm has taken its echo: alone, and while the text streams by; beside the
 * same keys in OpenSSH's client, read as fast as it comes and as fast as Labmate reads meanwhile.
 */
async function benchKeys(lab: Lab, page: DevTools, big: string, rounds: number): Promise<void> {
  let left = keysIdle;
  const idle = await typeKeys(page, () => {
    left -= 1;
    return left >= 0;
  });
  await clearLine(page);
  const busy: number[] = [];
  const native: number[] = [];
  const slow: number[] = [];
  let pace = 0;
  for (let round = 0; round < rounds; round += 1) {
    let running = true;
    const streaming = cat(page, big).then((seconds) => {
      running = false;
      pace = (megabytes * 1e3) / seconds;
    });
    busy.push(...(await typeKeys(page, () => running)));
    await streaming;
    await clearLine(page);
    native.push(...(await typeNatively(lab, big, keyPauseMs)));
    slow.push(...(await typeNatively(lab, big, keyPauseMs, pace)));
  }
  const measured: [string, number[]][] = [
    [`while ${megabytes} MB stream by`, busy],
    ['idle', idle],
    [`ssh -tt, ${megabytes} MB, read as they come`, native],
    [`ssh -tt, read at Labmate's pace (${(pace / 1e3).toFixed(1)} MB/s)`, slow],
  ];
  const medians = measured.map(([name, values]) => rowOf(name, values));
  printShares('A key and its echo, median', medians, 'ms');
  const worst = measured.map(([name, values]) => percentile(name, values));
  printShares('A key and its echo, 99th percentile', worst, 'ms');
}

/** The 99th percentile in the place of the median. */
function percentile(name: string, values: readonly number[]): Row {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return { name: `${name} (${values.length} keys)`, median: at(0.99), min: at(0), max: at(1) };
}

/** Types keys while `more` says so; resolves to the milliseconds that each echo took. */
async function typeKeys(page: DevTools, more: () => boolean): Promise<number[]> {
  await page.run(() => globalThis.keyWatch.start());
  while (more()) {
    await page.send('Input.insertText', { text: key });
    await new Promise((resolve) => setTimeout(resolve, keyPauseMs));
  }
  return page.run(() => globalThis.keyWatch.stop());
}

/** Takes back what was typed at the prompt. */
async function clearLine(page: DevTools): Promise<void> {
  const control = { key: 'c', code: 'KeyC', windowsVirtualKeyCode: 67, modifiers: 2 };
  await page.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...control });
  await page.send('Input.dispatchKeyEvent', { type: 'keyUp', ...control });
  await type(page, 'clear; echo cleared$((6*7))\r');
  await shows(page, 'cleared42');
}

let catNumber = 0;

/** Seconds from Enter until the word after the text stands on the screen. */
async function cat(page: DevTools, big: string): Promise<number> {
  catNumber += 1;
  await type(page, `cat ${big}; echo end$((${catNumber}+1000))`);
  const started = performance.now();
  await type(page, '\r');
  await shows(page, `end${catNumber + 1000}`);
  return (performance.now() - started) / 1000;
}

function shows(page: DevTools, text: string): Promise<void> {
  const onScreen = (wanted: string) =>
    [...document.querySelectorAll('.xterm-rows')].some(({ textContent }) =>
      textContent?.includes(wanted),
    );
  return page.until(onScreen, text);
}

const feedBare = (page: DevTools, options: FeedOptions): Promise<number> =>
  page.run((wanted) => globalThis.feed(wanted), options);

/** Columns and rows as the shell knows them. */
async function sizeOf(page: DevTools): Promise<{ cols: number; rows: number }> {
  await page.until(() => document.activeElement?.matches('.xterm-helper-textarea'));
  await shows(page, '$');
  await type(page, 'PS1="$ "; clear; echo size$(stty size | tr " " x)ok\r');
  await page.until(() => /size\d+x\d+ok/.test(document.body.textContent ?? ''));
  const said = await page.run(() => document.body.textContent ?? '');
  const [, rows, cols] = /size(\d+)x(\d+)ok/.exec(said) ?? [];
  return { cols: Number(cols), rows: Number(rows) };
}

/** Lines as training and builds print them: plain, coloured, with wide and combining characters. */
function mixedText(): string {
  const lines: string[] = [];
  for (let n = 0; n < 400; n += 1) {
    const loss = (3 / (n + 2)).toFixed(5);
    lines.push(
      `epoch ${n} step ${n * 37} loss ${loss} lr 3.0e-4 throughput ${1800 + (n % 97)} samples/s`,
      `\x1b[32mINFO\x1b[0m \x1b[1mtrainer\x1b[0m saved checkpoint runs/exp-${n}/model.pt in ${n % 9}.4 s`,
      `\x1b[38;2;${n % 256};120;200mloss\x1b[0m ▁▂▃▅▇█ naïve café 学習中 ${'='.repeat(n % 60)}>`,
    );
  }
  return `${lines.join('\r\n')}\r\n`;
}

function writeBig(path: string, block: string): void {
  // The server's pty turns a line end into two characters itself.
  const bytes = Buffer.from(block.replaceAll('\r\n', '\n'));
  const file = openSync(path, 'w');
  for (let written = 0; written < megabytes * 1e6; written += bytes.length) writeSync(file, bytes);
  closeSync(file);
}

declare global {
  /** Of the bare page (bare/terminal.ts). */
  var feed: (options: FeedOptions) => Promise<number>;
}
