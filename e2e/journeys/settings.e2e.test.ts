/** The settings as a person changes them: found, holding at once, there at the next start, or refused. */
import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { type Lab, type LabUser, startLab } from '../lab';
import {
  connect,
  connected,
  keptHome,
  openTerminal,
  question,
  readCard,
  runCommand,
  windowUser,
} from './person';

const groups = [
  ...['Appearance', 'Terminal', 'Files', 'Lab overview', 'Connections', 'Window'],
  ...['Notifications', 'Privacy', 'About'],
];

describe('settings', { skip: windowMissing() }, () => {
  let lab: Lab;
  let user: LabUser;
  let home: string;
  let app: App;

  before(async () => {
    lab = await startLab({ servers: [{ name: 'gpu1' }, { name: 'gpu2' }] });
    user = await windowUser(lab);
    home = keptHome(user);
    await launch();
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  async function launch(): Promise<void> {
    app = await launchApp({ lab, user, home });
    app.page.setDefaultTimeout(15_000);
    await app.page.getByTestId('server-gpu1').waitFor();
  }
  async function showSettings(): Promise<void> {
    await app.page.keyboard.press('Control+,');
    await search().waitFor();
  }
  const search = () => app.page.getByRole('searchbox', { name: 'Search the settings' });
  const region = (name: string) => app.page.getByRole('region', { name, exact: true });
  const field = (group: string, label: string) => region(group).getByLabel(label, { exact: true });
  const kept = () => JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8')) as unknown;

  test('every group is there, and a word finds what it is about', async () => {
    await app.page.getByTestId('server-gpu1').click();
    await showSettings();
    for (const name of groups) await region(name).waitFor();
    await search().fill('scrollback');
    await field('Terminal', 'Lines to keep').waitFor();
    assert.equal(await app.page.locator('[data-testid^="setting-"]').count(), 1);
    assert.equal(await region('Appearance').count(), 0);
    await search().fill('no such setting');
    await app.page.getByText('No setting is called like this').waitFor();
    await search().fill('');
    await region('Appearance').waitFor();
    await app.screenshot('settings');
  });

  test('a change holds at once: colours, movement, and the letters of an open terminal', async () => {
    const { page } = app;
    await connect(page, 'gpu1');
    const dialog = await question(page, 'host-key');
    await dialog.getByRole('button', { name: /Trust/ }).click();
    await connected(page);
    await openTerminal(page);
    await runCommand(page, 'settings');
    await field('Appearance', 'Colours').selectOption('Dark');
    await page.waitForSelector('html[data-mantine-color-scheme="dark"]');
    await field('Appearance', 'Movement').selectOption('Without movement');
    await page.waitForFunction(moves, false);
    await field('Terminal', 'Font size').fill('19');
    await page.getByTestId('server-gpu1').click();
    await page.waitForFunction(lettersAre, '19px');
  });

  test('reset puts back one group and no other', async () => {
    const { page } = app;
    await showSettings();
    await page.getByRole('button', { name: 'Reset Appearance' }).click();
    await page.waitForFunction(moves, true);
    assert.equal(await field('Appearance', 'Colours').inputValue(), 'auto');
    assert.equal(await field('Terminal', 'Font size').inputValue(), '19 px');
    await field('Appearance', 'Colours').selectOption('Light');
    await page.waitForSelector('html[data-mantine-color-scheme="light"]');
  });

  test('at the next start all of it holds', async () => {
    await app.close();
    assert.deepEqual((kept() as { terminal: unknown }).terminal, { fontSize: 19 });
    await launch();
    await app.page.waitForSelector('html[data-mantine-color-scheme="light"]');
    await showSettings();
    assert.equal(await field('Terminal', 'Font size').inputValue(), '19 px');
  });

  test('what cannot be written is said, and the old value holds', async () => {
    const { page } = app;
    const before = kept();
    chmodSync(home, 0o500);
    try {
      await field('Terminal', 'Font size').fill('25');
      const { text } = await readCard(region('Settings'), 'settings/not-saved');
      assert.match(text, /The old value holds/);
      await page.waitForFunction(
        (selector) => document.querySelector<HTMLInputElement>(selector)?.value === '19 px',
        '[data-testid="setting-terminal-fontSize"] input',
      );
      await app.screenshot('settings-not-saved');
      await field('Appearance', 'Colours').selectOption('Dark');
      await page.waitForFunction(
        () => document.querySelector<HTMLSelectElement>('select')?.value === 'light',
      );
      await page.waitForSelector('html[data-mantine-color-scheme="light"]');
    } finally {
      chmodSync(home, 0o700);
    }
    assert.deepEqual(kept(), before);
    await field('Terminal', 'Font size').fill('21');
    await page
      .locator('[data-testid="problem"][data-tag="settings/not-saved"]')
      .waitFor({ state: 'detached' });
  });

  test('a damaged file is set aside and said', async () => {
    await app.close();
    writeFileSync(join(home, 'settings.json'), '{ "terminal": { "fontSize": 30 ');
    await launch();
    const { text } = await readCard(app.page.locator('body'), 'settings/unreadable');
    assert.match(text, /kept as settings\.json\.broken-/);
    await app.screenshot('settings-unreadable');
    const aside = readdirSync(home).find((name) => name.startsWith('settings.json.broken-'));
    assert.match(readFileSync(join(home, aside ?? ''), 'utf8'), /"fontSize": 30/);
    await showSettings();
    assert.equal(await field('Terminal', 'Font size').inputValue(), '13 px');
    await field('Terminal', 'Font size').fill('15');
    await runCommand(app.page, 'your lab');
    await app.page.getByTestId('server-gpu1').waitFor();
    await app.close();
    assert.deepEqual(kept(), { terminal: { fontSize: 15 } });
  });
});

/** Whether things may move in the window. */
const moves = (wanted: boolean) =>
  (document.documentElement.dataset['motion'] !== 'reduced') === wanted;

const lettersAre = (px: string) => {
  const rows = document.querySelector('.xterm-rows');
  return rows !== null && getComputedStyle(rows).fontSize === px;
};
