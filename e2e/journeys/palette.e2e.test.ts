/** The palette: every server and command by name, by keyboard only, and back to where one was. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator } from 'playwright';
import { type App, launchApp, windowMissing } from '../harness';
import { type Lab, startLab } from '../lab';
import {
  connect,
  connected,
  main,
  onScreen,
  openPalette,
  openTerminal,
  paletteField,
  paletteOptions,
  runCommand,
  screenText,
  showTab,
} from './person';

describe('the palette', { skip: windowMissing() }, () => {
  let lab: Lab;
  let app: App;
  before(async () => {
    lab = await startLab({
      knownHosts: true,
      servers: [{ name: 'gpu1' }, { name: 'gpu2' }, { name: 'vera' }],
    });
    app = await launchApp({ lab, colorScheme: 'dark' });
    app.page.setDefaultTimeout(15_000);
    await app.page.getByTestId('server-vera').waitFor();
    await app.page.addInitScript(() => {
      requestAnimationFrame(() => requestAnimationFrame(() => console.log('first frame')));
    });
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const option = (name: string | RegExp) => paletteOptions(app.page).filter({ hasText: name });
  const textOf = async (found: Locator) => (await found.allInnerTexts())[0] ?? '';
  const chosen = () => paletteOptions(app.page).and(app.page.locator('[aria-selected="true"]'));
  const closed = () => paletteField(app.page).waitFor({ state: 'hidden' });
  /** Waits until the field holds these words. */
  const untilAsked = async (words: string) =>
    app.page.waitForFunction(
      ([field, wanted]) => (field as HTMLInputElement | null)?.value === wanted,
      [await paletteField(app.page).elementHandle(), words] as const,
    );
  const look = async (words: string) => {
    await paletteField(app.page).fill(words);
    await chosen().first().waitFor();
  };
  /** The name of what has the keyboard. */
  const focused = () =>
    app.page.evaluate(() => {
      const now = document.activeElement;
      return now?.getAttribute('aria-label') ?? now?.getAttribute('data-testid') ?? now?.tagName;
    });

  test('a key that is pressed at the first frame is not lost', async () => {
    const { page } = app;
    for (const [key, opened] of [
      [',', page.getByRole('region', { name: 'Notifications' })],
      ['k', paletteField(page)],
    ] as const) {
      await reloadAndPress(app, key);
      await opened.waitFor();
    }
    await page.keyboard.press('Escape');
    await closed();
    await runCommand(page, 'your lab');
    await page.getByTestId('server-vera').waitFor();
  });

  test('words that are typed before the palette is there are its words, Enter too', async () => {
    const { page } = app;
    await reloadAndPress(app, 'k', lettersOf('settings'));
    await paletteField(page).waitFor();
    await untilAsked('settings');
    await page.keyboard.press('Escape');
    await closed();
    await reloadAndPress(app, 'k', [...lettersOf('settings'), { keyCode: 'Return' }]);
    await page.getByRole('region', { name: 'Notifications' }).waitFor();
    await closed();
    await runCommand(page, 'your lab');
    await page.getByTestId('server-vera').waitFor();
  });

  test('Ctrl+K opens it outside of terminals; Escape leads back to where one was', async () => {
    const { page } = app;
    for (const place of [
      page.getByRole('textbox', { name: /Search servers/ }),
      page.getByTestId('server-gpu2'),
    ]) {
      await place.focus();
      const before = await focused();
      await page.keyboard.press('Control+K');
      await paletteField(page).waitFor();
      await page.keyboard.type('set');
      await page.keyboard.press('Escape');
      await closed();
      assert.equal(await focused(), before);
    }
  });

  test('finds every server, by letters that were left out too, and says when there is nothing', async () => {
    const { page } = app;
    await page.keyboard.press('Control+K');
    for (const { name } of lab.servers) {
      await look(`open ${name}`);
      assert.equal(firstLine(await textOf(chosen())), `Open ${name}`);
    }
    await look('opvra');
    assert.equal(firstLine(await textOf(chosen())), 'Open vera');
    const before = await paletteField(page).boundingBox();
    await paletteField(page).fill('no such thing');
    await page.getByText('Nothing is called like this.').waitFor();
    await page.keyboard.press('Enter');
    assert.ok(await paletteField(page).isVisible());
    assert.deepEqual(await paletteField(page).boundingBox(), before, 'it does not jump');
    await look('open vera');
    await page.keyboard.press('Enter');
    await closed();
    await main(page).getByRole('heading', { name: 'vera' }).first().waitFor();
  });

  test('arrows walk round; what was used last stands first', async () => {
    const { page } = app;
    await runCommand(page, 'keys');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
    await openPalette(page);
    const recent = page.getByRole('group', { name: 'Recently used' }).getByRole('option');
    assert.deepEqual((await recent.allInnerTexts()).slice(0, 2).map(firstLine), [
      'Keys',
      'Open vera',
    ]);
    await page.keyboard.press('ArrowDown');
    assert.match(await textOf(chosen()), /^Open vera/);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    const last = paletteOptions(page).last();
    assert.equal(await last.getAttribute('aria-selected'), 'true');
    assert.equal(
      await paletteField(page).getAttribute('aria-activedescendant'),
      await last.getAttribute('id'),
    );
    await page.keyboard.press('Escape');
    await closed();
  });

  test('offers what the panel in front can do, and says why something cannot be done now', async () => {
    const { page } = app;
    await page.getByTestId('server-gpu1').click();
    await showTab(page, 'Terminal');
    await openPalette(page);
    await look('new terminal');
    const refused = option('New terminal').first();
    assert.equal(await refused.getAttribute('aria-disabled'), 'true');
    assert.match(await textOf(refused), /Connect to gpu1 first\./);
    await page.keyboard.press('Enter');
    assert.ok(await paletteField(page).isVisible(), 'a refused command does not close it');
    await app.screenshot('palette-refused');
    await page.keyboard.press('Escape');
    await closed();

    await connect(page, 'gpu1');
    await connected(page);
    await showTab(page, 'Files');
    await page.waitForSelector('[data-tab="files"] button');
    await openPalette(page);
    await look('rename selection');
    assert.match(await textOf(chosen()), /Choose files or folders in the list first\./);
    await look('new folder');
    await page.keyboard.press('Enter');
    await closed();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('made-here');
    await page.keyboard.press('Enter');
    await page.getByTestId('file-made-here').click();
    await runCommand(page, 'rename selection');
    await page.getByRole('dialog').getByRole('textbox').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await showTab(page, 'Terminal');
    await openPalette(page);
    await paletteField(page).fill('new folder');
    await page.getByText('Nothing is called like this.').waitFor();
    await page.keyboard.press('Escape');
    await closed();
  });

  test('Ctrl+Shift+P opens it in a terminal; Escape leads back into the shell', async () => {
    const { page } = app;
    await openTerminal(page);
    await openPalette(page);
    await look('font');
    await page.keyboard.press('Escape');
    await closed();
    await page.keyboard.type('echo back-$((20+3))\n');
    await onScreen(page, 'back-23');
    await runCommand(page, 'clear this terminal');
    await page.keyboard.type('echo cleared-$((20+4))\n');
    await onScreen(page, 'cleared-24');
  });

  test('words that are typed fast after Ctrl+Shift+P never reach the shell', async () => {
    const { page } = app;
    await page.locator('.xterm-helper-textarea').first().focus();
    const open: Press = { keyCode: 'P', modifiers: ['control', 'shift'] };
    await pressFast(app, 'now', [open, ...lettersOf('touch oops')]);
    await paletteField(page).waitFor();
    await untilAsked('touch oops');
    await page.keyboard.press('Escape');
    await closed();
    await page.keyboard.type('echo clean-$((20+5))\n');
    await onScreen(page, 'clean-25');
    assert.doesNotMatch(await screenText(page), /touch|oops/);
  });
});

interface Press {
  keyCode: string;
  modifiers?: ('control' | 'shift')[];
}

const lettersOf = (words: string): Press[] => [...words].map((keyCode) => ({ keyCode }));

/**
 * Presses keys one after the other without a pause, at once or with the first frame of a new page. Main
 * does it: by way of the test they would come when what they meant to open is long there.
 */
function pressFast(app: App, when: 'now' | 'first frame', keys: readonly Press[]): Promise<void> {
  return app.electronApp.evaluate(
    ({ BrowserWindow }, [moment, presses]) =>
      new Promise<void>((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        const press = () => {
          for (const each of presses) {
            contents?.sendInputEvent({ type: 'keyDown', ...each });
            if (!each.modifiers) contents?.sendInputEvent({ type: 'char', ...each });
            contents?.sendInputEvent({ type: 'keyUp', ...each });
          }
          resolve();
        };
        if (moment === 'now') return press();
        const listen = (...told: unknown[]) => {
          if (told[2] !== moment) return;
          contents?.off('console-message', listen);
          press();
        };
        contents?.on('console-message', listen);
      }),
    [when, [...keys]] as const,
  );
}

/** Loads the page again and presses Ctrl and this key, and others, when its first frame, an empty one, is drawn. */
async function reloadAndPress(app: App, key: string, then: readonly Press[] = []): Promise<void> {
  const pressed = pressFast(app, 'first frame', [
    { keyCode: key, modifiers: ['control'] },
    ...then,
  ]);
  await app.page.reload({ waitUntil: 'commit' });
  await pressed;
}

const firstLine = (text: string) => text.split('\n')[0] ?? '';
