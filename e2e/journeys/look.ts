/**
 * One look at a screen as it stands: axe in dark and in light colours, and whether it fits a small window
 * and one whose content is twice as large. A journey leads through many screens and looks at each.
 */
import assert from 'node:assert/strict';
import type { App } from '../harness';
import { axeFaults } from './axe';
import { fitFaults } from './fit';

/** Content of the window in pixels, and how many of them one CSS pixel is wide. */
interface Size {
  width: number;
  height: number;
  zoom: number;
}
export const usual: Size = { width: 1360, height: 880, zoom: 1 };
/** Narrow enough for the servers to come up over the rest. */
export const small: Size = { width: 680, height: 480, zoom: 1 };
const sizes: readonly Size[] = [
  { width: 1000, height: 700, zoom: 1 },
  { ...usual, zoom: 2 },
];

export async function setSize(app: App, { width, height, zoom }: Size): Promise<void> {
  await app.electronApp.evaluate(
    ({ BrowserWindow }, to) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setContentSize(to.width, to.height);
      window?.webContents.setZoomFactor(to.zoom);
    },
    { width, height, zoom },
  );
  await app.page.waitForFunction(
    (to) => innerWidth === to.width / to.zoom && innerHeight === to.height / to.zoom,
    { width, height, zoom },
  );
}

async function setColors(app: App, scheme: 'dark' | 'light'): Promise<void> {
  await app.page.emulateMedia({ colorScheme: scheme });
  await app.page.waitForFunction(
    (to) => document.documentElement.dataset['mantineColorScheme'] === to,
    scheme,
  );
}

/** The page follows its size within a few frames: what is wrong is what stays so. */
async function fitsNow({ page }: App): Promise<string[]> {
  for (let tries = 1; ; tries += 1) {
    const faults = await fitFaults(page);
    if (faults.length === 0 || tries === 5) return faults;
    await page.waitForTimeout(100);
  }
}

/** What is wrong with the screen of this name; the window is in dark colours and as large as usual after it. */
async function faultsOf(app: App, name: string): Promise<string[]> {
  const faults: string[] = [];
  const note = (where: string, found: string[]) =>
    faults.push(...found.map((fault) => `${name}, ${where}: ${fault}`));
  for (const scheme of ['light', 'dark'] as const) {
    await setColors(app, scheme);
    // Names, roles and the order are the same in both; colours are not.
    note(scheme, await axeFaults(app.page, scheme === 'light' ? ['color-contrast'] : undefined));
  }
  for (const size of sizes) {
    await setSize(app, size);
    note(`${size.width} × ${size.height} at ${100 * size.zoom} %`, await fitsNow(app));
  }
  await setSize(app, usual);
  return faults;
}

/** Looks at screen after screen, and tells of all faults at the end. */
export class Looks {
  readonly #app: () => App;
  readonly #faults: string[] = [];

  constructor(app: () => App) {
    this.#app = app;
  }

  async at(name: string): Promise<void> {
    this.#faults.push(...(await faultsOf(this.#app(), name)));
  }

  /** Fails with what was found since the last time. */
  assertFine(): void {
    assert.deepEqual(this.#faults.splice(0), []);
  }
}
