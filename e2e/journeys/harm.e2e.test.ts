/**
 * Harm that comes while one works, in the real window: a folder that may not be written, a disk that
 * fills up, a link that is cut. Each is said, nothing is left half done, and trying again ends well.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Locator } from 'playwright';
import { type App, dropFiles, windowMissing } from '../harness';
import {
  giveTo,
  type Lab,
  makeReadOnlyFolder,
  mountSmallDisk,
  smallDiskMissing,
  startLab,
  twoUsersMissing,
} from '../lab';
import {
  connect,
  connected,
  launchWith,
  main,
  onScreen,
  openTerminal,
  readCard,
  showTab,
} from './person';

const skip = windowMissing() || twoUsersMissing();
const mib = 1024 * 1024;

describe('harm while one works', { skip }, () => {
  let lab: Lab;
  let app: App;

  before(async () => {
    lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1', gpu: 'live' }] });
    app = await launchWith(
      lab,
      () => 'Host gpu1\n  ServerAliveInterval 1\n  ServerAliveCountMax 3\n',
    );
    await connect(app.page, 'gpu1');
    await connected(app.page);
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  function fileHere(name: string, bytes: number): string {
    const path = join(app.user.home, name);
    writeFileSync(path, randomBytes(bytes));
    giveTo(app.user, path);
    return path;
  }

  /** Enters a folder of the home on the server. */
  async function enter(folder: string): Promise<void> {
    const { page } = app;
    await showTab(page, 'Files');
    await page.getByTestId('free-space').waitFor();
    await main(page).getByRole('button', { name: 'Refresh' }).click();
    await main(page)
      .getByRole('button', { name: `Open ${folder}`, exact: true })
      .click();
    const crumbs = page.getByRole('navigation', { name: 'Folders above' });
    await crumbs.getByText(folder, { exact: true }).waitFor();
    await page.getByTestId(`file-${folder}`).waitFor({ state: 'detached' });
  }

  async function goHome(): Promise<void> {
    await main(app.page).getByRole('button', { name: 'Up', exact: true }).click();
    await app.page.getByTestId('file-small').waitFor();
  }

  // At the foot, so that no folder of the list takes it.
  const drop = (path: string) => dropFiles(app.page, '[data-testid="free-space"]', [path]);

  /** The row of the transfer with this label, in this state. */
  function row(label: string, state: string): Locator {
    return app.page
      .locator(`[data-testid^="transfer-"][data-state="${state}"]`)
      .filter({ hasText: label });
  }

  const again = (label: string) =>
    app.page.getByRole('button', { name: `Try again: ${label}` }).click();

  test('a folder without write permission', async () => {
    const folder = makeReadOnlyFolder(lab.server('gpu1').user);
    await mountSmallDisk(lab, lab.server('gpu1').user, { bytes: 40 * mib });
    await enter('read-only');
    await drop(fileHere('refused.bin', 1000));
    const failed = row('refused.bin', 'failed');
    const { text } = await readCard(failed, 'transfers/incomplete');
    assert.match(text, /You may not .*read-only.*refused\.bin/);
    assert.match(text, /Choose a folder of your own/);
    await app.screenshot('harm-permission');
    assert.deepEqual(readdirSync(folder), []);
    await main(app.page).getByRole('button', { name: 'New folder' }).click();
    const dialog = app.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('new');
    await dialog.getByRole('button', { name: /Create|Make/ }).click();
    await readCard(dialog, 'files/permission-denied');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await goHome();
  });

  const noDisk = smallDiskMissing();
  test('what does not fit is not begun; after making room it is sent', {
    skip: noDisk,
  }, async () => {
    const disk = join(lab.server('gpu1').home, 'small');
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(30 * mib));
    const local = fileHere('too-big.bin', 20 * mib);
    await enter('small');
    await drop(local);
    const { text } = await readCard(row('too-big.bin', 'failed'), 'transfers/no-space');
    assert.match(text, /20 MiB needed, 10 MiB free/);
    await app.screenshot('harm-no-space');
    assert.deepEqual(readdirSync(disk), ['ballast']);
    rmSync(join(disk, 'ballast'));
    await again('too-big.bin');
    await row('too-big.bin', 'done').waitFor();
    assert.ok(readFileSync(join(disk, 'too-big.bin')).equals(readFileSync(local)));
    rmSync(join(disk, 'too-big.bin'));
  });

  test('a disk that fills up meanwhile: no half file, and a second try ends well', {
    skip: noDisk,
  }, async () => {
    const { proxy, home } = lab.server('gpu1');
    const disk = join(home, 'small');
    const local = fileHere('growing.bin', 30 * mib);
    proxy.delay(60);
    await drop(local);
    await row('growing.bin', 'running').waitFor();
    // Somebody else fills the disk once the first bytes are there.
    while (readdirSync(disk).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    proxy.stall();
    assert.throws(() => writeFileSync(join(disk, 'ballast'), Buffer.alloc(40 * mib)), {
      code: 'ENOSPC',
    });
    proxy.delay(0);
    proxy.resume();
    const { text } = await readCard(row('growing.bin', 'failed'), 'files/disk-full');
    assert.match(text, /full/);
    await app.screenshot('harm-disk-full');
    assert.deepEqual(readdirSync(disk), ['ballast'], 'no half file');
    rmSync(join(disk, 'ballast'));
    await again('growing.bin');
    await row('growing.bin', 'done').waitFor();
    assert.ok(readFileSync(join(disk, 'growing.bin')).equals(readFileSync(local)));
    await goHome();
  });

  test('a link that is cut in mid-transfer: said, and a second try completes it', async () => {
    const { proxy, home } = lab.server('gpu1');
    const local = fileHere('cut.bin', 24 * mib);
    proxy.cutAfter(6 * mib);
    await drop(local);
    const { text } = await readCard(row('cut.bin', 'failed'), 'transfers/link-lost');
    assert.match(text, /gpu1/);
    await app.screenshot('harm-cut-transfer');
    assert.ok(!readdirSync(home).includes('cut.bin'), 'no half file under its name');
    proxy.cutAfter(undefined);
    await again('cut.bin');
    await row('cut.bin', 'done').waitFor();
    assert.ok(readFileSync(join(home, 'cut.bin')).equals(readFileSync(local)));
    const left = readdirSync(home).filter((name) => /labmate|\.tmp|\.part/i.test(name));
    assert.deepEqual(left, [], 'no remainder');
  });

  test('a link that is cut under overview and terminal: said in both, and it comes back', async () => {
    const { page } = app;
    const { proxy } = lab.server('gpu1');
    await openTerminal(page);
    await page.keyboard.type('echo before-$((1+1))\n');
    await onScreen(page, 'before-2');
    await proxy.refuse(true);
    proxy.cut();
    const terminal = main(page).getByRole('region', { name: 'Terminals on gpu1' });
    const lost = await readCard(terminal, 'connections/lost');
    assert.match(lost.text, /lost/);
    await onScreen(page, 'before-2');
    await app.screenshot('harm-cut-terminal');
    await showTab(page, 'Overview');
    // Labmate may have tried again meanwhile and found the port closed.
    const card = main(page).getByTestId('problem');
    await card.waitFor();
    assert.match((await card.getAttribute('data-tag')) ?? '', /connections\/(lost|refused)/);
    await page
      .getByTestId('connection-badge')
      .filter({ hasText: /lost|down|Refused/ })
      .waitFor();
    await app.screenshot('harm-cut-overview');
    await proxy.refuse(false);
    // It comes back by itself: nobody has to press anything.
    await connected(page);
    await main(page).getByTestId('gpu-0-utilization').waitFor();
    await showTab(page, 'Terminal');
    await terminal.getByRole('button', { name: 'Reconnect' }).click();
    await page.locator('[data-testid^="terminal-"][data-state="open"] .xterm-rows').waitFor();
    await onScreen(page, 'The connection to this shell was lost. A new shell starts here');
    await onScreen(page, 'before-2');
    await page.locator('[data-testid^="terminal-"]').click();
    await page.keyboard.type('echo again-$((2+2))\n');
    await onScreen(page, 'again-4');
  });

  test('a link that falls silent is noticed, as when Wi-Fi is gone', async () => {
    const { page } = app;
    const { proxy } = lab.server('gpu1');
    await showTab(page, 'Overview');
    await main(page).getByTestId('gpu-0-utilization').waitFor();
    proxy.stall();
    const { text } = await readCard(main(page), 'connections/lost');
    assert.match(text, /stopped answering/);
    proxy.resume();
    await connected(page);
    await main(page).getByTestId('gpu-0-utilization').waitFor();
    assert.equal(await main(page).getByTestId('problem').count(), 0);
  });
});
