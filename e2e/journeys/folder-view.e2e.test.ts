/** The plain folder view in the real window: make, enter, upload, rename, download, delete (asked). */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, windowMissing } from '../harness';
import { compareTrees, giveTo, isRoot, type Lab, makeNastyTree, startLab } from '../lab';
import { connect, launchWith, showTab } from './person';

describe('the folder view', { skip: windowMissing() }, () => {
  let lab: Lab;
  let app: App;
  let home: string;
  before(async () => {
    lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1', user: 'alice' }] });
    home = lab.server('gpu1').home;
    app = await launchWith(lab, () => '');
    await connect(app.page, 'gpu1');
    await showTab(app.page, 'Files');
    await app.page.getByTestId('free-space').waitFor();
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const press = (name: string) => app.page.getByRole('button', { name, exact: true }).click();
  /** The system's own dialog cannot be driven: it answers with these paths. */
  const choose = (...paths: string[]) =>
    app.electronApp.evaluate(({ dialog }, filePaths) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths });
    }, paths);
  const done = (count: number) =>
    app.page
      .locator('[data-testid^="transfer-"][data-state="done"]')
      .nth(count - 1)
      .waitFor();
  /** Fills the open dialog's name and presses its button. */
  const name = async (text: string, button: string) => {
    const dialog = app.page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(text);
    await dialog.getByRole('button', { name: button }).click();
    await dialog.waitFor({ state: 'detached' });
  };

  test('a folder is made and entered, and chosen folders are uploaded into it', async () => {
    const { page } = app;
    await press('New folder');
    await name("it's new", 'Create');
    await page.getByRole('button', { name: "Open it's new" }).click();
    await page.getByRole('navigation', { name: 'Folders above' }).getByText("it's new").waitFor();

    const chosen = join(app.user.home, 'chosen');
    makeNastyTree(chosen);
    if (isRoot) giveTo(app.user, chosen);
    await choose(chosen);
    await press('Upload');
    await page.getByRole('menuitem', { name: 'Upload folders…' }).click();
    await done(1);
    assert.deepEqual(compareTrees(chosen, join(home, "it's new/chosen")), []);
  });

  test('a rename arrives, and never replaces what is there', async () => {
    const { page } = app;
    await page.getByTestId('file-chosen').waitFor();
    await page.getByRole('checkbox', { name: 'Select chosen' }).check();
    await press('Rename');
    await name('renamed ünï', 'Rename');
    await page.getByTestId('file-renamed ünï').waitFor();
    assert.ok(existsSync(join(home, "it's new/renamed ünï")));
    assert.ok(!existsSync(join(home, "it's new/chosen")));

    writeFileSync(join(home, "it's new/taken"), 'keep me');
    await page.getByRole('checkbox', { name: 'Select renamed ünï' }).check();
    await press('Rename');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('taken');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    // The list was read before the file came: the server's word is what counts.
    await dialog.getByTestId('problem').waitFor();
    assert.equal(readFileSync(join(home, "it's new/taken"), 'utf8'), 'keep me');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  test('a download arrives byte for byte in the chosen folder', async () => {
    const target = join(app.user.home, 'downloads');
    mkdirSync(target);
    if (isRoot) giveTo(app.user, target);
    await choose(target);
    await press('Download');
    await done(2);
    // A server may not make a file of ours run as its owner.
    const differences = compareTrees(
      join(home, "it's new/renamed ünï"),
      join(target, 'renamed ünï'),
    );
    assert.deepEqual(differences, ['"modes/setuid.sh": mode 755 instead of 4755']);
  });

  test('a delete is asked with its count; Cancel keeps everything', async () => {
    const { page } = app;
    const folder = join(home, "it's new/renamed ünï");
    await press('Delete');
    await page.getByTestId('delete-count').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.ok(existsSync(folder));
    await press('Delete');
    await page.getByTestId('delete-count').waitFor();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Delete/ })
      .click();
    // A folder in it is read-only: said by name, as `rm -r` does, and mended by its owner.
    const card = page.getByRole('dialog').getByTestId('problem');
    await card.getByText('modes/read-only/kept').first().waitFor();
    chmodSync(join(folder, 'modes/read-only'), 0o755);
    await card.getByRole('button', { name: 'Try again' }).click();
    await page.getByTestId('file-renamed ünï').waitFor({ state: 'detached' });
    assert.ok(!existsSync(folder));
    assert.equal(readFileSync(join(home, "it's new/taken"), 'utf8'), 'keep me');
  });
});
