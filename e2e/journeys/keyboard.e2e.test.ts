/** The whole app without a mouse: every test here uses keys alone, and each stop shows its focus. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { type Lab, startLab, twoUsersMissing } from '../lab';
import { focusComesTo, step, tabTo } from './by-keys';
import { connected, onScreen, paletteField, question, runCommand } from './person';

describe('by keyboard only', { skip: windowMissing() || twoUsersMissing() }, () => {
  let lab: Lab;
  let app: App;
  let home: string;
  before(async () => {
    lab = await startLab({ servers: [{ name: 'gpu1', user: 'alice', gpu: 'live' }] });
    home = lab.server('gpu1').home;
    const made = await lab
      .user('alice')
      .run('sh', [
        '-ec',
        'mkdir -p work/inner && cd work && touch a.txt b.txt c.txt && echo hi > a.txt',
      ]);
    assert.equal(made.code, 0, made.stderr);
    const user = await lab.addUser({ name: 'window' });
    const sshDir = lab.newSshDirFor(user);
    app = await launchApp({ lab, user, sshDir, colorScheme: 'dark' });
    app.page.setDefaultTimeout(10_000);
    await app.page.getByRole('region', { name: 'Welcome' }).waitFor();
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const press = (key: string) => app.page.keyboard.press(key);
  const type = (text: string) => app.page.keyboard.type(text);
  const dialogCloses = () => app.page.getByRole('dialog').waitFor({ state: 'hidden' });

  test('the first run: address, key, test, host key, overview', async () => {
    const { page } = app;
    const { login, port } = lab.server('gpu1');
    await tabTo(page, 'Skip to the main part');
    await tabTo(page, 'Show me first');
    await tabTo(page, 'Address');
    await type(`${login}@127.0.0.1:${port}`);
    await tabTo(page, 'Name');
    await press('Control+a');
    await type('first');
    await tabTo(page, 'Test the connection');
    await press('Enter');
    await question(page, 'host-key');
    await tabTo(page, 'Trust and connect');
    await press('Enter');
    await focusComesTo(page, 'Open the overview');
    await press('Enter');
    await connected(page);
  });

  test('a second server is added, and both change places in the list', async () => {
    const { page } = app;
    await tabTo(page, 'Add a server');
    await press('Enter');
    await focusComesTo(page, 'Address');
    await type('gpu9.lab.example.edu');
    await tabTo(page, 'Name');
    await press('Control+a');
    await type('second');
    await tabTo(page, 'Save');
    await press('Enter');
    await dialogCloses();
    const rows = page.locator('[data-testid^="server-row-"]');
    await page.getByTestId('server-second').waitFor();
    const before = await rows.evaluateAll((all) =>
      all.map((row) => row.getAttribute('data-testid')),
    );
    assert.deepEqual(before, ['server-row-first', 'server-row-second']);
    await tabTo(page, 'Move second');
    await press('Space');
    await page.locator('[data-testid="server-row-second"][data-lifted="true"]').waitFor();
    await press('ArrowUp');
    await page.locator('[data-testid="server-row-first"][data-drop]').waitFor();
    await press('Space');
    await page.waitForFunction(() =>
      document.querySelector('[data-testid^="server-row-"]')?.textContent?.includes('second'),
    );
    await focusComesTo(page, 'Move second');
  });

  test('a server is chosen and edited', async () => {
    const { page } = app;
    await tabTo(page, /^second,/, 'Shift+Tab');
    await tabTo(page, 'More about second');
    await press('Enter');
    await page.getByRole('menuitem', { name: 'Edit…' }).waitFor();
    for (let n = 0; n < 12; n += 1) {
      if ((await step(page, 'ArrowDown')).name === 'Edit…') break;
    }
    await press('Enter');
    await focusComesTo(page, 'Address');
    await tabTo(page, 'Account');
    await type('asha');
    await tabTo(page, 'Save');
    await press('Enter');
    await dialogCloses();
    assert.match(readFileSync(join(app.sshDir, 'labmate_config'), 'utf8'), /User asha/);
    await tabTo(page, /^first,/);
    await press('Enter');
    await connected(page);
  });

  test('a terminal is opened, used and left', async () => {
    const { page } = app;
    await tabTo(page, 'Overview');
    await step(page, 'ArrowRight');
    await tabTo(page, 'New terminal');
    await press('Enter');
    await page.waitForFunction(() => document.activeElement?.closest('.xterm') !== null);
    await page.locator('.xterm-rows').first().waitFor();
    await type('echo typed-$((40+2))\n');
    await onScreen(page, 'typed-42');
    await press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement?.closest('.xterm') !== null));
    await press('Control+Shift+Tab');
    await page.waitForFunction(() => document.activeElement?.closest('.xterm') === null);
    await tabTo(page, 'Terminal', 'Shift+Tab');
  });

  test('files: walk, choose several, rename, make, delete with its question, preview', async () => {
    const { page } = app;
    const work = () => readdirSync(join(home, 'work')).sort();
    await step(page, 'ArrowRight');
    await step(page, 'ArrowRight');
    await page.getByTestId('file-work').waitFor();
    await tabTo(page, /^work/);
    await press('Enter');
    await page.getByTestId('file-inner').waitFor();
    await focusComesTo(page, /^inner/);
    await step(page, 'ArrowDown');
    await step(page, 'Shift+ArrowDown');
    assert.equal(await page.locator('tr[aria-selected="true"]').count(), 2);
    await step(page, 'Control+Space');
    assert.equal(await page.locator('tr[aria-selected="true"]').count(), 1);
    await press('F2');
    await focusComesTo(page, 'Name');
    await type('renamed.txt');
    await press('Enter');
    await dialogCloses();
    await page.getByTestId('file-renamed.txt').waitFor();
    assert.deepEqual(work(), ['a.txt', 'c.txt', 'inner', 'renamed.txt']);
    await focusComesTo(page, /^renamed\.txt/);

    await tabTo(page, 'New folder', 'Shift+Tab');
    await press('Enter');
    await focusComesTo(page, 'Name');
    await type('made');
    await press('Enter');
    await page.getByTestId('file-made').waitFor();
    await dialogCloses();
    await tabTo(page, /^made/);
    await press('Delete');
    await page.getByTestId('delete-count').waitFor();
    await tabTo(page, 'Delete');
    await press('Enter');
    await page.getByTestId('file-made').waitFor({ state: 'detached' });
    assert.ok(!existsSync(join(home, 'work/made')));
    await dialogCloses();
    await focusComesTo(page, /^a\.txt/);
    await press('Space');
    await page.getByTestId('preview').getByText('hi').first().waitFor();
    await tabTo(page, 'Close the preview');
    await press('Enter');
    await page.getByTestId('preview').waitFor({ state: 'detached' });
    await focusComesTo(page, /^a\.txt/);
    await press('Backspace');
    await focusComesTo(page, /^work/);
  });

  test('the palette, the settings and the log', async () => {
    const { page } = app;
    await press('Control+k');
    await paletteField(page).waitFor();
    await type('home folder');
    await press('Enter');
    await paletteField(page).waitFor({ state: 'hidden' });
    await page.getByTestId('file-work').waitFor();
    await press('Control+,');
    await page.getByRole('region', { name: 'Notifications' }).waitFor();
    await tabTo(page, 'Hidden files');
    await press('Space');
    await page.waitForFunction(() => (document.activeElement as HTMLInputElement).checked);
    await tabTo(page, /Licences/);
    await runCommand(page, 'log');
    await tabTo(page, 'Copy for a bug report');
    await tabTo(page, 'Entries');
  });
});
