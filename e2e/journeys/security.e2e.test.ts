/** Attacks on the window, each as a bad page would try it: refused, logged, and the app goes on. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { logged } from './app-log';
import { askRaw, tagOf } from './page-wire';

describe('a page that has gone bad', { skip: windowMissing() }, () => {
  let app: App;
  before(async () => {
    app = await launchApp({ env: { LABMATE_TEST_PROCEDURES: '1' } });
  });
  after(() => app?.close());

  const refused = (text: string) => logged(app.home, (line) => line.text === text);
  const goesOn = async () => {
    const outcome = await askRaw(app.page, 'diagnostics.echo', { text: 'still here' });
    assert.deepEqual(outcome, { ok: true, value: { text: 'still here' } });
    assert.equal(new URL(app.page.url()).protocol, 'app:');
  };

  test('has no require, no process, no more than four functions', async () => {
    const seen = await app.page.evaluate(() => ({
      require: typeof (globalThis as Record<string, unknown>).require,
      process: typeof (globalThis as Record<string, unknown>).process,
      electron: typeof (globalThis as Record<string, unknown>).electron,
      bridge: Object.keys(globalThis.labmate).sort(),
    }));
    assert.deepEqual(seen, {
      require: 'undefined',
      process: 'undefined',
      electron: 'undefined',
      bridge: ['listen', 'openTerminalPort', 'pathOf', 'post'],
    });
    await goesOn();
  });

  test('cannot navigate away', async () => {
    await app.page.evaluate(() => {
      location.href = 'https://example.com/stolen';
    });
    await refused('refused a navigation');
    await goesOn();
  });

  test('cannot open a window', async () => {
    const opened = await app.page.evaluate(() => window.open('https://example.com/') !== null);
    assert.equal(opened, false);
    await refused('refused a new window');
    assert.equal(app.electronApp.windows().length, 1);
    await goesOn();
  });

  test('gets no permission', async () => {
    const answer = await app.page.evaluate(async () => {
      try {
        await navigator.mediaDevices.getUserMedia({ audio: true });
        return 'granted';
      } catch (error) {
        return (error as Error).name;
      }
    });
    assert.notEqual(answer, 'granted');
    const notified = await app.page.evaluate(() => Notification.requestPermission());
    assert.equal(notified, 'denied');
    await refused('refused a permission request');
    await goesOn();
  });

  test('cannot run foreign or inline code, nor reach the network', async () => {
    const seen = await app.page.evaluate(async () => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => {
        violations.push(event.effectiveDirective);
      });
      const script = document.createElement('script');
      script.textContent = 'globalThis.inlineRan = true';
      document.body.append(script);
      const frame = document.createElement('iframe');
      frame.src = 'https://example.com/';
      document.body.append(frame);
      const fetched = await fetch('https://example.com/').then(
        () => 'fetched',
        () => 'refused',
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      script.remove();
      frame.remove();
      return {
        ran: (globalThis as Record<string, unknown>).inlineRan ?? false,
        fetched,
        violations: [...new Set(violations)].sort(),
      };
    });
    assert.equal(seen.ran, false);
    assert.equal(seen.fetched, 'refused');
    assert.deepEqual(seen.violations, ['connect-src', 'frame-src', 'script-src-elem']);
    await goesOn();
  });

  test('of another origin gets no port, even with our preload script', async () => {
    // The page lives in `out/renderer`, the preload script in `out/preload`.
    await app.electronApp.evaluate(async ({ app: electronApp, BrowserWindow }) => {
      const foreign = new BrowserWindow({
        show: false,
        webPreferences: {
          preload: `${electronApp.getAppPath()}/out/preload/index.js`,
          sandbox: true,
        },
      });
      await foreign.loadURL('data:text/html,<title>foreign</title>');
      await foreign.webContents.executeJavaScript(`
        labmate.post({ type: 'open', id: 1, procedure: 'shell.about', input: {} });
        labmate.openTerminalPort('11111111-2222-4333-8444-555555555555');
        labmate.pathOf(new File(['x'], 'x')).catch(() => {});
      `);
      foreign.destroy();
    });
    await refused('refused a port to a foreign frame');
    await refused('refused a terminal port');
    await goesOn();
  });

  test('sends malformed frames and unknown procedures in vain', async () => {
    await app.page.evaluate(() => {
      const bad: unknown[] = [null, 7, { type: 'open' }, { type: 'ack', id: 'x', count: -1 }];
      for (const frame of bad) globalThis.labmate.post(frame as never);
    });
    await refused('refused a malformed frame');
    assert.equal(
      tagOf(await askRaw(app.page, 'servers.constructor', {})),
      'serve/unknown-procedure',
    );
    assert.equal(
      tagOf(await askRaw(app.page, 'servers.connect', { server: '-oProxyCommand=x' })),
      'serve/invalid-input',
    );
    await goesOn();
  });

  test('cannot name a local file: only grants are taken, and it cannot make them', async () => {
    const upload = (grant: string) =>
      askRaw(app.page, 'transfers.upload', { server: 'gpu1', grants: [grant], destination: '~' });
    assert.equal(tagOf(await upload('/etc/passwd')), 'serve/invalid-input');
    assert.equal(
      tagOf(await upload('11111111-2222-4333-8444-555555555555')),
      'transfers/grant-unknown',
    );
    const made = await app.page.evaluate(async () => {
      const attempts = [new File(['x'], '/etc/passwd'), '/etc/passwd', { path: '/etc/passwd' }];
      const answers: string[] = [];
      for (const attempt of attempts) {
        answers.push(
          await globalThis.labmate.pathOf(attempt).then(
            (grant) => `granted ${grant}`,
            () => 'refused',
          ),
        );
      }
      return answers;
    });
    assert.deepEqual(made, ['refused', 'refused', 'refused']);
    await goesOn();
  });

  test('opens only web addresses', async () => {
    for (const url of [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://x/y',
      'not an address',
    ]) {
      assert.equal(
        tagOf(await askRaw(app.page, 'shell.openUrl', { url })),
        'shell/refused-address',
      );
    }
    await goesOn();
  });

  test('is served no file from outside of its folder', async () => {
    const answers = await app.electronApp.evaluate(async ({ net }) => {
      const paths = ['index.html', '..%2fmain%2findex.js', '%2e%2e/main/index.js', 'missing.js'];
      const addresses = paths.map((path) => `app://labmate/${path}`);
      const found: string[] = [];
      for (const address of [...addresses, 'app://other/index.html'])
        found.push(
          await net.fetch(address).then(
            ({ status }) => String(status),
            ({ message }: Error) => message,
          ),
        );
      return found;
    });
    const none = 'net::ERR_FILE_NOT_FOUND';
    assert.deepEqual(answers, ['200', none, none, none, none]);
  });
});
