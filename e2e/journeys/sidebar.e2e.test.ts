/** The servers at the left, wider and narrower: by mouse, by keyboard, back again, and kept. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { type Lab, type LabUser, startLab } from '../lab';
import { keptHome, windowUser } from './person';

describe('the width of the servers', { skip: windowMissing() }, () => {
  let lab: Lab;
  let user: LabUser;
  let home: string;
  let app: App;
  const open = async () => {
    app = await launchApp({ lab, user, home, size: { width: 1200, height: 800 } });
    app.page.setDefaultTimeout(15_000);
    await edge().waitFor();
  };
  before(async () => {
    lab = await startLab();
    user = await windowUser(lab);
    home = keptHome(user);
    await open();
  });
  after(async () => {
    await app?.close();
    rmSync(home, { recursive: true, force: true });
    await lab?.stop();
  });

  const edge = () => app.page.getByRole('separator', { name: 'Width of the servers' });
  const drawn = async () =>
    Math.round((await app.page.getByRole('complementary').boundingBox())?.width ?? 0);
  const told = async () => Number(await edge().getAttribute('aria-valuenow'));
  const untilTold = (width: number) =>
    app.page.waitForFunction(
      (wanted) =>
        document.querySelector('[role="separator"]')?.getAttribute('aria-valuenow') === `${wanted}`,
      width,
    );
  async function drag(by: number): Promise<void> {
    const box = await edge().boundingBox();
    assert.ok(box);
    const { mouse } = app.page;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x + by, y, { steps: 6 });
    await mouse.up();
  }

  test('the mouse drags it, and not beyond its ends', async () => {
    assert.equal(await drawn(), 264);
    await drag(60);
    await untilTold(324);
    assert.equal(await drawn(), 324);
    await drag(-300);
    await untilTold(200);
    assert.equal(await drawn(), 200);
    await drag(900);
    await untilTold(520);
    assert.equal(await drawn(), 520);
  });

  test('a double click makes it the usual width', async () => {
    await edge().dblclick();
    await untilTold(264);
    assert.equal(await drawn(), 264);
  });

  test('the keyboard moves it: arrows, Home, End, Enter', async () => {
    const { keyboard } = app.page;
    await edge().focus();
    const steps: [string, number][] = [
      ['ArrowRight', 280],
      ['ArrowLeft', 264],
      ['ArrowLeft', 248],
      ['Home', 200],
      ['ArrowLeft', 200],
      ['End', 520],
      ['Enter', 264],
    ];
    for (const [key, width] of steps) {
      await keyboard.press(key);
      await untilTold(width);
      assert.equal(await drawn(), width, key);
    }
  });

  test('in a small window it leaves room for the rest, and comes back with the room', async () => {
    const resize = async (width: number) => {
      await app.electronApp.evaluate(
        ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setContentSize(to, 700),
        width,
      );
      await app.page.waitForFunction((to) => window.innerWidth === to, width);
    };
    await edge().focus();
    await app.page.keyboard.press('End');
    await untilTold(520);
    await resize(900);
    assert.equal(await drawn(), 405);
    await resize(1200);
    assert.equal(await drawn(), 520);
  });

  test('the next start has the same width', async () => {
    await edge().focus();
    await app.page.keyboard.press('Home');
    await app.page.keyboard.press('ArrowRight');
    await untilTold(216);
    await app.close();
    await open();
    await untilTold(216);
    assert.equal(await drawn(), 216);
    assert.equal(await told(), 216);
  });
});
