/** The page itself comes and goes: a reload leaves nothing behind, a crash is not the end. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { logged, readLog } from './app-log';

describe('the page', { skip: windowMissing() }, () => {
  let app: App;
  before(async () => {
    app = await launchApp();
  });
  after(() => app?.close());

  /** What main listens for on the page's contents, by event. */
  const listeners = () =>
    app.electronApp.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return ['destroyed', 'render-process-gone'].map((name) => contents?.listenerCount(name));
    });
  const servers = () => app.page.getByRole('navigation', { name: 'Servers' }).waitFor();

  test('a reload takes its listeners in main along', async () => {
    await servers();
    const first = await listeners();
    for (let n = 0; n < 3; n += 1) {
      await app.page.reload();
      await servers();
    }
    assert.deepEqual(await listeners(), first);
  });

  test('that crashes is loaded again, and the log tells of it', async () => {
    const loaded = app.electronApp.evaluate(
      ({ BrowserWindow }) =>
        new Promise<boolean>((resolve) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents;
          contents?.once('did-finish-load', () => resolve(true));
          contents?.forcefullyCrashRenderer();
        }),
    );
    assert.equal(await loaded, true);
    const entry = await logged(app.home, (line) => line.text === 'the page ended');
    assert.equal(entry.data?.loadedAgain, true);
    assert.equal(readLog(app.home).filter((line) => line.text === 'the page ended').length, 1);
    // Playwright has given up on a page that crashed; main can still ask it.
    const title = await app.electronApp.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
        `new Promise((resolve) => {
          const look = () => document.querySelector('nav') ? resolve(document.title) : setTimeout(look, 50);
          look();
        })`,
      ),
    );
    assert.equal(title, 'Labmate');
  });
});
