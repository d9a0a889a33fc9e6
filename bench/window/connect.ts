/**
 * From a click to a prompt in Labmate's window beside `ssh -tt` in the same run, and how soon the window
 * is connected again after the network was gone for ten seconds.
 */
import type { Lab } from '../../e2e/lab';
import { printShares, rowOf, takeTurns } from '../measure';
import { sshPrompt } from '../prompt';
import { target } from '../target';
import type { DevTools } from './devtools';
import { openTab, press, pressWords, sshFolder } from './lab-window';
import type { Stage } from './window-process';

const cutMs = 10_000;

export async function benchConnect(lab: Lab, stage: Stage, rounds: number): Promise<void> {
  const sshDir = sshFolder(lab, stage);
  const labmate = await openTab(stage, sshDir, 'connect', 'Terminal');
  const { page } = labmate;
  try {
    const rows = await takeTurns(
      [
        { name: 'labmate, click to prompt', run: () => clickToPrompt(page) },
        { name: 'ssh -tt, Enter to prompt', run: () => sshPrompt(lab) },
      ],
      rounds,
    );
    const ms = rows.map((row) => ({
      ...row,
      median: row.median * 1e3,
      min: row.min * 1e3,
      max: row.max * 1e3,
    }));
    printShares('From a click to the prompt, in the window', ms, 'ms');
    await benchReturn(lab, page, rounds);
  } finally {
    await labmate.close();
  }
}

/** Seconds of the machine: from Connect to connected, and from New terminal to the prompt. */
async function clickToPrompt(page: DevTools): Promise<number> {
  await disconnect(page, target);
  const connecting = await page.run(async (server) => {
    const started = performance.now();
    document.querySelector<HTMLElement>(`[aria-label="Connect to ${server}"]`)?.click();
    const connected = () =>
      document.querySelector('[data-testid="connection-badge"]')?.textContent === 'Connected';
    while (!connected()) await new Promise((resolve) => setTimeout(resolve, 1));
    return performance.now() - started;
  }, target);
  const opening = await page.run(async () => {
    const buttons = () => [...document.querySelectorAll('button')];
    const find = () => buttons().find(({ textContent }) => textContent?.trim() === 'New terminal');
    while (!find()) await new Promise((resolve) => setTimeout(resolve, 1));
    const started = performance.now();
    find()?.click();
    const prompt = () =>
      [...document.querySelectorAll('.xterm-rows')].some(({ textContent }) =>
        textContent?.includes('$'),
      );
    while (!prompt()) await new Promise((resolve) => setTimeout(resolve, 1));
    return performance.now() - started;
  });
  await press(page, '[aria-label^="Close Terminal"]');
  await pressWords(page, 'button', 'End the shell');
  await page.until(() => document.querySelector('.xterm-rows') === null);
  return (connecting + opening) / 1000;
}

async function disconnect(page: DevTools, server: string): Promise<void> {
  await press(page, `[aria-label="Disconnect from ${server}"]`);
  await page.until(
    (name) => document.querySelector(`[aria-label="Connect to ${name}"]`) !== null,
    server,
  );
}

/** The server behind the fault proxy: every connection is reset, and none taken for ten seconds. */
async function benchReturn(lab: Lab, page: DevTools, rounds: number): Promise<void> {
  const { proxy } = lab.server('bench');
  await press(page, '[data-testid="server-bench"]');
  await press(page, '[aria-label="Connect to bench"]');
  const connected = () =>
    document.querySelector('[data-testid="connection-badge"]')?.textContent === 'Connected';
  await page.until(connected);
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await proxy.refuse(true);
    proxy.cut();
    await new Promise((resolve) => setTimeout(resolve, cutMs));
    await proxy.refuse(false);
    const back = performance.now();
    await page.until(connected);
    took.push((performance.now() - back) / 1000);
  }
  printShares(
    `Connected again after the network was gone for ${cutMs / 1000} s`,
    [rowOf('labmate, by itself', took)],
    's',
  );
}
