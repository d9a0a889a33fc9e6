/** What the measurements do in Labmate's window, by the names that a person sees. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveTo, type Lab } from '../../e2e/lab';
import { target } from '../target';
import type { DevTools } from './devtools';
import { type RunningWindow, type Stage, startWindow } from './window-process';

/** An ssh folder of the window's user that knows the measured server by its own port. */
export function sshFolder(lab: Lab, stage: Stage): string {
  const sshDir = lab.sshDirFor(stage.user);
  const config = join(sshDir, 'config');
  const ours = readFileSync(join(lab.sshDir, 'config'), 'utf8');
  const block = ours.slice(ours.indexOf(`Host ${target}`));
  appendFileSync(config, `\n${block.replaceAll(lab.sshDir, sshDir)}\n`);
  giveTo(stage.user, sshDir);
  return sshDir;
}

/** Labmate with the measured server connected and one of its tabs shown. */
export async function openTab(
  stage: Stage,
  sshDir: string,
  name: string,
  tab: string,
): Promise<RunningWindow> {
  const home = join(stage.user.home, `bench-${name}`);
  const window = await startWindow(stage, stage.labmate, { home, sshDir });
  const { page } = window;
  await press(page, `[data-testid="server-${target}"]`);
  await press(page, `[aria-label="Connect to ${target}"]`);
  await page.until(() =>
    document.querySelector('[data-testid="connection-badge"]')?.textContent?.includes('Connected'),
  );
  await pressWords(page, '[role="tab"]', tab);
  return window;
}

/** Presses what fits the selector, once it is there. */
export async function press(page: DevTools, selector: string): Promise<void> {
  await page.until((wanted) => document.querySelector(wanted) !== null, selector);
  await page.run((wanted) => document.querySelector<HTMLElement>(wanted)?.click(), selector);
}

/** Presses the first element of this kind that says these words. */
export async function pressWords(page: DevTools, kind: string, words: string): Promise<void> {
  await page.until(
    (wanted, text) => {
      const all = [...document.querySelectorAll<HTMLElement>(wanted)];
      const found = all.find(({ textContent }) => textContent?.trim().startsWith(text));
      found?.click();
      return found !== undefined;
    },
    kind,
    words,
  );
}

/** Types text into what has the focus, as one paste-like input; `\r` is the Enter key. */
export async function type(page: DevTools, text: string): Promise<void> {
  const enter = text.endsWith('\r');
  await page.send('Input.insertText', { text: enter ? text.slice(0, -1) : text });
  if (!enter) return;
  const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };
  await page.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key });
  await page.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
}
