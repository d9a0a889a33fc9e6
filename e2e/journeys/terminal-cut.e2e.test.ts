/**
 * A terminal whose connection, shell or graphics card goes away: it says so, keeps what it shows, and
 * goes on by one key; nothing that is typed meanwhile is lost.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type App, windowMissing } from '../harness';
import type { Lab } from '../lab';
import { askRaw } from './page-wire';
import {
  frontScreen,
  main,
  onScreen,
  openTerminal,
  readCard,
  screenText,
  windowOn,
} from './person';

describe('a terminal that loses something', { skip: windowMissing() }, () => {
  let lab: Lab;
  let app: App;

  before(async () => {
    ({ lab, app } = await windowOn('gpu1'));
    await openTerminal(app.page);
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const type = (text: string) => app.page.keyboard.type(text);
  const state = (kind: string) =>
    frontScreen(app.page)
      .and(app.page.locator(`[data-state="${kind}"]`))
      .waitFor();

  test('the server’s end of the connection is killed: Enter brings a new shell below the old lines', async () => {
    const { page } = app;
    await type('seq -f "old line %g" 1 200; echo before-$((1+1))\n');
    await onScreen(page, 'before-2');
    // The parent of the shell is the session process of sshd for this connection.
    await type('ps -o comm= -p $PPID; kill -9 $PPID\n');
    const panel = main(page).getByRole('region', { name: 'Terminals on gpu1' });
    const { text } = await readCard(panel, 'connections/lost');
    assert.match(text, /lost/);
    assert.match(text, /Enter/);
    await state('lost');
    await onScreen(page, 'before-2');
    await app.screenshot('terminal-cut');
    lab.server('gpu1').proxy.delay(300);
    await frontScreen(page).click();
    await page.keyboard.press('Enter');
    await type('echo early-$((20+3))\n'); // the shell is not there yet
    await state('open');
    await onScreen(page, 'The connection to this shell was lost. A new shell starts here');
    await onScreen(page, 'early-23');
    lab.server('gpu1').proxy.delay(0);
    assert.match(await screenText(page), /before-2.*A new shell starts here.*early-23/s);
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('textbox', { name: 'Search in this terminal' }).fill('old line 17');
    await page.getByTestId('search-count').filter({ hasText: 'of 11' }).waitFor(); // 17, 170 to 179
    await page.keyboard.press('Escape');
  });

  test('a server that does not answer: it is said, nothing is closed, and what was typed arrives', async () => {
    const { page } = app;
    const badge = page.getByTestId('connection-badge');
    await badge.filter({ hasText: 'Connected' }).waitFor();
    lab.server('gpu1').proxy.stall();
    await frontScreen(page).click();
    await type('echo silent-$((50+6))\n');
    await badge.filter({ hasText: 'Not answering' }).waitFor();
    await page
      .getByTestId('silence')
      .getByText(/gpu1 has not answered for \d+ s/)
      .waitFor();
    await app.screenshot('server-silent');
    lab.server('gpu1').proxy.resume();
    await onScreen(page, 'silent-56');
    await badge.filter({ hasText: 'Connected' }).waitFor();
    await page.getByTestId('silence').waitFor({ state: 'detached' });
  });

  test('keys that are typed before a new shell is there reach it', async () => {
    const { page } = app;
    await frontScreen(page).click();
    await type('exit 5\n');
    await state('exited');
    lab.server('gpu1').proxy.delay(300);
    await page.keyboard.press('Enter');
    await type('echo "all of it-$((40+2))"\n');
    await onScreen(page, 'all of it-42');
    await page.keyboard.press('Control+Shift+T');
    await main(page)
      .getByRole('button', { name: 'Terminal 2', exact: true })
      .and(page.locator('[aria-current="true"]'))
      .waitFor();
    await page.locator('.xterm-helper-textarea:focus').waitFor();
    await type('echo "and here-$((50+5))"\n');
    await onScreen(page, 'and here-55');
    lab.server('gpu1').proxy.delay(0);
  });

  test('a graphics card that lets go leaves the terminal to the other renderer', async (t) => {
    const { page } = app;
    const wish = { patch: { terminal: { renderer: 'webgl' } } };
    assert.equal(((await askRaw(page, 'settings.change', wish)) as { ok: boolean }).ok, true);
    const hasWebgl = await page.evaluate(
      () => document.createElement('canvas').getContext('webgl2') !== null,
    );
    if (!hasWebgl) return t.skip('this machine has no WebGL, not even a computed one');
    await frontScreen(page).locator('canvas').first().waitFor();
    await type('clear; echo drawn-$((7+7))\n');
    const lost = await page.evaluate(() => {
      const contexts = [...document.querySelectorAll<HTMLCanvasElement>('.xterm canvas')].flatMap(
        (canvas) => canvas.getContext('webgl2') ?? [],
      );
      for (const context of contexts) context.getExtension('WEBGL_lose_context')?.loseContext();
      return contexts.length;
    });
    assert.equal(lost, 1);
    await page.getByText('The graphics card let go of the terminal.').waitFor();
    await onScreen(page, 'drawn-14');
    await type('echo simply-$((8+8))\n');
    await onScreen(page, 'simply-16');
    assert.equal(await frontScreen(page).locator('canvas').count(), 0);
  });
});
