/**
 * What makes a terminal comfortable, against a real shell: search, copying and interrupting with one
 * key, settings that apply at once, many lines, colours, wide characters, the mouse, titles, tabs.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, windowMissing } from '../harness';
import { giveTo, isRoot, type Lab, startLab } from '../lab';
import { connect, connected, launchWith, main, onScreen, openTerminal, screenText } from './person';

const skip = windowMissing();

/** Asks for mouse reports, and prints the first press in hex. */
const mouse = `stty raw -echo; printf '\\033[?1000h\\033[?1006h'; printf 'mouse-%s' on
report=$(dd bs=1 count=6 2>/dev/null | od -An -tx1 | tr -d ' \\n')
printf '\\033[?1000l\\033[?1006l'; timeout --foreground 1 cat >/dev/null; stty sane; echo; echo "got-$report-end"
`;
/** Prints wide, joined and combining characters, and the column that the terminal says it is in. */
const wide = `stty raw -echo
column() { printf '\\r%s\\033[6n' "$1"; answer=$(dd bs=1 count="$2" 2>/dev/null | tr -dc '0-9;'); }
column '漢字' 6; a=\${answer#*;}
stty sane; echo; echo "columns-$a-end"
`;

describe('the comfort of a terminal', { skip }, () => {
  let lab: Lab;
  let app: App;

  before(async () => {
    lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1' }] });
    const { home, user } = lab.server('gpu1');
    for (const [name, text] of Object.entries({ 'mouse.sh': mouse, 'wide.sh': wide })) {
      writeFileSync(join(home, name), text);
      if (isRoot) giveTo(user, join(home, name));
    }
    app = await launchWith(lab, () => '');
    await connect(app.page, 'gpu1');
    await connected(app.page);
    await openTerminal(app.page);
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const type = (text: string) => app.page.keyboard.type(text);
  const screen = () => app.page.locator('[data-testid^="terminal-"][data-state]');
  const tab = (name: string) => main(app.page).getByRole('button', { name, exact: true });
  const clipboard = () => app.electronApp.evaluate(({ clipboard }) => clipboard.readText());
  const counted = (words: string | RegExp) =>
    app.page.getByTestId('search-count').filter({ hasText: words }).waitFor();

  test('100,000 lines are kept, searched, and the hit is shown; Escape leads back', async () => {
    const { page } = app;
    await type('clear; seq -f "line %06.0f here" 1 99000; echo done-$((1+1))\n');
    await onScreen(page, 'done-2');
    await page.keyboard.press('Control+Shift+F');
    const field = page.getByRole('textbox', { name: 'Search in this terminal' });
    await field.fill('line 000001 here');
    await counted('1 of 1');
    await onScreen(page, 'line 000001 here');
    await page.locator('[data-hit="active"]').waitFor();
    await app.screenshot('terminal-search');
    await field.fill('LINE 09900');
    await counted('1 of 1');
    await page.getByRole('button', { name: 'Match case' }).click();
    await counted('Nothing found');
    await page.getByRole('button', { name: 'Match case' }).click();
    await field.fill('line 0000[1-3]\\d');
    await counted('Nothing found');
    await page.getByRole('button', { name: 'Regular expression' }).click();
    await counted('30 of 30');
    await field.press('Enter');
    await counted('29 of 30');
    await page.getByRole('button', { name: 'Next hit' }).click();
    await counted('30 of 30');
    await field.press('Escape');
    await field.waitFor({ state: 'detached' });
    await type('echo back-$((3+4))\n');
    await onScreen(page, 'back-7');
  });

  test('a pattern without end is given up, and the window goes on', async () => {
    const { page } = app;
    await type(`clear; printf 'a%.0s' $(seq 60); echo; echo long-$((2+2))\n`);
    await onScreen(page, 'long-4');
    await page.keyboard.press('Control+Shift+F');
    const field = page.getByRole('textbox', { name: 'Search in this terminal' });
    await page.getByRole('button', { name: 'Regular expression' }).click();
    await field.fill('(a+)+b$');
    await counted('takes too long');
    await field.fill('long-\\d');
    await counted('1 of 1');
    await field.press('Escape');
  });

  test('Ctrl+C interrupts without a selection and copies with one', async () => {
    const { page } = app;
    await type('clear\n');
    await type('sleep 1000; echo "status-$?"\n');
    await onScreen(page, 'sleep 1000');
    await page.keyboard.press('Control+C');
    await onScreen(page, '^C'); // what is typed before that, the server throws away
    await type('clear; echo "alive"; echo copy-me-$((5+5))\n');
    await onScreen(page, 'copy-me-10');
    const row = page.locator('.xterm-rows > div').filter({ hasText: /^copy-me-10/ });
    const box = await row.boundingBox();
    assert.ok(box);
    await page.mouse.dblclick(box.x + 12, box.y + box.height / 2);
    await page.keyboard.press('Control+C');
    assert.match(await clipboard(), /copy/);
    await type('echo after-$((6+6))\n');
    await onScreen(page, 'after-12');
  });

  test('keys and settings change the letters of an open terminal', async () => {
    const { page } = app;
    const size = () =>
      page.evaluate(() => {
        const rows = document.querySelector('.xterm-rows');
        return rows ? getComputedStyle(rows).fontSize : '';
      });
    const becomes = (wanted: string) =>
      page.waitForFunction((px) => {
        const rows = document.querySelector('.xterm-rows');
        return rows !== null && getComputedStyle(rows).fontSize === px;
      }, wanted);
    assert.equal(await size(), '13px');
    await page.keyboard.press('Control+Equal');
    await becomes('14px');
    await page.keyboard.press('Control+Minus');
    await page.keyboard.press('Control+Minus');
    await becomes('12px');
    await page.keyboard.press('Control+0');
    await becomes('13px');
  });

  test('a program gets all colours, the widths of characters, and the mouse', async () => {
    const { page } = app;
    await type(`clear; printf '\\033[38;2;255;140;66mpain%s\\033[0m\\n' ted\n`);
    await onScreen(page, 'painted');
    const color = await page.evaluate(
      () =>
        [...document.querySelectorAll('.xterm-rows span')]
          .filter((span) => span.textContent === 'painted')
          .map((span) => getComputedStyle(span).color)[0],
    );
    assert.equal(color, 'rgb(255, 140, 66)');
    await type('clear; sh wide.sh\n');
    await onScreen(page, 'columns-5-end');
    await type('clear; sh mouse.sh\n');
    await onScreen(page, 'mouse-on');
    await screen().click({ position: { x: 60, y: 60 } });
    // ESC [ < 0 ;
    await page.waitForFunction(() =>
      /got-1b5b3c303b/.test(document.querySelector('.xterm-rows')?.textContent ?? ''),
    );
  });

  test('the menu selects and clears; Ctrl+Shift+T and Ctrl+Tab walk tabs; a bell marks one', async () => {
    const { page } = app;
    await screen().click({ button: 'right', position: { x: 200, y: 80 } });
    await app.screenshot('terminal-menu');
    await page.getByRole('menuitem', { name: 'Clear' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.xterm-helper-textarea:focus').waitFor();
    await screen().click({ button: 'right', position: { x: 200, y: 80 } });
    await page.getByRole('menuitem', { name: 'Clear' }).click();
    await type(`(sleep 2; printf '\\a') &\n`);
    await page.keyboard.press('Control+Shift+T');
    await tab('Terminal 2').and(page.locator('[aria-current="true"]')).waitFor();
    await tab('Terminal 1').filter({ hasText: 'rang' }).waitFor();
    await page.locator('.xterm-helper-textarea').focus();
    await page.keyboard.press('Control+Tab');
    await tab('Terminal 1').and(page.locator('[aria-current="true"]')).waitFor();
    assert.doesNotMatch((await tab('Terminal 1').textContent()) ?? '', /rang/);
  });

  test('a tab is renamed; closing asks; an ended shell starts again in its place', async () => {
    const { page } = app;
    await tab('Terminal 2').dblclick();
    const field = page.getByRole('textbox', { name: 'New name of Terminal 2' });
    await field.fill('training');
    await field.press('Enter');
    await tab('training').click();
    await screen().click();
    await type('echo was-$((4+4)); exit 3\n');
    await tab('training').filter({ hasText: 'exited with 3' }).waitFor();
    await main(page).getByRole('button', { name: 'Open a new shell' }).click();
    await onScreen(page, 'The shell has ended with code 3. A new shell starts here');
    await onScreen(page, 'was-8');
    await type('echo anew-$((8+8))\n');
    await onScreen(page, 'anew-16');
    await app.screenshot('terminal-reopened');
    const dialog = page.getByRole('dialog', { name: 'Close training?' });
    await tab('training').click({ button: 'middle' });
    assert.match((await dialog.textContent()) ?? '', /The shell in this tab ends/);
    await app.screenshot('terminal-close');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.match(await screenText(page), /anew-16/);
    await main(page).getByRole('button', { name: 'Close training' }).click();
    await dialog.getByRole('button', { name: 'End the shell' }).click();
    await tab('training').waitFor({ state: 'detached' });
  });
});
