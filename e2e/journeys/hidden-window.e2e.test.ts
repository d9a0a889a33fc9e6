/**
 * A window in the tray costs the servers nothing: it is really hidden here, and what the servers were
 * asked is counted on their side. (The test's driver keeps the page "visible" by focus emulation, as some
 * desktops do with hidden windows: what counts is main's own word.)
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { type Lab, type LabServer, startLab } from '../lab';

/** Three times as long as a sample takes to come, in milliseconds. */
const silenceMs = 7000;

describe('a hidden window', { skip: windowMissing() }, () => {
  let lab: Lab;
  let app: App;
  before(async () => {
    lab = await startLab({
      knownHosts: true,
      servers: [{ name: 'gpu1', user: 'alice', gpu: 'live' }],
    });
    app = await launchApp({ lab, colorScheme: 'dark' });
    app.page.setDefaultTimeout(25_000);
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const say = (verb: 'hide' | 'show') =>
    app.electronApp.evaluate(({ BrowserWindow }, what) => {
      const [window] = BrowserWindow.getAllWindows();
      if (what === 'hide') window?.hide();
      else window?.show();
      return window?.isVisible();
    }, verb);
  const server = () => lab.server('gpu1');
  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  async function until(condition: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!condition()) {
      if (Date.now() > deadline) assert.fail(`never: ${what}`);
      await pause(50);
    }
  }
  /** Two samples more than there were. */
  async function untilSampled(): Promise<void> {
    const before = server().gpuTicks();
    await until(() => server().gpuTicks() >= before + 2, 'the server is asked');
  }
  /** The script that reads the figures has ended, and nobody asks after that. */
  async function assertSilence(): Promise<void> {
    await until(() => !isSampled(server()), 'the script on the server ends');
    const before = server().gpuTicks();
    await pause(silenceMs);
    assert.equal(server().gpuTicks(), before, 'samples were taken for a window that nobody sees');
  }

  const there = [
    ['the lab overview', async () => undefined],
    [
      'the page of a server',
      async () => {
        await app.page.getByTestId('home-gpu1').getByRole('button', { name: 'Open gpu1' }).click();
        await app.page.getByTestId('cpu').waitFor();
      },
    ],
  ] as const;

  test('the servers are read while it can be seen', async () => {
    const card = app.page.getByTestId('home-gpu1');
    await card.getByRole('button', { name: 'Connect to gpu1' }).click();
    await card.getByRole('button', { name: /^GPU 0/ }).waitFor();
    await untilSampled();
  });

  for (const [place, go] of there) {
    test(`hidden it reads nothing, shown it reads again: ${place}`, async () => {
      await go();
      await untilSampled();
      assert.equal(await say('hide'), false);
      await assertSilence();
      assert.equal(await say('show'), true);
      await untilSampled();
    });
  }

  test('what begins while it is hidden waits until somebody looks', async () => {
    await say('hide');
    await until(() => !isSampled(server()), 'the script on the server ends');
    await app.page.getByRole('button', { name: 'Your lab' }).click();
    await app.page.getByTestId('server-gpu1').click();
    await app.page.getByRole('tab', { name: 'Overview', exact: true }).waitFor();
    await assertSilence();
    await say('show');
    await app.page.getByTestId('cpu').waitFor();
    await untilSampled();
  });
});

/** Whether the script that reads the figures runs there. */
function isSampled(server: LabServer): boolean {
  return server.user.pids().some((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === '/bin/sh\0-s\0';
    } catch {
      return false; // It ended while we looked.
    }
  });
}
