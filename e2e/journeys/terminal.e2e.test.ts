/**
 * The terminal as a person uses it, against a real shell: tabs, size, pastes that ask, links; and as
 * hostile output uses it: nothing that a server prints may type, copy or open.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, windowMissing } from '../harness';
import { giveTo, isRoot, type Lab, startLab } from '../lab';
import { browserLog, openedAddress } from './browser';
import { connect, connected, launchWith, main, onScreen, openTerminal, screenText } from './person';

const skip = windowMissing();

/** What programs print to make a terminal type, copy or report (ctlseqs; security.md). */
const hostile = [
  '\\033]52;c;c3RvbGVu\\007', // sets the clipboard to "stolen"
  '\\033]52;c;?\\007', // asks for it
  '\\033]0;touch pwned\\007\\033[21t', // sets the title, then has it reported
  '\\033]10;?\\007\\033]11;?\\007\\033]4;1;?\\007', // asks for colours
  '\\005', // answerback
  '\\033[14t\\033[18t\\033[20t', // asks for sizes and the icon's name
  '\\033P$qm\\033\\\\\\033P+q544e\\033\\\\', // DECRQSS, XTGETTCAP
  '\\033]50;?\\007\\033]1337;RequestAttachment=x\\007',
  '\\033]777;notify;a;b\\007\\033]9;hello\\007',
].join('');

describe('the terminal', { skip }, () => {
  let lab: Lab;
  let app: App;

  before(async () => {
    lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1' }] });
    const { home, user } = lab.server('gpu1');
    const script = join(home, 'hostile.sh');
    writeFileSync(script, `printf '${hostile}'\n`);
    // 20 MB with line numbers, so that the last line shows that none is missing.
    const loud = join(home, 'loud.sh');
    writeFileSync(
      loud,
      "yes 'a line of output that fills the screen and some more' | head -c 20000000\n",
    );
    // Prints what reaches its input within two seconds, in hex.
    const listen = join(home, 'listen.sh');
    writeFileSync(
      listen,
      `stty raw -echo; printf '${hostile}'; timeout 2 cat >typed.bin; stty sane; echo heard-$(wc -c <typed.bin)-bytes\n`,
    );
    if (isRoot) for (const file of [script, loud, listen]) giveTo(user, file);
    app = await launchWith(lab, () => '', { LABMATE_BROWSER_LOG: '1' });
    await connect(app.page, 'gpu1');
    await connected(app.page);
    await openTerminal(app.page);
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const type = (text: string) => app.page.keyboard.type(text);
  const setClipboard = (text: string) =>
    app.electronApp.evaluate(({ clipboard }, words) => clipboard.writeText(words), text);
  const clipboard = () => app.electronApp.evaluate(({ clipboard }) => clipboard.readText());
  const tab = (n: number) =>
    main(app.page).getByRole('button', { name: `Terminal ${n}`, exact: true });

  test('the size of the shell is the size of the screen, also after a change', async () => {
    const { page } = app;
    const seen = async (mark: string) => {
      await type(`echo ${mark}-$(stty size | tr ' ' x)-end\n`);
      await page.waitForFunction(
        (text) =>
          new RegExp(`${text}-\\d+x\\d+-end`).test(
            document.querySelector('.xterm-rows')?.textContent ?? '',
          ),
        mark,
      );
      const [, rows, cols] =
        new RegExp(`${mark}-(\\d+)x(\\d+)-end`).exec(await screenText(page)) ?? [];
      return { rows: Number(rows), cols: Number(cols) };
    };
    const rowsDrawn = () => page.locator('.xterm-rows > div').count();
    const first = await seen('first');
    assert.equal(first.rows, await rowsDrawn());
    await app.electronApp.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, width: 1000, height: 640 }),
    );
    await page.waitForFunction(
      (old) => document.querySelectorAll('.xterm-rows > div').length !== old,
      first.rows,
    );
    const second = await seen('second');
    assert.equal(second.rows, await rowsDrawn());
    assert.ok(second.cols < first.cols, `${second.cols} columns after ${first.cols}`);
    await app.electronApp.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, width: 1360, height: 880 }),
    );
    await page.waitForFunction(
      (old) => document.querySelectorAll('.xterm-rows > div').length === old,
      first.rows,
    );
  });

  test('tabs are shells of their own and keep what they show', async () => {
    const { page } = app;
    await type('clear; MARK=one; echo this-is-$MARK\n');
    await onScreen(page, 'this-is-one');
    await main(page).getByRole('button', { name: 'New terminal' }).click();
    await tab(2).and(page.locator('[aria-current="true"]')).waitFor();
    await page.locator('[data-testid^="terminal-"]').click();
    await type('echo "mark[$MARK]"; echo second-$((1+1))\n');
    await onScreen(page, 'second-2');
    assert.match(await screenText(page), /mark\[\]/);
    await tab(1).click();
    await onScreen(page, 'this-is-one');
    assert.doesNotMatch(await screenText(page), /second-2/);
    await page.locator('[data-testid^="terminal-"]').click();
    await type('echo still-$MARK\n');
    await onScreen(page, 'still-one');
    await main(page).getByRole('button', { name: 'Close Terminal 2' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End the shell' }).click();
    await tab(2).waitFor({ state: 'detached' });
    await page.locator('[data-testid^="terminal-"]').click();
  });

  test('a paste of several lines asks first; Cancel pastes nothing', async () => {
    const { page } = app;
    await type('clear\n');
    await setClipboard('echo pasted-$((20+1))\necho pasted-$((20+2))\n');
    await page.keyboard.press('Control+Shift+V');
    const dialog = page.getByRole('dialog', { name: 'Paste 2 lines?' });
    await dialog.getByTestId('paste-text').waitFor();
    await app.screenshot('terminal-paste');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await type('echo after-$((1+1))\n');
    await onScreen(page, 'after-2');
    assert.doesNotMatch(await screenText(page), /pasted/);
    await page.keyboard.press('Control+Shift+V');
    await dialog.getByRole('button', { name: 'Paste', exact: true }).click();
    // Bracketed paste: bash shows both lines and waits for Enter.
    await onScreen(page, 'echo pasted-$((20+2))');
    await page.keyboard.press('Enter');
    await onScreen(page, 'pasted-21');
    await onScreen(page, 'pasted-22');
    await setClipboard('echo one-$((40+2))');
    await page.keyboard.press('Control+Shift+V');
    await page.keyboard.press('Enter');
    await onScreen(page, 'one-42');
    assert.equal(await page.getByRole('dialog').count(), 0, 'one line is not asked');
  });

  test('output cannot type, copy or name anything', async () => {
    const { page } = app;
    await type('clear\n');
    await setClipboard('mine');
    const title = await page.title();
    await type('sh hostile.sh\n');
    await type('sh listen.sh\n');
    await onScreen(page, 'heard-0-bytes');
    assert.equal(await clipboard(), 'mine');
    assert.equal(await page.title(), title);
    assert.equal(await page.getByRole('dialog').count(), 0);
    assert.ok(!existsSync(join(lab.server('gpu1').home, 'pwned')));
  });

  test('20 MB of output arrive whole, and the window answers meanwhile', async () => {
    const { page } = app;
    await type('clear\n');
    await type('sh loud.sh; echo; echo last-$((50+5))-line\n');
    await onScreen(page, 'a line of output');
    // While it pours: another part of the window opens and the shell is back where it was.
    await page.getByRole('tab', { name: 'Overview', exact: true }).click();
    await main(page).getByTestId('overview-headline').waitFor({ timeout: 5_000 });
    await page.getByRole('tab', { name: 'Terminal', exact: true }).click();
    await onScreen(page, 'last-55-line');
    await page.locator('[data-testid^="terminal-"]').click();
    await type('echo quick-$((6*7))\n');
    await onScreen(page, 'quick-42');
  });

  test('an http link opens with Ctrl and a click only; a file link never', async () => {
    const { page } = app;
    await type('clear\n');
    await type("printf 'see http://127.0.0.1:%d/%s or %s:///etc/passwd\\n' 8000 page file\n");
    await onScreen(page, 'see http://127.0.0.1:8000/page or file:///etc/passwd');
    await type(
      "printf '\\033]8;;file:///etc/shadow\\033\\\\inner%s\\033]8;;\\033\\\\ \\n' -link\n",
    );
    await onScreen(page, 'inner-link');
    const place = (row: string, text: string) =>
      page.evaluate(
        ({ row, text }) => {
          const rows = [...document.querySelectorAll('.xterm-rows > div')];
          const found = rows.find((each) =>
            each.textContent?.replaceAll('\u00a0', ' ').startsWith(row),
          );
          if (!found) throw new Error(`no row begins with ${row}`);
          const box = found.getBoundingClientRect();
          const screen = document.querySelector('.xterm-screen')?.getBoundingClientRect();
          const measure = document.querySelector('.xterm-char-measure-element');
          const width =
            (measure?.getBoundingClientRect().width ?? 0) / (measure?.textContent?.length || 1);
          const index = (found.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(text);
          return { x: (screen?.x ?? box.x) + (index + 4) * width, y: box.y + box.height / 2 };
        },
        { row, text },
      );
    const click = async (row: string, text: string, ctrl: boolean) => {
      const { x, y } = await place(row, text);
      await page.mouse.move(x - 3, y);
      await page.mouse.move(x, y);
      if (ctrl) await page.keyboard.down('Control');
      await page.mouse.click(x, y);
      if (ctrl) await page.keyboard.up('Control');
    };
    await click('see http', 'http', false);
    await click('see http', 'file', true);
    await click('inner-link', 'inner', true);
    const { x, y } = await place('see http', 'http');
    await page.mouse.move(x, y);
    await page.getByRole('status').filter({ hasText: '127.0.0.1:8000/page' }).waitFor();
    await app.screenshot('terminal-link');
    await click('see http', 'http', true);
    assert.equal(await openedAddress(app.home), 'http://127.0.0.1:8000/page');
    const opened = readFileSync(join(app.home, browserLog), 'utf8').split('\n').filter(Boolean);
    assert.deepEqual(opened, ['http://127.0.0.1:8000/page']);
  });

  test('one key leaves the terminal, and Enter leads back', async () => {
    const { page } = app;
    const focused = () => page.evaluate(() => document.activeElement?.className ?? '');
    await page.locator('[data-testid^="terminal-"]').click();
    await page.keyboard.press('Tab');
    assert.match(await focused(), /xterm/, 'Tab stays the shell’s');
    await page.keyboard.press('Control+Shift+Tab');
    assert.doesNotMatch(await focused(), /xterm/);
    await page.keyboard.press('Enter');
    assert.match(await focused(), /xterm/);
  });

  test('a page that loads again shows the same shell, and its prompt', async () => {
    const { page } = app;
    await type('word=kept-$((6*7)); clear; echo ready-$((1+1))\n');
    await onScreen(page, 'ready-2');
    await page.reload();
    await page.locator('.xterm-rows').waitFor();
    await onScreen(page, '$'); // the prompt is drawn again, without a key
    await type('echo $word\n');
    await onScreen(page, 'kept-42');
  });

  test('disconnecting asks while a terminal is open, and Cancel keeps it', async () => {
    const { page } = app;
    const leave = main(page).getByRole('button', { name: 'Disconnect from gpu1' });
    const dialog = page.getByRole('dialog', { name: 'Disconnect from gpu1?' });
    await leave.click();
    assert.match((await dialog.textContent()) ?? '', /tmux or nohup/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await connected(page);
    await leave.click();
    await dialog.getByRole('button', { name: 'Disconnect', exact: true }).click();
    await page.getByRole('button', { name: 'Connect to gpu1', exact: true }).first().waitFor();
  });
});
