/**
 * The page of one server as a person reads it: the line at its top, charts, who runs what on which
 * GPU, disks; and a server without GPUs or with a broken driver, each for what it is.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { type Lab, startLab } from '../lab';
import { connect, connected, main, readCard } from './person';

describe('the page of a server', { skip: windowMissing() }, () => {
  let lab: Lab;
  let app: App;
  before(async () => {
    lab = await startLab({
      knownHosts: true,
      servers: [
        { name: 'gpu1', user: 'alice', gpu: 'live' },
        { name: 'busy', user: 'bob', gpu: '8xA100-busy' },
        { name: 'plain', user: 'carol', gpu: 'no-gpu' },
        { name: 'broken', user: 'dave', gpu: 'driver-mismatch' },
      ],
    });
    app = await launchApp({ lab, colorScheme: 'dark' });
    app.page.setDefaultTimeout(25_000);
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const headline = () => main(app.page).getByTestId('overview-headline');
  const table = () => main(app.page).getByRole('table', { name: 'GPU processes' });
  /** The texts of a column, from the first row on. */
  const column = (at: number) =>
    table()
      .locator('tbody tr')
      .evaluateAll(
        (rows, cell) => rows.map((row) => row.children[cell]?.textContent?.trim() ?? ''),
        at,
      );

  test('one line says the essentials, charts say them over time', async () => {
    const { page } = app;
    await connect(page, 'gpu1');
    await connected(page);
    await headline()
      .filter({ hasText: /GPU.*·.*cores?, load \d+\.\d.*·.*\d+(\.\d+)? ([MG]iB )?of .* memory/ })
      .waitFor();
    await main(page)
      .getByTestId('cpu')
      .getByRole('img', { name: /^CPU: now \d+ %, between \d+ % and \d+ %/ })
      .waitFor();
    for (const name of ['cpu', 'memory', 'gpu-0'])
      await main(page).getByTestId(name).locator('canvas').first().waitFor();
    await main(page).locator('[data-testid^="disk-"]').first().getByText('inodes').waitFor();
  });

  test('who runs what: in order, only mine, and the whole command to copy', async () => {
    const { page } = app;
    const server = lab.server('gpu1');
    const mine = server.user.startProcess('python3 train.py --mine');
    const others = lab.server('busy').user.startProcess('python3 theirs.py --lr 3');
    server.setGpuProcesses([
      { gpu: 0, pid: mine, usedMiB: 1024, name: 'python3' },
      { gpu: 1, pid: others, usedMiB: 8192, name: 'python3' },
    ]);
    await table().getByText('theirs.py').waitFor();
    await table().getByText('train.py').waitFor();
    assert.deepEqual(await column(0), ['0', '1']);
    const byMemory = table().getByRole('button', { name: 'GPU memory' });
    await byMemory.click();
    assert.deepEqual(await column(0), ['1', '0'], 'the largest first');
    const head = table().getByRole('columnheader', { name: 'GPU memory' });
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    await byMemory.press('Enter');
    assert.deepEqual(await column(0), ['0', '1']);
    const cell = table().locator('td[title*="theirs.py --lr 3"]');
    await cell.waitFor();
    await cell.getByRole('button', { name: 'Copy the command line' }).click();
    await cell.getByRole('button', { name: 'Copied' }).waitFor();
    await app.screenshot('server-page-dark');
    await page.getByLabel('Only mine').check();
    await table().getByText('theirs.py').waitFor({ state: 'detached' });
    assert.deepEqual(await column(0), ['0']);
    await page.getByLabel('Only mine').uncheck();
    process.kill(mine);
    process.kill(others);
    server.setGpuProcesses([]);
  });

  test('many GPUs, in the light', async () => {
    const { page } = app;
    await page.emulateMedia({ colorScheme: 'light' });
    await connect(page, 'busy');
    await connected(page);
    await main(page).getByTestId('gpu-7').waitFor();
    await main(page).getByTestId('gpu-0').getByText('Busy').waitFor();
    await app.screenshot('server-page-light');
    await page.emulateMedia({ colorScheme: 'dark' });
  });

  test('without a GPU there is the machine, and no hole', async () => {
    const { page } = app;
    await connect(page, 'plain');
    await connected(page);
    await headline()
      .filter({ hasText: /^No GPU on this server.*load/ })
      .waitFor();
    await main(page).getByTestId('cpu').locator('canvas').waitFor();
    await main(page).locator('[data-testid^="disk-"]').first().waitFor();
    assert.equal(await table().count(), 0);
    assert.equal(await page.getByTestId('problem').count(), 0);
    await app.screenshot('server-page-plain');
  });

  test('a broken driver is a card, and the machine is still there', async () => {
    const { page } = app;
    await connect(page, 'broken');
    await connected(page);
    await readCard(main(page), 'monitor/driver-mismatch');
    await headline()
      .filter({ hasText: /driver.*·.*load/ })
      .waitFor();
    await main(page).getByTestId('memory').locator('canvas').waitFor();
  });
});
