/**
 * The list of servers as a person keeps it: groups, favourites, order by mouse and by keyboard,
 * duplicate, remove and undo, search, states in words; and all of it there again at the next start.
 */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright';
import { type App, launchApp, windowMissing } from '../harness';
import { giveTo, type Lab, type LabUser, startLab, twoUsersMissing } from '../lab';
import { connect, connected, main, question } from './person';

const skip = windowMissing() || twoUsersMissing();

describe('servers', { skip }, () => {
  let lab: Lab;
  let app: App;
  let user: LabUser;
  let home: string;

  const row = (page: Page, name: string) => page.getByTestId(`server-${name}`);
  const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

  async function menu(page: Page, name: string, item: string | RegExp): Promise<void> {
    await page.getByTestId(`server-row-${name}`).hover();
    await page.getByRole('button', { name: `More about ${name}`, exact: true }).click();
    // The one before may still fade.
    const open = page.getByRole('menu', { name: `More about ${name}`, exact: true });
    await open.getByRole('menuitem', { name: item }).click();
  }

  /** The names as the list shows them, from the top. */
  const shown = (page: Page) =>
    page
      .locator('[data-testid^="server-row-"]')
      .evaluateAll((rows) => rows.map((each) => each.getAttribute('data-testid')?.slice(11) ?? ''));

  async function untilShown(page: Page, names: string[]): Promise<void> {
    try {
      await page.waitForFunction(
        (wanted) =>
          [...document.querySelectorAll('[data-testid^="server-row-"]')]
            .map((each) => each.getAttribute('data-testid')?.slice(11))
            .join() === wanted,
        names.join(),
      );
    } catch (error) {
      throw new Error(`shown: ${await shown(page)}`, { cause: error });
    }
  }

  before(async () => {
    lab = await startLab({
      servers: [
        { name: 'gpu1', gpu: 'live' },
        { name: 'gpu2' },
        { name: 'gpu3' },
        { name: 'word', user: 'bob', password: true, authorize: [] },
      ],
      knownHosts: true,
    });
    user = await lab.addUser({ name: 'window' });
    home = join(lab.dir, 'window-data');
    mkdirSync(home);
    giveTo(user, home);
    chmodSync(home, 0o700);
    app = await launchApp({ lab, user, home, colorScheme: 'dark' });
    app.page.setDefaultTimeout(15_000);
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  test('a server joins a group; a group is renamed', async () => {
    const { page } = app;
    await untilShown(page, ['gpu1', 'gpu2', 'gpu3', 'word']);
    await menu(page, 'gpu2', 'Move to group…');
    const dialog = page.getByRole('dialog', { name: 'Move gpu2 to a group' });
    await dialog.getByLabel('Group').fill('Vision');
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    await section(page, 'Vision').getByTestId('server-gpu2').waitFor();
    await page.getByRole('button', { name: 'More about the group Vision' }).click();
    await page.getByRole('menuitem', { name: 'Rename group…' }).click();
    const rename = page.getByRole('dialog', { name: 'Rename the group Vision' });
    await rename.getByLabel('Group').fill('Vision lab');
    await rename.getByRole('button', { name: 'Rename' }).click();
    await section(page, 'Vision lab').getByTestId('server-gpu2').waitFor();
    await untilShown(page, ['gpu2', 'gpu1', 'gpu3', 'word']);
  });

  test('a favourite stands first', async () => {
    const { page } = app;
    await menu(page, 'gpu3', 'Add to favourites');
    await section(page, 'Favourites').getByTestId('server-gpu3').waitFor();
    await untilShown(page, ['gpu3', 'gpu2', 'gpu1', 'word']);
    await menu(page, 'gpu3', 'Take off the favourites');
    await untilShown(page, ['gpu2', 'gpu1', 'gpu3', 'word']);
  });

  test('dragged with the mouse: into another place, and into a group', async () => {
    const { page } = app;
    await drag(page, 'gpu3', 'gpu1');
    await untilShown(page, ['gpu2', 'gpu3', 'gpu1', 'word']);
    await drag(page, 'gpu1', 'gpu2');
    await untilShown(page, ['gpu1', 'gpu2', 'gpu3', 'word']);
    await section(page, 'Vision lab').getByTestId('server-gpu1').waitFor();
  });

  async function drag(page: Page, from: string, to: string): Promise<void> {
    const start = await row(page, from).boundingBox();
    const end = await row(page, to).boundingBox();
    assert.ok(start && end);
    await page.mouse.move(start.x + 60, start.y + start.height / 2);
    await page.mouse.down();
    await page.mouse.move(start.x + 60, start.y + start.height / 2 + 10, { steps: 3 });
    await page.mouse.move(end.x + 60, end.y + end.height / 2, { steps: 8 });
    await page.locator(`[data-testid="server-row-${to}"][data-drop]`).waitFor();
    await page.mouse.up();
  }

  test('moved with the keyboard: from the grip, and from the menu', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Move gpu3', exact: true }).focus();
    await page.keyboard.press('Space');
    await page.locator('[data-testid="server-row-gpu3"][data-lifted="true"]').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.locator('[data-testid="server-row-word"][data-drop]').waitFor();
    await page.keyboard.press('Space');
    await untilShown(page, ['gpu1', 'gpu2', 'word', 'gpu3']);
    await menu(page, 'gpu3', 'Move up');
    await untilShown(page, ['gpu1', 'gpu2', 'gpu3', 'word']);
  });

  test('the right mouse button, and Shift+F10, open a server’s menu', async () => {
    const { page } = app;
    await page.getByTestId('server-gpu2').click({ button: 'right' });
    const opened = page.getByRole('menu', { name: 'More about gpu2', exact: true });
    await opened.getByRole('menuitem', { name: 'Check step by step' }).waitFor();
    await page.keyboard.press('Escape');
    await opened.waitFor({ state: 'detached' });
    await page.getByTestId('server-gpu3').focus();
    await page.keyboard.press('Shift+F10');
    const other = page.getByRole('menu', { name: 'More about gpu3', exact: true });
    await other.getByRole('menuitem', { name: 'Connect', exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await other.waitFor({ state: 'detached' });
    await page.getByTestId('server-gpu3').and(page.locator(':focus')).waitFor();
  });

  test('groups are put in order by their headings: mouse, keyboard and command, list and overview', async () => {
    const { page } = app;
    await menu(page, 'word', 'Move to group…');
    const dialog = page.getByRole('dialog', { name: 'Move word to a group' });
    await dialog.getByLabel('Group').fill('Archive');
    await page.keyboard.press('Escape'); // closes the suggestions
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    const [first, second] = [
      ['word', 'gpu1', 'gpu2', 'gpu3'],
      ['gpu1', 'gpu2', 'word', 'gpu3'],
    ];
    await untilShown(page, first);
    await page.getByRole('button', { name: 'Your lab' }).click();
    const list = page.getByRole('navigation', { name: 'Servers' });
    const lab = page.getByRole('region', { name: 'Your lab' });
    for (const place of [list, lab]) {
      const grip = (name: string) =>
        place.getByRole('button', { name: `Move the group ${name}`, exact: true });
      // By mouse, from the heading itself.
      await dragOnto(page, grip('Archive'), grip('Vision lab'));
      await untilShown(page, second);
      await untilOnOverview(page, second);
      // By keyboard, back again.
      await grip('Archive').focus();
      await page.keyboard.press('Space');
      await place.locator('[data-lifted="true"]').waitFor();
      await page.keyboard.press('ArrowUp');
      await place.locator('[data-drop="before"]').waitFor();
      await page.keyboard.press('Space');
      await untilShown(page, first);
      await untilOnOverview(page, first);
    }
    await page.keyboard.press('Control+Shift+P');
    await page.getByRole('combobox', { name: 'Search commands and servers' }).waitFor();
    await page.keyboard.type('move the group archive down');
    await page.getByRole('option', { name: /Move the group Archive down/ }).waitFor();
    await page.keyboard.press('Enter');
    await untilShown(page, second);
    await page.getByRole('button', { name: 'More about the group Archive' }).click();
    await page.getByRole('menuitem', { name: 'Dissolve group' }).click();
    await untilShown(page, ['gpu1', 'gpu2', 'gpu3', 'word']);
  });

  /** By their headings, a hand's breadth beside the grips. */
  async function dragOnto(page: Page, from: Locator, to: Locator): Promise<void> {
    const [start, end] = [await from.boundingBox(), await to.boundingBox()];
    assert.ok(start && end);
    await page.mouse.move(start.x + 40, start.y + start.height / 2);
    await page.mouse.down();
    await page.mouse.move(start.x + 40, start.y + start.height / 2 + 10, { steps: 3 });
    await page.mouse.move(end.x + 40, end.y + end.height / 2, { steps: 8 });
    await page.locator('[data-drop="after"]').waitFor();
    await page.mouse.up();
  }

  const untilOnOverview = (page: Page, names: string[]) =>
    page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('[data-testid^="home-"]')]
          .map((each) => each.getAttribute('data-testid')?.slice(5))
          .join() === wanted,
      names.join(),
    );

  test('duplicated, removed, and brought back with its group', async () => {
    const { page } = app;
    await menu(page, 'gpu2', 'Duplicate…');
    const dialog = page.getByRole('dialog', { name: 'Duplicate gpu2' });
    const name = dialog.getByLabel('Name');
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('input[placeholder="gpu1"]')?.value !== '',
    );
    assert.equal(await name.inputValue(), 'gpu2-2');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await row(page, 'gpu2-2').waitFor();
    await menu(page, 'gpu2-2', 'Move to group…');
    const move = page.getByRole('dialog', { name: 'Move gpu2-2 to a group' });
    await move.getByLabel('Group').fill('Vision lab');
    await page.keyboard.press('Escape'); // closes the suggestions
    await move.getByRole('button', { name: 'Move', exact: true }).click();
    await section(page, 'Vision lab').getByTestId('server-gpu2-2').waitFor();
    const before = await shown(page);
    await menu(page, 'gpu2-2', 'Remove');
    await row(page, 'gpu2-2').waitFor({ state: 'detached' });
    await app.screenshot('servers-removed');
    await page.getByRole('button', { name: 'Undo' }).click();
    await section(page, 'Vision lab').getByTestId('server-gpu2-2').waitFor();
    assert.deepEqual(await shown(page), before);
  });

  test('found by name or group', async () => {
    const { page } = app;
    const search = page.getByLabel('Search servers or type user@host');
    await search.fill('vision');
    await untilShown(page, ['gpu1', 'gpu2', 'gpu2-2']);
    await search.fill('word');
    await untilShown(page, ['word']);
    await search.fill('');
  });

  test('states in words, and the GPUs as bars', async () => {
    const { page } = app;
    await row(page, 'gpu1').click();
    await page.getByRole('button', { name: 'Connect to gpu1', exact: true }).first().click();
    await connected(page);
    await page.getByRole('button', { name: 'gpu1, Connected', exact: true }).waitFor();
    const bars = page.getByTestId('bars-gpu1').getByRole('img');
    await bars.waitFor();
    assert.match((await bars.getAttribute('aria-label')) ?? '', /GPUs free; memory used: GPU 0/);
    await lab.server('gpu3').proxy.refuse(true);
    await connect(page, 'gpu3');
    await page.getByRole('button', { name: 'gpu3, Refused', exact: true }).waitFor();
    await lab.server('gpu3').proxy.refuse(false);
    await connect(page, 'word');
    await question(page, 'password');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'word, Sign-in needed', exact: true }).waitFor();
    const card = main(page).getByTestId('problem');
    assert.doesNotMatch((await card.textContent()) ?? '', /Set up an SSH key/);
    await app.screenshot('servers-states');
  });

  test('a cut link comes back by itself', async () => {
    const { page } = app;
    await lab.server('gpu1').proxy.refuse(true);
    lab.server('gpu1').proxy.cut();
    await page
      .getByTestId('server-gpu1')
      .filter({ hasText: /next try in \d+ s/ })
      .waitFor();
    await lab.server('gpu1').proxy.refuse(false);
    await page.getByRole('button', { name: 'gpu1, Connected', exact: true }).waitFor();
  });

  test('at the next start all stands as it stood, and what was used is connected', async () => {
    const before = await shown(app.page);
    const { sshDir } = app;
    await app.close();
    app = await launchApp({ lab, user, home, sshDir, colorScheme: 'light' });
    const { page } = app;
    page.setDefaultTimeout(15_000);
    await untilShown(page, before);
    await section(page, 'Vision lab').getByTestId('server-gpu2').waitFor();
    await page.getByRole('button', { name: 'gpu1, Connected', exact: true }).waitFor();
    assert.equal(await page.getByRole('dialog').count(), 0, 'nothing is asked');
    await page.getByRole('button', { name: 'gpu2, Not connected', exact: true }).waitFor();
    await app.screenshot('servers-next-start');
  });
});
