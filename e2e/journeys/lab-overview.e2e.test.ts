/**
 * The first screen as a person uses it: where is a free GPU, who holds the others, order and filter,
 * the keyboard, and that only servers that are shown cost anything.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { initials } from '../../renderer/kit/person';
import { type App, dropFiles, launchApp, windowMissing } from '../harness';
import { giveTo, isRoot, type Lab, type LabServer, startLab } from '../lab';

describe('the lab overview', { skip: windowMissing() }, () => {
  let lab: Lab;
  let app: App;
  before(async () => {
    lab = await startLab({
      knownHosts: true,
      servers: [
        { name: 'gpu1', user: 'alice', gpu: '8xA100-busy' },
        { name: 'gpu2', user: 'bob', gpu: 'requires-reset' },
        { name: 'away', user: 'carol' },
      ],
    });
    app = await launchApp({ lab, colorScheme: 'dark' });
    app.page.setDefaultTimeout(25_000);
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const card = (name: string) => app.page.getByTestId(`home-${name}`);
  const region = () => app.page.getByRole('region', { name: 'Your lab' });
  const cards = () =>
    region()
      .locator('[data-testid^="home-"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-testid')?.slice(5)));

  /** Whether the script that reads the figures runs there. */
  const isSampled = (server: LabServer) =>
    server.user.pids().some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === '/bin/sh\0-s\0';
      } catch {
        return false; // It ended while we looked.
      }
    });
  const textOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  async function until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!condition()) {
      if (Date.now() > deadline) assert.fail(`never: ${condition}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  test('cards connect where they stand, and a free GPU says so in a word', async () => {
    const { page } = app;
    await region().waitFor();
    for (const name of ['gpu1', 'gpu2']) {
      await card(name)
        .getByRole('button', { name: `Connect to ${name}` })
        .click();
    }
    await card('gpu1')
      .getByRole('button', { name: /^GPU 7/ })
      .waitFor();
    const free = card('gpu2').getByRole('button', { name: /^GPU 1, .*: free, / });
    await free.first().waitFor();
    assert.match((await free.first().textContent()) ?? '', /Free/);
    await card('gpu2')
      .getByRole('button', { name: /^GPU 0, .*: faulty, / })
      .getByText('Faulty')
      .waitFor();
    const sums = page.getByTestId('lab-headline').filter({ hasText: /GPUs free on 2 servers/ });
    await sums.waitFor();
    await card('away').getByText('Not connected').waitFor();
    await app.screenshot('lab-overview-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await app.screenshot('lab-overview-light');
    await page.emulateMedia({ colorScheme: 'dark' });
  });

  test('a held GPU shows who holds it', async () => {
    lab.server('gpu2').setGpuScenario('live');
    const server = lab.server('gpu2');
    const pid = server.user.startProcess('python3 train.py');
    server.setGpuProcesses([{ gpu: 0, pid, usedMiB: 4096, name: 'python3' }]);
    const { login } = server;
    const held = card('gpu2').getByRole('button', {
      name: new RegExp(`^GPU 0, .*held by ${login}\\.$`),
    });
    await held.waitFor();
    assert.ok((await held.textContent())?.includes(initials(login)));
    process.kill(pid);
    server.setGpuProcesses([]);
    server.setGpuScenario('requires-reset');
    await card('gpu2').getByText('Free').waitFor();
  });

  test('order and filter, kept as settings', async () => {
    const order = app.page.getByLabel('Order of the servers');
    await order.selectOption('Name');
    await app.page.waitForFunction(
      () =>
        document.querySelector('[data-testid^="home-"]')?.getAttribute('data-testid') ===
        'home-away',
    );
    assert.deepEqual(await cards(), ['away', 'gpu1', 'gpu2']);
    await app.page.getByLabel('Only with a free GPU').click();
    await card('away').waitFor({ state: 'detached' });
    assert.ok((await cards()).includes('gpu2'));
    await app.page.getByLabel('Only with a free GPU').click();
    await app.page.getByLabel('Filter servers').fill('nothing like it');
    await region().getByRole('button', { name: 'Show all servers' }).click();
    await card('away').waitFor();
    await order.selectOption('Your order');
  });

  test('only what is shown is read', async () => {
    const { page } = app;
    const [one, two] = [lab.server('gpu1'), lab.server('gpu2')];
    await until(() => isSampled(one) && isSampled(two));
    // The list at the left shows small bars of its servers: both hide it.
    await page.getByLabel('Filter servers').fill('gpu2');
    await page.getByRole('complementary').getByRole('textbox').first().fill('gpu2');
    await until(() => !isSampled(one));
    assert.ok(isSampled(two));
    await page.getByLabel('Filter servers').fill('away');
    await page.getByRole('complementary').getByRole('textbox').first().fill('away');
    await until(() => !isSampled(two));
    await page.getByLabel('Filter servers').fill('');
    await page.getByRole('complementary').getByRole('textbox').first().fill('');
    await until(() => isSampled(one) && isSampled(two));
  });

  test('a page that is not visible reads nothing, neither cards nor a server page', async () => {
    const { page } = app;
    // The test's driver keeps every page visible (focus emulation), even in a window that is hidden.
    const show = (isShown: boolean) =>
      page.evaluate(
        (state) => {
          Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        },
        isShown ? 'visible' : 'hidden',
      );
    const [one, two] = [lab.server('gpu1'), lab.server('gpu2')];
    await until(() => isSampled(one) && isSampled(two));
    await show(false);
    await until(() => !isSampled(one) && !isSampled(two));
    await show(true);
    await until(() => isSampled(one) && isSampled(two));
    await card('gpu1').getByRole('button', { name: 'Open gpu1' }).click();
    await page.getByTestId('cpu').waitFor();
    await show(false);
    await until(() => !isSampled(one));
    await show(true);
    await until(() => isSampled(one));
    await page.getByRole('button', { name: 'Your lab' }).click();
    await region().waitFor();
  });

  test('by the memory that is left', async () => {
    const memory = app.page.getByLabel('Memory left on a GPU');
    await memory.selectOption('40 GiB or more left');
    await card('away').waitFor({ state: 'detached' });
    await card('gpu1').waitFor();
    await memory.selectOption('Any memory');
    await card('away').waitFor();
  });

  test('the keyboard walks through the tiles and opens a server', async () => {
    const { page } = app;
    const first = card('gpu1').getByRole('button', { name: /^GPU 0/ });
    await first.focus();
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    assert.match(name ?? '', /^GPU 1, /);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Overview of gpu1' }).waitFor();
  });

  test('a file dropped on a card is uploaded there: to the home folder, then to the folder last used', async () => {
    const { page } = app;
    const server = lab.server('gpu1');
    const drop = async (name: string) => {
      const path = join(app.user.home, name);
      writeFileSync(path, `I am ${name}\n`);
      if (isRoot) giveTo(app.user, path);
      await dropFiles(page, '[data-testid="home-gpu1"]', [path]);
    };
    await page.getByRole('button', { name: 'Your lab' }).click();
    await drop('to home.txt');
    const tray = page.getByRole('region', { name: 'Transfers' });
    await tray.getByText('to home.txt').first().waitFor();
    await until(() => textOf(join(server.home, 'to home.txt')) === 'I am to home.txt\n');
    await region().waitFor();

    mkdirSync(join(server.home, 'data'));
    giveTo(server.user, join(server.home, 'data'));
    await card('gpu1').getByRole('button', { name: 'Open gpu1' }).click();
    await page.getByRole('tab', { name: 'Files', exact: true }).click();
    await page.getByRole('button', { name: 'Open data' }).click();
    await page.getByTestId('files-drop').getByText('This folder is empty').waitFor();
    const inside = join(app.user.home, 'inside.txt');
    writeFileSync(inside, '1');
    if (isRoot) giveTo(app.user, inside);
    await dropFiles(page, '[data-testid="files-drop"]', [inside]);
    await until(() => textOf(join(server.home, 'data/inside.txt')) === '1');
    await page.getByRole('button', { name: 'Your lab' }).click();
    await drop('to data.txt');
    await until(() => textOf(join(server.home, 'data/to data.txt')) === 'I am to data.txt\n');
    assert.equal(textOf(join(server.home, 'to data.txt')), undefined);
  });
});
