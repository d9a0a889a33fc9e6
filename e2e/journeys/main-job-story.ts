/**
 * The main job as a person does it once the server is connected: see a GPU value change, type in the
 * terminal, open Jupyter through the tunnel, drop a folder. The same tests for a server of the lab
 * and for one of the demo lab.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { type App, dropFiles } from '../harness';
import { compareTrees, giveTo, isRoot, makeNastyTree } from '../lab';
import { openedAddress } from './browser';

export interface MainJob {
  server: string;
  app(): App;
  /** What is typed in the terminal, and what the server then shows. */
  typed: string;
  answer(): string;
  /** The notebook's page: its title, and what stands on it once it is there. */
  notebook: { title: RegExp; ready: string };
  /** Looks whether the token can be seen where it must not be. */
  tokenIsHidden?(): void;
  /** The home folder on the server, as this computer sees it. */
  folder(): string;
}

/** Adds the tests to the suite in whose body it is called. */
export function walkTheMainJob(job: MainJob): void {
  const tab = (name: string) => job.app().page.getByRole('tab', { name, exact: true });

  test('a value of a GPU changes while one looks', async () => {
    const { page } = job.app();
    const value = page.getByTestId('gpu-0-utilization');
    await value.waitFor();
    const first = await value.textContent();
    await page.waitForFunction(
      (old) => document.querySelector('[data-testid="gpu-0-utilization"]')?.textContent !== old,
      first,
    );
    assert.match((await page.getByTestId('overview-headline').textContent()) ?? '', /GPU/);
    await job.app().screenshot(`${job.server}-overview-dark`);
  });

  test('what is typed in the terminal runs on the server', async () => {
    const { page } = job.app();
    await tab('Terminal').click();
    const screen = page.locator('[data-testid^="terminal-"]');
    if ((await screen.count()) === 0) {
      await page
        .getByRole('button', { name: /terminal/i })
        .first()
        .click();
    }
    await screen.waitFor();
    await screen.click();
    await page.keyboard.type(job.typed);
    await page.waitForFunction(
      (text) => document.querySelector('.xterm-rows')?.textContent?.includes(text),
      job.answer(),
    );
    await job.app().screenshot(`${job.server}-terminal-dark`);
  });

  test('Jupyter opens with one click, its page loads through the tunnel, and its token is nowhere', async () => {
    const { page } = job.app();
    await tab('Notebooks & ports').click();
    await page.getByRole('button', { name: 'Open Jupyter' }).click();
    const address = await openedAddress(job.app().home);
    assert.equal(new URL(address).hostname, '127.0.0.1');
    assert.ok(!address.includes('token'), 'the browser’s command line holds no token');

    job.tokenIsHidden?.();

    // A window of its own stands for the person's browser; our own pages may not leave app://.
    const title = await job.app().electronApp.evaluate(
      async ({ BrowserWindow }, { url, selector }) => {
        const browser = new BrowserWindow({
          show: false,
          webPreferences: { partition: 'a-browser', sandbox: true },
        });
        browser.webContents.removeAllListeners('will-redirect');
        browser.webContents.removeAllListeners('will-navigate');
        await browser.loadURL(url);
        for (let n = 0; n < 300; n += 1) {
          const ready: unknown = await browser.webContents.executeJavaScript(
            `!!document.querySelector('${selector}')`,
          );
          if (ready) break;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        const found = browser.getTitle();
        browser.destroy();
        return found;
      },
      { url: address, selector: job.notebook.ready },
    );
    assert.match(title, job.notebook.title);

    const port = await page.getByTestId('tunnel-port').first().textContent();
    assert.equal((await fetch(`http://127.0.0.1:${port}/api`)).status, 200);
    assert.equal((await fetch(`http://127.0.0.1:${port}/api/status`)).status, 403);
    const again = await fetch(address).then(
      ({ status }) => status < 400,
      () => false,
    );
    assert.equal(again, false, 'the one-time address works once');
    await job.app().screenshot(`${job.server}-jupyter-dark`);

    await page.getByRole('button', { name: 'Stop Jupyter' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /Stop/ }).click();
    await page.getByTestId('tunnel-port').waitFor({ state: 'detached' });
    await assert.rejects(fetch(`http://127.0.0.1:${port}/api`));
  });

  test('a dropped folder arrives byte for byte, with modes and times', async () => {
    const { page } = job.app();
    const dropped = join(job.app().user.home, 'nasty tree');
    makeNastyTree(dropped);
    if (isRoot) giveTo(job.app().user, dropped);
    await tab('Files').click();
    await page.getByTestId('free-space').waitFor();
    await dropFiles(page, '[data-testid="files-drop"]', [dropped]);
    const transfer = page.locator('[data-testid^="transfer-"]').first();
    await transfer.waitFor();
    await page
      .locator('[data-testid^="transfer-"][data-state="done"]')
      .waitFor({ timeout: 60_000 });
    const arrived = join(job.folder(), 'nasty tree');
    assert.deepEqual(compareTrees(dropped, arrived), []);
    await page.getByTestId('file-nasty tree').waitFor();
    await job.app().screenshot(`${job.server}-files-dark`);
  });
}
