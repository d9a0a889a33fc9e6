/** Everybody can use every screen: axe finds nothing serious, and the keyboard reaches everything. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { type Lab, startLab } from '../lab';
import { assertAccessible, axeFaults } from './axe';
import {
  connect,
  connected,
  dismissDialogs,
  main,
  openPalette,
  openTerminal,
  paletteField,
  paletteOptions,
  runCommand,
  showTab,
} from './person';

for (const colorScheme of ['dark', 'light'] as const)
  describe(`in ${colorScheme} colours axe finds nothing serious`, { skip: windowMissing() }, () => {
    let lab: Lab;
    let app: App;
    before(async () => {
      lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1' }, { name: 'gpu2' }] });
      app = await launchApp({ lab, colorScheme });
      app.page.setDefaultTimeout(8_000);
      await app.page.getByTestId('server-gpu1').waitFor();
    });
    after(async () => {
      await app?.close();
      await lab?.stop();
    });

    test('on the overview of the lab and on a server that is not connected', async () => {
      const { page } = app;
      await assertAccessible(page, 'lab overview');
      await page.getByTestId('server-gpu2').click();
      await main(page).getByText('Not connected to gpu2').waitFor();
      await assertAccessible(page, 'server, not connected');
    });

    test('on each tab of a connected server', async () => {
      const { page } = app;
      await connect(page, 'gpu1');
      await connected(page);
      await page.waitForSelector('[data-tab="overview"] h2');
      await assertAccessible(page, 'server overview');
      await showTab(page, 'Files');
      await page.waitForSelector('[data-tab="files"] button');
      await assertAccessible(page, 'files');
      await showTab(page, 'Notebooks & ports');
      await page.waitForSelector('[data-tab="tunnels"] button');
      await assertAccessible(page, 'notebooks and ports');
      await openTerminal(page);
      await assertAccessible(page, 'terminal');
    });

    test('on the window’s own pages and the palette', async () => {
      const { page } = app;
      await openPalette(page);
      await paletteOptions(page).first().waitFor();
      await assertAccessible(page, 'palette');
      await page.keyboard.press('Escape');
      await paletteField(page).waitFor({ state: 'hidden' });
      await runCommand(page, 'settings');
      await page.getByRole('region', { name: 'Notifications' }).waitFor();
      await assertAccessible(page, 'settings');
      await runCommand(page, 'log');
      await page.getByRole('region', { name: 'Log' }).waitFor();
      await assertAccessible(page, 'log');
    });

    test('in the dialogs', async () => {
      const { page } = app;
      await runCommand(page, 'your lab');
      const dialogs: [string, () => Promise<void>][] = [
        ['add a server', () => runCommand(page, 'add a server')],
        ['keys', () => page.keyboard.press('F1')],
        ['doctor', () => runCommand(page, 'check gpu2 step')],
      ];
      for (const [name, open] of dialogs) {
        await open();
        await page.getByRole('dialog').waitFor();
        await assertAccessible(page, `dialog: ${name}`);
        await dismissDialogs(page);
      }
    });

    test('twice as large, where nothing needs to be scrolled sideways', async () => {
      const { page } = app;
      await app.electronApp.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.setContentSize(680, 440),
      );
      await page.waitForFunction(() => innerWidth <= 700);
      for (const words of ['settings', 'log', 'your lab', 'open gpu1']) {
        await runCommand(page, words);
        const wider = await page.evaluate(() => ({
          page: document.documentElement.scrollWidth - innerWidth,
          main: (document.querySelector('main')?.scrollWidth ?? 0) - innerWidth,
        }));
        assert.deepEqual(
          wider.page <= 0 && wider.main <= 0,
          true,
          `${words}: ${JSON.stringify(wider)}`,
        );
        await assertAccessible(page, `${words}, narrow`);
      }
      await page.getByRole('button', { name: 'Show or hide the servers' }).click();
      await page.getByRole('dialog', { name: 'Your servers' }).waitFor();
      await assertAccessible(page, 'servers over the rest');
      await page.getByTestId('server-gpu2').click();
      await page.getByRole('dialog', { name: 'Your servers' }).waitFor({ state: 'hidden' });
      await main(page).getByRole('heading', { name: 'gpu2' }).first().waitFor();
    });

    test('and would find what is wrong', async () => {
      await app.page.evaluate(() => {
        const button = document.createElement('button');
        button.id = 'wrong';
        document.querySelector('main')?.append(button);
      });
      const faults = await axeFaults(app.page);
      await app.page.evaluate(() => document.getElementById('wrong')?.remove());
      assert.match(faults.join('\n'), /button-name/);
    });
  });
