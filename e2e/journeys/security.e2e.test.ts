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

  test('keeps no code for later: no service worker, no worker of its own making', async () => {
    const seen = await app.page.evaluate(async () => {
      const told = (work: () => unknown) =>
        Promise.resolve()
          .then(work)
          .then(
            () => 'done',
            () => 'refused',
          );
      const code = URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' }));
      const runs = (make: () => Worker) =>
        told(
          () =>
            new Promise((resolve, reject) => {
              const worker = make();
              worker.onmessage = resolve;
              worker.onerror = reject;
            }),
        );
      return {
        service: await told(() => navigator.serviceWorker.register('index.html')),
        blob: await runs(() => new Worker(code)),
        data: await runs(() => new Worker('data:text/javascript,postMessage(1)')),
        imported: await told(() => import(code)),
        evaluated: await told(() => new Function('return 1')()),
      };
    });
    assert.deepEqual([...new Set(Object.values(seen))], ['refused'], JSON.stringify(seen));
    await goesOn();
  });

  test('calls the window’s own procedures with anything, in vain', async () => {
    const id = '11111111-2222-4333-8444-555555555555';
    const invalid: [string, unknown][] = [
      ['settings.reset', { group: '__proto__' }],
      ['settings.reset', { group: 'future' }],
      ['settings.change', { patch: { terminal: { fontSize: 1e9 } } }],
      ['settings.change', { patch: { terminal: { fontFamily: 'x'.repeat(1e6) } } }],
      ['settings.change', { patch: { terminal: JSON.parse('{"__proto__":{"x":1},"y":1}') } }],
      ['shell.keepView', { view: 'x'.repeat(2e6) }],
      ['shell.startDrag', { grants: ['/etc/passwd'] }],
      ['shell.startDrag', { grants: Array(101).fill(id) }],
      ['shell.log', { entries: 1e9 }],
      ['shell.taskbarProgress', { fraction: Number.NaN }],
      ['shell.close', { choice: 'format' }],
      ['editing.open', { server: '-oProxyCommand=x', path: '/x' }],
      ['editing.open', { server: 'gpu1', path: 'x'.repeat(1e6) }],
      ['editing.save', { id: '../../x' }],
      ['servers.arrange', { server: 'a\nHost *', favourite: true }],
      ['servers.wake', { servers: Array(1001).fill('gpu1') }],
      ['terminals.reopen', { id: '../x', cols: 80, rows: 24 }],
    ];
    for (const [procedure, input] of invalid) {
      const tag = tagOf(await askRaw(app.page, procedure, input));
      assert.equal(tag, 'serve/invalid-input', procedure);
    }
    assert.equal(
      tagOf(await askRaw(app.page, 'shell.startDrag', { grants: [id] })),
      'shell/nothing-to-drag',
    );
    assert.equal(tagOf(await askRaw(app.page, 'editing.save', { id })), 'editing/unknown');
    await goesOn();
  });

  test('second starts, files and addresses of others only bring the window up', async () => {
    const before = app.page.url();
    await app.electronApp.evaluate(({ app: electronApp }) => {
      const argv = ['labmate', '--exec=x', 'labmate://connect/evil', 'https://example.com/'];
      electronApp.emit('second-instance', {}, argv, '/', { server: 'evil' });
      const event = { preventDefault: () => {} };
      electronApp.emit('open-url', event, 'labmate://connect/evil');
      electronApp.emit('open-file', event, '/etc/passwd');
    });
    await goesOn();
    assert.equal(app.page.url(), before);
    assert.equal(app.electronApp.windows().length, 1);
  });

  test('cannot spoil the next start by what it leaves in its storage', async () => {
    const bad = [
      '{',
      'null',
      '7',
      '"x"',
      '[7]',
      '{"shape":1}',
      '{"shape":1,"list":{"servers":[{}]}}',
    ];
    for (const text of bad) {
      await app.page.evaluate((value) => {
        const known = [...Object.keys(localStorage), ...Object.keys(sessionStorage)];
        const names = ['servers', 'servers.folded', 'recent-commands', 'color-scheme', 'view'];
        for (const key of [...known, ...names.map((name) => `labmate.${name}`)]) {
          localStorage.setItem(key, value);
          sessionStorage.setItem(key, value);
        }
      }, text);
      await app.page.reload();
      await app.page.getByRole('button', { name: 'Settings' }).first().waitFor();
    }
    await goesOn();
  });
});
