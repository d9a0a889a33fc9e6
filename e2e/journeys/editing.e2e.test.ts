/** A file in the person's own editor: opened, saved back, in conflict, and left alone when unsent. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { giveTo, type Lab, startLab } from '../lab';
import { openedLine } from './browser';
import { connect, showTab } from './person';

describe('files in the own editor', { skip: windowMissing() }, () => {
  let lab: Lab;
  let app: App;
  let home: string;
  before(async () => {
    lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1', user: 'alice' }] });
    home = lab.server('gpu1').home;
    for (const name of ['train.sh', 'notes.md', 'evil.desktop.exe']) put(name, 'old\n');
    app = await launchApp({ lab, env: { LABMATE_BROWSER_LOG: '1' } });
    await connect(app.page, 'gpu1');
    await showTab(app.page, 'Files');
    await app.page.getByTestId('free-space').waitFor();
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const put = (name: string, text: string) => {
    writeFileSync(join(home, name), text);
    giveTo(lab.user('alice'), join(home, name));
  };
  const remote = (name: string) => readFileSync(join(home, name), 'utf8');
  const edit = async (name: string) => {
    await app.page.getByTestId(`file-${name}`).click({ button: 'right' });
    await app.page.getByRole('menuitem', { name: 'Open in my editor' }).click();
  };
  const row = (name: string, state: string) =>
    app.page.locator(`[data-testid="edit-${name}"][data-state="${state}"]`);
  const press = (name: string) => app.page.getByRole('button', { name, exact: true }).click();

  test('what the editor saves arrives on the server', async () => {
    await edit('train.sh');
    const local = await openedLine(app.home, 'editor.log');
    assert.ok(local.endsWith('train.sh.txt'), local);
    await row('train.sh', 'open').waitFor();
    appendFileSync(local, 'python train.py\n');
    await row('train.sh', 'open').getByText('Saved on gpu1').waitFor();
    assert.equal(remote('train.sh'), 'old\npython train.py\n');
    await press('Close train.sh');
    await row('train.sh', 'open').waitFor({ state: 'detached' });
    assert.ok(!existsSync(local));
  });

  test('a change on the server is never overwritten unasked, and closing asks first', async () => {
    await edit('notes.md');
    const local = await openedLine(app.home, 'editor.log', 1);
    put('notes.md', 'from a colleague\n');
    writeFileSync(local, 'mine\n');
    await row('notes.md', 'conflict').waitFor();
    assert.equal(remote('notes.md'), 'from a colleague\n');
    await app.screenshot('editing-conflict');
    await press('Close notes.md');
    await app.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await press('Keep both');
    await row('notes.mine.md', 'open').waitFor();
    assert.equal(remote('notes.mine.md'), 'mine\n');
    assert.equal(remote('notes.md'), 'from a colleague\n');
    await press('Close notes.mine.md');
  });

  test('a save that the server refuses says so, and is sent again on command', async () => {
    await edit('train.sh');
    const local = await openedLine(app.home, 'editor.log', 2);
    await row('train.sh', 'open').waitFor();
    chmodSync(join(home, 'train.sh'), 0o444);
    writeFileSync(local, 'new\n');
    await row('train.sh', 'failed').waitFor();
    assert.notEqual(remote('train.sh'), 'new\n');
    chmodSync(join(home, 'train.sh'), 0o644);
    await press('Send now: train.sh');
    await row('train.sh', 'open').waitFor();
    assert.equal(remote('train.sh'), 'new\n');
  });

  test('what a lost link keeps back stays in sight, and goes out when the server is back', async () => {
    const local = await openedLine(app.home, 'editor.log', 2);
    const { proxy } = lab.server('gpu1');
    await proxy.refuse(true);
    proxy.cut();
    writeFileSync(local, 'after the cut\n');
    await row('train.sh', 'failed').getByText('sent as soon as it is back').waitFor();
    await app.screenshot('editing-waits');
    await proxy.refuse(false);
    await row('train.sh', 'open').waitFor();
    assert.equal(remote('train.sh'), 'after the cut\n');
    await app.page.getByTestId('file-notes.md').waitFor();
  });

  test('a program is not opened, and the window says why', async () => {
    await edit('evil.desktop.exe');
    await app.page.getByText('Labmate does not open').waitFor();
    assert.equal(await app.page.getByTestId('edit-evil.desktop.exe').count(), 0);
  });

  test('rows that are let go outside of the window are fetched, and a card hands them over', async () => {
    const { page } = app;
    const row = page.getByTestId('file-notes.md');
    await row.dispatchEvent('dragstart');
    await row.dispatchEvent('dragend', { clientX: 40, clientY: 40 });
    assert.equal(await page.getByTestId('drag-card').count(), 0);
    await row.dispatchEvent('dragend', { clientX: -20, clientY: 40 });
    const card = page.getByTestId('drag-card');
    await card.getByText('notes.md').waitFor();
    await app.screenshot('files-drag-card');
    const [folder] = readdirSync(join(app.home, 'drag'));
    const copy = join(app.home, 'drag', folder ?? '', 'notes.md');
    assert.equal(readFileSync(copy, 'utf8'), 'from a colleague\n');
    const started = await recordDrags(app);
    await card.dispatchEvent('dragstart');
    assert.deepEqual(await started.first(), [copy]);
    // What was handed over is handed over once.
    await card.waitFor({ state: 'detached' });
  });
});

/**
 * What Electron is asked to drag: its own drag would take hold of the screen and end with a drop into
 * another program, which a test has not got. Everything before that call is the app's.
 */
async function recordDrags({ electronApp }: App) {
  await electronApp.evaluate(({ BrowserWindow }) => {
    const drags: string[][] = [];
    (globalThis as Record<string, unknown>)['drags'] = drags;
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (!contents) throw new Error('there is no window');
    contents.startDrag = (item) => {
      if (item.icon === undefined || typeof item.icon === 'string' || item.icon.isEmpty()) {
        throw new Error('a drag needs an icon');
      }
      drags.push(item.files ?? [item.file]);
    };
  });
  const first = async (): Promise<string[]> => {
    for (;;) {
      const drags = await electronApp.evaluate(
        () => (globalThis as Record<string, unknown>)['drags'] as string[][],
      );
      if (drags[0]) return drags[0];
      await new Promise((next) => setTimeout(next, 100));
    }
  };
  return { first };
}
