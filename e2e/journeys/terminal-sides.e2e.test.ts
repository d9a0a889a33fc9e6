/**
 * Two shells in one tab, and tabs in the order that one wants, against a real server: by the mouse, by
 * keys, after a page that was loaded again.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type App, windowMissing } from '../harness';
import type { Lab } from '../lab';
import { assertAccessible } from './axe';
import {
  frontScreen,
  main,
  onScreen,
  openTerminal,
  runCommand,
  screenText,
  windowOn,
} from './person';

describe('sides and tabs of terminals', { skip: windowMissing() }, () => {
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
  const side = (word: string) => main(app.page).getByRole('region', { name: `The ${word} side` });
  const front = (word: string) => side(word).and(app.page.locator('[data-focused="true"]'));
  const divider = () =>
    main(app.page).getByRole('separator', { name: 'Divider between the sides' });
  const share = async () => Number(await divider().getAttribute('aria-valuenow'));
  const tabNames = () =>
    main(app.page)
      .getByRole('list', { name: 'Terminals' })
      .locator('[data-shown-terminal]')
      .evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute('aria-label')));
  const namesBecome = async (names: readonly string[]) => {
    await app.page
      .waitForFunction((wanted) => {
        const shown = [...document.querySelectorAll('[data-shown-terminal]')];
        return shown.map((each) => each.getAttribute('aria-label')).join() === wanted;
      }, names.join())
      .catch(async () => assert.deepEqual(await tabNames(), names));
  };
  const tab = (name: string) => main(app.page).getByRole('button', { name, exact: true });
  const endTheShell = (dialog: string) =>
    app.page
      .getByRole('dialog', { name: dialog })
      .getByRole('button', { name: 'End the shell' })
      .click();
  /** What the shell of the front side says of its width. */
  const columns = async (mark: string) => {
    await type(`echo ${mark}-$(tput cols)-wide\n`);
    const found = new RegExp(`${mark}-(\\d+)-wide`);
    await app.page.waitForFunction(
      (source) =>
        new RegExp(source).test(
          document.querySelector('[data-focused="true"] .xterm-rows')?.textContent ?? '',
        ),
      found.source,
    );
    return Number(found.exec(await screenText(app.page))?.[1]);
  };

  test('a key splits the tab; both sides are shells of their own; a key changes the side', async () => {
    const { page } = app;
    await type('clear; WHO=left; echo first-$((1+1))\n');
    await onScreen(page, 'first-2');
    const whole = await columns('whole');
    await page.keyboard.press('Control+Shift+D');
    await front('right').waitFor();
    await side('right').locator('.xterm-rows').waitFor();
    assert.deepEqual(await tabNames(), ['Terminal 1'], 'it stays one tab');
    await type('WHO=right; echo "second[$WHO]"\n');
    await onScreen(page, 'second[right]');
    const half = await columns('half');
    assert.ok(half < whole * 0.6, `${half} columns of ${whole}`);
    await page.keyboard.press('Control+Shift+O');
    await front('left').waitFor();
    await type('echo "again[$WHO]"\n');
    await onScreen(page, 'again[left]');
    assert.doesNotMatch(await screenText(page), /second\[right\]/);
    await app.screenshot('terminal-sides');
    await assertAccessible(page, 'a split terminal');
    await side('right').locator('.xterm-screen').click();
    await front('right').waitFor();
    await type('echo "clicked[$WHO]"\n');
    await onScreen(page, 'clicked[right]');
  });

  test('the divider moves by the mouse and by keys, and the shells learn their size', async () => {
    const { page } = app;
    const before = await columns('before');
    const box = await divider().boundingBox();
    const all = await divider().locator('..').boundingBox();
    assert.ok(box && all);
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width / 2, y);
    await page.mouse.down();
    await page.mouse.move(all.x + all.width * 0.4, y);
    await page.mouse.move(all.x + all.width * 0.3, y);
    await page.mouse.up();
    assert.equal(await share(), 30);
    await onScreen(page, 'before'); // the right side kept the keyboard
    const wider = await columns('wider');
    assert.ok(wider > before * 1.2, `${wider} columns after ${before}`);
    await divider().focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await share(), 32);
    await page.keyboard.press('Shift+ArrowLeft');
    assert.equal(await share(), 22);
    await page.keyboard.press('End');
    assert.equal(await share(), 85);
    await page.keyboard.press('Home');
    assert.equal(await share(), 15);
    await page.keyboard.press('Enter');
    assert.equal(await share(), 50);
    await page.keyboard.press('Control+Shift+E');
    await side('lower').waitFor();
    assert.equal(await divider().getAttribute('aria-orientation'), 'horizontal');
    await divider().focus();
    await page.keyboard.press('ArrowUp');
    assert.equal(await share(), 48);
    await app.screenshot('terminal-sides-below');
  });

  test('a page that is loaded again shows both sides, with the keyboard in the same one', async () => {
    const { page } = app;
    await side('upper').locator('.xterm-screen').click();
    await type('clear\n');
    await page.reload();
    await front('upper').waitFor();
    await side('lower').locator('.xterm-rows').waitFor();
    assert.equal(await share(), 48);
    await type('echo "upper[$WHO]"\n');
    await onScreen(page, 'upper[left]');
    await page.keyboard.press('Control+Shift+O');
    await front('lower').waitFor();
    await type('echo "lower[$WHO]"\n');
    await onScreen(page, 'lower[right]');
  });

  test('closing one side keeps the other, which goes on with the keyboard', async () => {
    const { page } = app;
    await page.keyboard.press('Control+Shift+O');
    await front('upper').waitFor();
    await page.keyboard.press('Control+Shift+W');
    await endTheShell('Close the upper side of Terminal 1?');
    await divider().waitFor({ state: 'detached' });
    assert.equal(await frontScreen(page).count(), 1);
    await page.locator('.xterm-helper-textarea:focus').waitFor();
    await type('clear; echo "left over[$WHO]"\n');
    await onScreen(page, 'left over[right]');
    assert.deepEqual(await tabNames(), ['Terminal 1']);
  });

  test('the menu splits down; the whole tab asks once and ends both shells', async () => {
    const { page } = app;
    await main(page).getByRole('button', { name: 'Split this terminal' }).click();
    await app.screenshot('terminal-split-menu');
    await page.getByRole('menuitem', { name: 'Split down' }).click();
    await front('lower').waitFor();
    await runCommand(page, 'split beside each other');
    await front('right').waitFor();
    await runCommand(page, 'split above the other');
    await front('lower').waitFor();
    await type('exit 4\n');
    await side('lower').getByText('exited with 4').waitFor();
    await main(page).getByRole('button', { name: 'Open a new shell' }).click();
    await type('echo anew-$((2+3))\n');
    await onScreen(page, 'anew-5');
    await side('lower').getByRole('button', { name: 'Close the lower side' }).click();
    await endTheShell('Close the lower side of Terminal 1?');
    await divider().waitFor({ state: 'detached' });
    await frontScreen(page).click({ button: 'right', position: { x: 200, y: 80 } });
    await page.getByRole('menuitem', { name: 'Split right' }).click();
    await front('right').waitFor();
    await main(page).getByRole('button', { name: 'Close Terminal 1' }).click();
    await page
      .getByRole('dialog', { name: 'Close Terminal 1?' })
      .getByRole('button', { name: 'End both shells' })
      .click();
    await tab('Terminal 1').waitFor({ state: 'detached' });
    await main(page).getByText('A shell on gpu1').waitFor();
  });

  test('tabs go where they are dragged, or by keys, keep their names, and stay there', async () => {
    const { page } = app;
    await main(page).getByRole('button', { name: 'New terminal' }).first().click();
    await tab('Terminal 1').and(page.locator('[aria-current="true"]')).waitFor();
    for (const name of ['Terminal 2', 'Terminal 3']) {
      await main(page).getByRole('button', { name: 'New terminal' }).click();
      await tab(name).and(page.locator('[aria-current="true"]')).waitFor();
    }
    assert.deepEqual(await tabNames(), ['Terminal 1', 'Terminal 2', 'Terminal 3']);
    const from = await tab('Terminal 1').boundingBox();
    const to = await tab('Terminal 3').boundingBox();
    assert.ok(from && to);
    await page.mouse.move(from.x + 20, from.y + 12);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + 12);
    await page.mouse.move(to.x + 30, to.y + 12, { steps: 6 });
    await page.mouse.up();
    await namesBecome(['Terminal 2', 'Terminal 3', 'Terminal 1']);
    await tab('Terminal 3').and(page.locator('[aria-current="true"]')).waitFor();
    await frontScreen(page).click();
    await page.keyboard.press('Control+Shift+PageUp');
    await namesBecome(['Terminal 3', 'Terminal 2', 'Terminal 1']);
    await page.getByRole('status').filter({ hasText: 'Terminal 3 is tab 1 of 3.' }).waitFor();
    await page.keyboard.press('Control+Shift+PageDown');
    await page.keyboard.press('Control+Shift+PageDown');
    await namesBecome(['Terminal 2', 'Terminal 1', 'Terminal 3']);
    await type('clear; echo mine-$((3+4))\n');
    await onScreen(page, 'mine-7');
    await page.reload();
    await onScreen(page, '$');
    assert.deepEqual(await tabNames(), ['Terminal 2', 'Terminal 1', 'Terminal 3']);
    await page.keyboard.press('Control+Shift+P');
    await page.getByRole('dialog').locator('input').fill('Move tab left');
    await page.getByRole('option', { name: /Move tab left/ }).waitFor();
    await page.keyboard.press('Enter');
    await namesBecome(['Terminal 2', 'Terminal 3', 'Terminal 1']);
  });
});
