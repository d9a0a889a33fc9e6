/**
 * The main job as a person does it, in the real window against a real server: choose the server,
 * answer the host-key question, see a GPU value change, type in the terminal, open Jupyter through
 * the tunnel, drop a folder. Then the command line walks the same path.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, dropFiles, launchApp, windowMissing } from '../harness';
import {
  compareTrees,
  giveTo,
  isRoot,
  jupyterMissing,
  type Lab,
  makeNastyTree,
  run,
  startLab,
} from '../lab';
import { openedAddress } from './browser';

const skip = windowMissing() || (await jupyterMissing());

describe('the main job', { skip }, () => {
  let lab: Lab;
  let app: App;
  before(async () => {
    lab = await startLab({
      servers: [{ name: 'gpu1', user: 'alice', gpu: 'live', jupyter: true }],
    });
    app = await launchApp({ lab, colorScheme: 'dark', env: { LABMATE_BROWSER_LOG: '1' } });
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const tab = (name: string) => app.page.getByRole('tab', { name, exact: true });

  test('choosing a server asks about its host key, with the fingerprint that it has', async () => {
    const { page } = app;
    await page.getByTestId('server-gpu1').click();
    await page.getByRole('button', { name: 'Connect to gpu1' }).first().click();
    const question = page.getByRole('dialog');
    await question.getByTestId('fingerprint').waitFor();
    const shown = (await question.getByTestId('fingerprint').textContent()) ?? '';
    const { fingerprint } = lab.server('gpu1').hostKey;
    assert.equal(shown.replaceAll(/\s/g, ''), fingerprint.replace(/^SHA256:/, ''));
    await app.screenshot('host-key-dark');
    await question.getByRole('button', { name: 'Trust and connect' }).click();
    await page.getByRole('button', { name: 'gpu1, connected' }).waitFor();
  });

  test('a value of a GPU changes while one looks', async () => {
    const { page } = app;
    const value = page.getByTestId('gpu-0-utilization');
    await value.waitFor();
    const first = await value.textContent();
    await page.waitForFunction(
      (old) => document.querySelector('[data-testid="gpu-0-utilization"]')?.textContent !== old,
      first,
    );
    assert.match((await page.getByTestId('overview-headline').textContent()) ?? '', /GPU/);
    await app.screenshot('overview-dark');
  });

  test('what is typed in the terminal runs on the server', async () => {
    const { page } = app;
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
    await page.keyboard.type("printf 'answer-%d %s \\303\\274n\\303\\257\\n' $((6*7)) $USER\n");
    const { login } = lab.server('gpu1');
    await page.waitForFunction(
      (text) => document.querySelector('.xterm-rows')?.textContent?.includes(text),
      `answer-42 ${login} ünï`,
    );
    await app.screenshot('terminal-dark');
  });

  test('Jupyter opens with one click, its page loads through the tunnel, and its token is nowhere', async () => {
    const { page } = app;
    await tab('Notebooks & ports').click();
    await page.getByRole('button', { name: 'Open Jupyter' }).click();
    const address = await openedAddress(app.home);
    assert.equal(new URL(address).hostname, '127.0.0.1');
    assert.ok(!address.includes('token'), 'the browser’s command line holds no token');

    if (isRoot) assert.deepEqual(commandLinesWith(jupyterToken(lab.server('gpu1').home)), []);

    // A window of its own stands for the person's browser; our own pages may not leave app://.
    const title = await app.electronApp.evaluate(async ({ BrowserWindow }, url) => {
      const browser = new BrowserWindow({
        show: false,
        webPreferences: { partition: 'a-browser', sandbox: true },
      });
      browser.webContents.removeAllListeners('will-redirect');
      browser.webContents.removeAllListeners('will-navigate');
      await browser.loadURL(url);
      for (let n = 0; n < 300; n += 1) {
        const ready: unknown = await browser.webContents.executeJavaScript(
          `!!document.querySelector('.jp-Launcher, .jp-DirListing-content, #notebook_list')`,
        );
        if (ready) break;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const found = browser.getTitle();
      browser.destroy();
      return found;
    }, address);
    assert.match(title, /Jupyter|Home/);

    const port = await page.getByTestId('tunnel-port').first().textContent();
    assert.equal((await fetch(`http://127.0.0.1:${port}/api`)).status, 200);
    assert.equal((await fetch(`http://127.0.0.1:${port}/api/status`)).status, 403);
    const again = await fetch(address).then(
      ({ status }) => status < 400,
      () => false,
    );
    assert.equal(again, false, 'the one-time address works once');
    await app.screenshot('jupyter-dark');

    await page.getByRole('button', { name: 'Stop Jupyter' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /Stop/ }).click();
    await page.getByTestId('tunnel-port').waitFor({ state: 'detached' });
    await assert.rejects(fetch(`http://127.0.0.1:${port}/api`));
  });

  test('a dropped folder arrives byte for byte, with modes and times', async () => {
    const { page } = app;
    const dropped = join(app.user.home, 'nasty tree');
    makeNastyTree(dropped);
    if (isRoot) giveTo(app.user, dropped);
    await tab('Files').click();
    await page.getByTestId('free-space').waitFor();
    await dropFiles(page, '[data-testid="files-drop"]', [dropped]);
    const transfer = page.locator('[data-testid^="transfer-"]').first();
    await transfer.waitFor();
    await page
      .locator('[data-testid^="transfer-"][data-state="done"]')
      .waitFor({ timeout: 60_000 });
    const arrived = join(lab.server('gpu1').home, 'nasty tree');
    assert.deepEqual(compareTrees(dropped, arrived), []);
    await page.getByTestId('file-nasty tree').waitFor();
    await app.screenshot('files-dark');
  });

  test('the command line walks the same path', async () => {
    const cli = (...words: string[]) =>
      run(process.execPath, ['out/main/labmate.js', ...words], {
        env: { ...process.env, LABMATE_SSH_DIR: lab.sshDir, LABMATE_HOME: join(lab.dir, 'cli') },
      });
    mkdirSync(join(lab.dir, 'cli'));
    const doctor = await cli('doctor', 'gpu1', '--accept-new');
    assert.equal(doctor.code, 0, doctor.stderr + doctor.stdout);
    const gpus = await cli('gpus', 'gpu1', '--json');
    assert.equal(gpus.code, 0, gpus.stderr);
    assert.ok(
      gpus.stdout
        .split('\n')
        .filter(Boolean)
        .every((line) => JSON.parse(line)),
    );
    assert.match(gpus.stdout, /memoryUsedMiB/);
    const echo = await cli('exec', 'gpu1', '--', 'echo answer-$((6*7)); exit 37');
    assert.deepEqual([echo.stdout, echo.code], ['answer-42\n', 37]);
    const tree = join(lab.dir, 'cli-tree');
    makeNastyTree(tree);
    const push = await cli('push', tree, 'gpu1:pushed/');
    assert.equal(push.code, 0, push.stderr);
    assert.deepEqual(compareTrees(tree, join(lab.server('gpu1').home, 'pushed/cli-tree')), []);
    const pull = await cli('pull', 'gpu1:pushed/cli-tree', join(lab.dir, 'back'));
    assert.equal(pull.code, 0, pull.stderr);
    // A server may not make a file of ours run as its owner.
    assert.deepEqual(compareTrees(tree, join(lab.dir, 'back/cli-tree')), [
      '"modes/setuid.sh": mode 755 instead of 4755',
    ]);
  });
});

/** The token of the one Jupyter server that runs in this home. */
function jupyterToken(home: string): string {
  const folder = join(home, '.local/share/jupyter/runtime');
  const file = readdirSync(folder).find((name) => /^(jp|nb)server-\d+\.json$/.test(name));
  assert.ok(file, 'Jupyter wrote its runtime file');
  const { token } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { token: string };
  assert.ok(token.length >= 20);
  return token;
}

/** Command lines on this machine (it is both ends) that hold a text, as `ps -ef` would show. */
function commandLinesWith(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch (error) {
        // It ended meanwhile.
        if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
        throw error;
      }
    })
    .filter((line) => line.includes(text));
}
