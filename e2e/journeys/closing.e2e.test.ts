/**
 * Closing the window, as a person meets it: asked until there is an answer to keep, in the tray the work
 * goes on and a second start brings the window back, and quitting leaves nothing behind.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, processTree, windowMissing } from '../harness';
import { userCommand } from '../harness/launch-app';
import { type Lab, type LabUser, startLab } from '../lab';
import { assertAccessible } from './axe';
import {
  connect,
  connected,
  keptHome,
  onScreen,
  openTerminal,
  runCommand,
  showTab,
  windowUser,
} from './person';

describe('closing the window', { skip: windowMissing() }, () => {
  let lab: Lab;
  let user: LabUser;
  let home: string;
  let app: App;
  before(async () => {
    lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1' }, { name: 'gpu2' }] });
    user = await windowUser(lab);
    home = keptHome(user);
    await launch();
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  async function launch(): Promise<void> {
    app = await launchApp({ lab, user, home, colorScheme: 'dark' });
    app.page.setDefaultTimeout(15_000);
    await app.page.getByTestId('server-gpu1').waitFor();
  }
  const pressClose = () =>
    app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const isVisible = () =>
    app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  /** Resolves when the window is hidden or shown: main tells of it by an event. */
  const turns = (event: 'hide' | 'show') =>
    app.electronApp.evaluate(
      ({ BrowserWindow }, what) =>
        new Promise<void>((resolve, reject) => {
          setTimeout(() => reject(new Error(`the window does not ${what}`)), 15_000);
          const [window] = BrowserWindow.getAllWindows();
          if (window?.isVisible() === (what === 'show')) resolve();
          else window?.once(what as 'show', () => resolve());
        }),
      event,
    );
  const dialog = () => app.page.getByRole('dialog', { name: 'Close Labmate?' });
  const press = (name: string) => dialog().getByRole('button', { name, exact: true }).click();
  const kept = () =>
    JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8')) as {
      window?: { onClose?: string };
    };

  /** Starts the program once more, as a click on its icon does; resolves to its exit code. */
  async function startAgain(): Promise<number | null> {
    const { env, executable, folder } = await app.electronApp.evaluate(({ app: main }) => ({
      env: process.env,
      executable: process.execPath,
      folder: main.getAppPath(),
    }));
    const [program = '', ...args] = userCommand(user, [executable, folder]);
    const limits = { timeout: 20_000, killSignal: 'SIGKILL' } as const;
    const second = spawn(program, args, { env, cwd: user.home, stdio: 'ignore', ...limits });
    const [code] = (await once(second, 'exit')) as [number | null];
    return code;
  }

  test('it is asked what closing means, with what it would end; who stays is asked again', async () => {
    const { page } = app;
    await connect(page, 'gpu1');
    await connected(page);
    await openTerminal(page);
    await pressClose();
    await dialog().getByText('Quitting ends 1 shell').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Stay');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    assert.equal(await isVisible(), true);
    await pressClose();
    await dialog().waitFor();
  });

  for (const colours of ['dark', 'light'] as const)
    test(`axe finds nothing serious in the question, ${colours}`, async () => {
      const { page } = app;
      await page.emulateMedia({ colorScheme: colours });
      await page.waitForSelector(`html[data-mantine-color-scheme="${colours}"]`);
      await dialog().waitFor();
      await assertAccessible(page, `the question about closing, ${colours}`);
      await app.screenshot(`closing-${colours}`);
    });

  test('in the tray the terminal goes on, and a second start brings the window back', async () => {
    const { page } = app;
    await press('Stay');
    await dialog().waitFor({ state: 'hidden' });
    await page.locator('.xterm-screen').click();
    const sign = join(lab.server('gpu1').home, 'go-on');
    await page.keyboard.type('until test -e ~/go-on; do sleep 0.1; done; echo went-$((6*7))\n');
    await onScreen(page, 'done;');
    await pressClose();
    await dialog().getByRole('checkbox', { name: 'Do this from now on' }).check();
    await press('Keep in the tray');
    await turns('hide');
    writeFileSync(sign, '');
    await onScreen(page, 'went-42');
    assert.equal(await isVisible(), false);
    assert.equal(await startAgain(), 0);
    await turns('show');
    assert.equal(kept().window?.onClose, 'tray');
  });

  test('the answer is kept: it is not asked again, nor after a restart', async () => {
    await pressClose();
    await turns('hide');
    assert.equal(await dialog().count(), 0);
    await startAgain();
    await turns('show');
    await app.page.getByTestId('server-gpu2').click();
    await app.page.getByTestId('server-gpu1').click();
    await showTab(app.page, 'Files');
    await app.page.locator('[data-tab="files"]').waitFor();
    await app.close();
    await launch();
    await app.page.getByRole('tab', { name: 'Files', exact: true, selected: true }).waitFor();
    await app.page.getByRole('main').getByRole('heading', { name: 'gpu1' }).first().waitFor();
    await pressClose();
    await turns('hide');
    assert.equal(await dialog().count(), 0);
    await startAgain();
    await turns('show');
  });

  test('quitting ends all that ran below the app, and the demo lab with its files', async () => {
    const { page } = app;
    await runCommand(page, 'settings');
    await page.getByLabel('When the window is closed', { exact: true }).selectOption('Ask');
    await runCommand(page, 'demo lab');
    await page.getByTestId('server-demo-atlas').waitFor();
    const scratch = join(home, 'session-servers');
    assert.ok(readdirSync(scratch).includes('demo'));
    await pressClose();
    await dialog().getByRole('checkbox', { name: 'Do this from now on' }).check();
    const processes = processTree(app.pid).map(({ pid }) => pid);
    assert.ok(processes.length >= 4, `${processes.length} processes: main, zygote, GPU, page`);
    const exited = once(app.electronApp.process(), 'exit');
    await press('Quit').catch(() => {
      // The page may be gone before the click is answered.
    });
    await exited;
    await Promise.all(processes.map(ended));
    assert.deepEqual(readdirSync(scratch), []);
    assert.equal(kept().window?.onClose, 'quit');
  });
});

/** Resolves when there is no such process any more. */
async function ended(pid: number): Promise<void> {
  for (let n = 0; n < 100; n += 1) {
    if (!existsSync(`/proc/${pid}`)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${pid} lives on: ${readFileSync(`/proc/${pid}/cmdline`, 'utf8')}`);
}
