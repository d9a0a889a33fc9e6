/**
 * Details of the terminal against a real shell: titles that a server chooses, settings that change an
 * open terminal, which keys are the window's, and that one can type at once.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type App, windowMissing } from '../harness';
import type { Lab } from '../lab';
import { askRaw } from './page-wire';
import { main, onScreen, showTab, windowOn } from './person';

describe('details of the terminal', { skip: windowMissing() }, () => {
  let lab: Lab;
  let app: App;

  before(async () => {
    ({ lab, app } = await windowOn('gpu1'));
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const type = (text: string) => app.page.keyboard.type(text);
  const change = async (terminal: Record<string, unknown>) => {
    const outcome = await askRaw(app.page, 'settings.change', { patch: { terminal } });
    assert.equal((outcome as { ok: boolean }).ok, true, JSON.stringify(outcome));
  };

  test('a terminal opens ready to type', async () => {
    const { page } = app;
    await showTab(page, 'Terminal');
    await main(page).getByRole('button', { name: 'New terminal' }).first().click();
    await page.locator('.xterm-helper-textarea').waitFor();
    await type('echo ready-$((20+3))-typed\n');
    await onScreen(page, 'ready-23-typed');
  });

  test('a title of the server is one short line that hides and turns nothing', async () => {
    const { page } = app;
    await type(
      `clear; printf '\\033]2;train\\342\\200\\256\\342\\201\\246gnp%s\\007' $(printf 'x%.0s' $(seq 3000)); echo told-$((1+1))\n`,
    );
    await onScreen(page, 'told-2');
    const shown = page.getByTestId('shell-title').filter({ hasText: 'train' });
    const title = (await shown.textContent()) ?? '';
    assert.doesNotMatch(title, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    assert.match(title, /gnpxxx/);
    assert.ok(title.length < 300, `${title.length} characters`);
  });

  test('theme, font, line height and screen reader mode change an open terminal', async () => {
    const { page } = app;
    const look = () =>
      page.evaluate(() => {
        const rows = document.querySelector('.xterm-rows');
        const screen = document.querySelector('.xterm')?.closest('[data-state]');
        return {
          ground: screen ? getComputedStyle(screen).backgroundColor : '',
          family: rows ? getComputedStyle(rows).fontFamily : '',
          height: rows?.firstElementChild?.getBoundingClientRect().height ?? 0,
          reader: document.querySelector('.xterm-accessibility') !== null,
        };
      });
    const old = await look();
    assert.equal(old.reader, false);
    await change({
      theme: 'solarized-light',
      fontFamily: 'serif',
      lineHeight: 1.8,
      screenReader: true,
    });
    await page.locator('.xterm-accessibility').waitFor({ state: 'attached' });
    const now = await look();
    assert.notEqual(now.ground, old.ground);
    assert.match(now.family, /^serif,/);
    assert.ok(now.height > old.height * 1.2, `${now.height} after ${old.height}`);
    await change({ theme: 'labmate', fontFamily: '', lineHeight: 1.2, screenReader: false });
    await page.locator('.xterm-accessibility').waitFor({ state: 'detached' });
    assert.deepEqual(await look(), old);
  });

  test('Ctrl+K is the shell’s, Ctrl+Shift+P the window’s', async () => {
    const { page } = app;
    await type('clear; echo cut-$((3+3)) this is cut away');
    for (let n = 0; n < ' this is cut away'.length; n += 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Enter');
    await onScreen(page, 'cut-6');
    const rows = await page.locator('.xterm-rows').textContent();
    assert.doesNotMatch(rows ?? '', /cut away/);
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.keyboard.press('Control+Shift+P');
    await page.getByRole('dialog').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').first().waitFor({ state: 'detached' });
  });
});
