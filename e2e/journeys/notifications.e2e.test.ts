/**
 * Notices of the system, from the switches of the settings page to Electron's `Notification`: whoever looks
 * elsewhere is told of each kind that is switched on, of no other, and a click brings up the server.
 *
 * No notification service runs on the test's screen. Electron's own class is told that there is one and
 * its `show` only notes what would be shown; a click is the event that Electron gives for one. All the
 * rest is as a person has it: real servers, real losses, a window that is really hidden.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type App, dropFiles, windowMissing } from '../harness';
import { giveTo, isRoot, type Lab, makeReadOnlyFolder, startLab, twoUsersMissing } from '../lab';
import { connect, connected, dismissDialogs, launchWith, main, question, showTab } from './person';

/** What a notice says, and how to click it; `lmNotices` is in the main process. */
interface Noted {
  title: string;
  body: string;
  emit(event: 'click'): void;
}
type WithNotices = typeof globalThis & { lmNotices: Noted[] };

/** Longer than what is watched to its end (`transfers/end-note.ts`), in milliseconds. */
const longMs = 11_000;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('notices of the system', { skip: windowMissing() || twoUsersMissing() }, () => {
  let lab: Lab;
  let app: App;
  let readOnly: string;

  before(async () => {
    lab = await startLab({ servers: [{ name: 'gpu1' }, { name: 'gpu2' }] });
    readOnly = makeReadOnlyFolder(lab.server('gpu1').user);
    app = await launchWith(lab, () => '');
    await app.electronApp.evaluate(({ Notification }) => {
      const noted: Noted[] = [];
      (globalThis as WithNotices).lmNotices = noted;
      Notification.isSupported = () => true;
      Notification.prototype.show = function show(this: Electron.Notification) {
        noted.push(this as unknown as Noted);
      };
    });
    await connect(app.page, 'gpu1');
    await trust();
    await connected(app.page);
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  // A test that failed leaves the next one a window that is looked at.
  beforeEach(async () => {
    await lookAtTheWindow();
    await dismissDialogs(app.page);
    await shown();
  });

  async function trust(): Promise<void> {
    const dialog = await question(app.page, 'host-key');
    await dialog.getByRole('button', { name: /Trust/ }).click();
  }

  async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      if (Date.now() > deadline) assert.fail(`never: ${what}`);
      await pause(50);
    }
  }

  const windowState = () =>
    app.electronApp.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      return { visible: window?.isVisible(), focused: window?.isFocused() };
    });
  async function lookElsewhere(): Promise<void> {
    await app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    await until('the window is hidden', async () => {
      const { visible, focused } = await windowState();
      return !visible && !focused;
    });
  }
  async function lookAtTheWindow(): Promise<void> {
    await app.electronApp.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.show();
      window?.focus();
    });
    await until('the window has the focus', async () => (await windowState()).focused);
  }

  /** Titles and texts of all that was shown since this was asked last. */
  const shown = () =>
    app.electronApp.evaluate(() =>
      (globalThis as WithNotices).lmNotices.splice(0).map(({ title, body }) => ({ title, body })),
    );
  const shownTitles = async () => (await shown()).map(({ title }) => title);
  const untilShown = (titles: RegExp) =>
    until(`a notice ${titles}`, () =>
      app.electronApp.evaluate(
        (_electron, source) =>
          (globalThis as WithNotices).lmNotices.some(({ title }) => new RegExp(source).test(title)),
        titles.source,
      ),
    );

  /** Sets the switch of one kind on the settings page. */
  async function turn(label: string, on: boolean): Promise<void> {
    const { page } = app;
    await page.keyboard.press('Control+,');
    const region = page.getByRole('region', { name: 'Notifications', exact: true });
    const field = region.getByLabel(label, { exact: true });
    await field.focus();
    assert.equal(await field.isChecked(), !on, `${label} was switched ${on ? 'off' : 'on'}`);
    await page.keyboard.press('Space');
    await until(`${label} is switched`, async () => (await field.isChecked()) === on);
    assert.equal(await region.getByTestId('problem').count(), 0, 'the choice was kept');
  }

  const rowOf = (label: string, state: string) =>
    app.page
      .locator(`[data-testid^="transfer-"][data-state="${state}"]`)
      .filter({ hasText: label });

  function fileHere(name: string): string {
    const path = join(app.user.home, name);
    writeFileSync(path, randomBytes(1000));
    if (isRoot) giveTo(app.user, path);
    return path;
  }
  /** Shows the home on gpu1, or a folder of it. */
  async function showFiles(folder?: string): Promise<void> {
    const { page } = app;
    await page.getByTestId('server-gpu1').click();
    await showTab(page, 'Files');
    const crumbs = page.getByRole('navigation', { name: 'Folders above' });
    await page.getByTestId('free-space').waitFor();
    if (folder === undefined) return;
    await main(page)
      .getByRole('button', { name: `Open ${folder}`, exact: true })
      .click();
    await crumbs.getByText(folder, { exact: true }).waitFor();
  }
  const drop = (name: string) =>
    dropFiles(app.page, '[data-testid="free-space"]', [fileHere(name)]);

  /** Drops a file whose link stands still, looks elsewhere (or not), and lets it go on to this end. */
  async function send(name: string, end: 'done' | 'failed', options: SendOptions = {}) {
    const { proxy } = lab.server('gpu1');
    if (!options.watched) await lookAtTheWindow();
    proxy.stall();
    try {
      await drop(name);
      await rowOf(name, 'running').or(rowOf(name, 'queued')).first().waitFor();
      if (!options.watched) await lookElsewhere();
      if (options.ms) await pause(options.ms);
    } finally {
      proxy.resume();
    }
    await rowOf(name, end).waitFor();
  }
  interface SendOptions {
    ms?: number;
    watched?: boolean;
  }

  test('a lost connection: silent while switched off, told when on, and a click shows its server', async () => {
    const { page } = app;
    const { proxy } = lab.server('gpu1');
    const badge = page.getByTestId('connection-badge');
    const lose = async () => {
      await lookElsewhere();
      await proxy.refuse(true);
      proxy.cut();
      await badge.filter({ hasNotText: /^Connected$/ }).waitFor();
    };
    const comeBack = async () => {
      await proxy.refuse(false);
      await lookAtTheWindow();
      await page.getByTestId('server-gpu1').click();
      const again = main(page).getByRole('button', { name: /^(Try again|Connect to gpu1)$/ });
      await again
        .or(badge.filter({ hasText: /^Connected$/ }))
        .first()
        .waitFor();
      if (await again.first().isVisible()) await again.first().click();
      await connected(page);
    };
    await turn('A connection was lost', false);
    await page.getByTestId('server-gpu1').click();
    await lose();
    await comeBack();
    // Looked at by itself: the same loss is told once a minute, so a count at the end would hide it.
    assert.deepEqual(await shown(), [], 'switched off');
    await turn('A connection was lost', true);
    await page.getByTestId('server-gpu1').click();
    await lose();
    await untilShown(/gpu1/);
    await proxy.refuse(false);
    // Another page is shown meanwhile: the click has to come back to the server.
    await page.getByTestId('server-gpu2').click();
    await app.electronApp.evaluate(() => (globalThis as WithNotices).lmNotices[0]?.emit('click'));
    await page.locator('[aria-current="true"]').filter({ hasText: 'gpu1' }).waitFor();
    assert.equal((await windowState()).visible, true, 'the click showed the window');
    const notices = await shown();
    assert.equal(notices.length, 1, 'told once');
    assert.match(notices[0]?.title ?? '', /gpu1/);
    assert.ok((notices[0]?.body ?? '').length > 10, 'it says what happened');
    await comeBack();
  });

  test('a question that waits: silent while switched off, told when on', async () => {
    const { page } = app;
    const { proxy } = lab.server('gpu2');
    const ask = async () => {
      await lookAtTheWindow();
      proxy.stall();
      await connect(page, 'gpu2');
      await lookElsewhere();
      proxy.resume();
      await question(page, 'host-key');
    };
    await turn('A question is waiting', false);
    await ask();
    await lookAtTheWindow();
    await dismissDialogs(page);
    await turn('A question is waiting', true);
    await ask();
    await untilShown(/waits for your answer/);
    assert.deepEqual(await shown(), [
      {
        title: 'gpu2 waits for your answer',
        body: 'Is this the right server? Its key has to be confirmed.',
      },
    ]);
    await lookAtTheWindow();
    await dismissDialogs(page);
  });

  test('a transfer that failed: told to whom looks elsewhere, not to whom watches it, nor when off', async () => {
    await showFiles();
    await showFiles(readOnly.slice(readOnly.lastIndexOf('/') + 1));
    await send('watched.bin', 'failed', { watched: true });
    await turn('A transfer has failed', false);
    await showFiles();
    await send('silent.bin', 'failed');
    await lookAtTheWindow();
    await turn('A transfer has failed', true);
    await showFiles();
    await send('told.bin', 'failed');
    await untilShown(/told\.bin/);
    assert.deepEqual(await shownTitles(), ['told.bin: the transfer to gpu1 failed']);
    await lookAtTheWindow();
    await main(app.page).getByRole('button', { name: 'Up', exact: true }).click();
  });

  test('a long transfer that has finished: told when on; a short one, or switched off, is not', async () => {
    await showFiles();
    await send('short.bin', 'done');
    await lookAtTheWindow();
    await turn('A transfer has finished', false);
    await showFiles();
    await send('silent-long.bin', 'done', { ms: longMs });
    await lookAtTheWindow();
    await turn('A transfer has finished', true);
    await showFiles();
    await send('told-long.bin', 'done', { ms: longMs });
    await untilShown(/told-long/);
    assert.deepEqual(await shown(), [
      { title: 'told-long.bin: the transfer to gpu1 is done', body: '1 file arrived.' },
    ]);
  });
});
