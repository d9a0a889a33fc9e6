/** The window itself: comes back where it was, zooms, asks about closing, hides to the tray. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { type Lab, type LabUser, startLab } from '../lab';
import { askRaw } from './page-wire';
import { keptHome, windowUser } from './person';

describe('the window', { skip: windowMissing() }, () => {
  let lab: Lab;
  let user: LabUser;
  let home: string;
  const open: App[] = [];
  before(async () => {
    lab = await startLab();
    user = await windowUser(lab);
    home = keptHome(user);
  });
  after(async () => {
    for (const app of open) await app.close();
    rmSync(home, { recursive: true, force: true });
    await lab?.stop();
  });

  const launch = async () => {
    const app = await launchApp({ lab, user, home });
    open.push(app);
    return app;
  };
  const value = async (app: App, procedure: string, input: unknown) => {
    const outcome = (await askRaw(app.page, procedure, input)) as { ok: boolean; value: unknown };
    assert.equal(outcome.ok, true, JSON.stringify(outcome));
    return outcome.value;
  };
  const boundsOf = (app: App) =>
    app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  const pressClose = (app: App) =>
    app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const isVisible = (app: App) =>
    app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());

  test('comes back where it was, with what it showed', async () => {
    const first = await launch();
    const place = { x: 40, y: 60, width: 1000, height: 700 };
    await first.electronApp.evaluate(
      ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to),
      place,
    );
    await first.close();
    const second = await launch();
    assert.deepEqual(await boundsOf(second), place);
    await second.close();
  });

  test('zooms as the setting says, and lists licences and the log', async () => {
    const app = await launch();
    await value(app, 'settings.change', { patch: { appearance: { zoomPercent: 200 } } });
    await app.page.waitForFunction(() => window.devicePixelRatio === 2);
    await value(app, 'settings.change', { patch: { appearance: { zoomPercent: 100 } } });
    const licences = (await value(app, 'shell.licences', {})) as { name: string }[];
    assert.ok(licences.some(({ name }) => name === 'electron'));
    const log = (await value(app, 'shell.log', { entries: 100 })) as {
      entries: { text: string }[];
    };
    assert.ok(log.entries.some(({ text }) => text === 'started'));
    await app.close();
  });

  test('hides to the tray, is shown again, and quits when that is the setting', async () => {
    const app = await launch();
    await value(app, 'settings.change', { patch: { window: { onClose: 'tray' } } });
    await pressClose(app);
    assert.equal(await isVisible(app), false);
    await app.electronApp.evaluate(({ app: main }) => main.emit('second-instance'));
    assert.equal(await isVisible(app), true);
    await value(app, 'settings.change', { patch: { window: { onClose: 'quit' } } });
    const ended = once(app.electronApp.process(), 'exit');
    await pressClose(app).catch(() => {
      // The program may be gone before it answers.
    });
    await ended;
  });
});
