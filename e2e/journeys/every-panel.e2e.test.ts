/**
 * What a connected server shows, each looked at by `look.ts`: its page, files with every kind of preview,
 * terminals, forwards, and the dialogs of all of them.
 */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, windowMissing } from '../harness';
import { giveTo, isRoot, type Lab } from '../lab';
import { Looks } from './look';
import { main, onScreen, openTerminal, runCommand, showTab, windowOn } from './person';

describe('every panel can be used by everybody', { skip: windowMissing() }, () => {
  let lab: Lab;
  let app: App;
  const looks = new Looks(() => app);
  before(async () => {
    ({ lab, app } = await windowOn('gpu1', { user: 'alice', gpu: 'live' }));
    app.page.setDefaultTimeout(15_000);
    const { home, user } = lab.server('gpu1');
    const made = await user.run('sh', [
      '-ec',
      `mkdir -p show/a-folder && cd show && printf 'line one\\nline two\\n' > a.txt
      printf 'gpu,used\\n0,12\\n' > t.csv && seq 100000 > run.log && printf '\\177ELF\\000' > prog
      printf '%s' '${notebook}' > n.ipynb && mkfifo pipe && ln -s a.txt link && touch "$(printf 'odd\\377')"`,
    ]);
    assert.equal(made.code, 0, made.stderr);
    const picture = join(home, 'show/picture.png');
    copyFileSync('resources/icons/labmate-256.png', picture);
    if (isRoot) giveTo(user, picture);
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const { dialog, row, press } = {
    dialog: () => app.page.getByRole('dialog'),
    row: (name: string) => app.page.getByTestId(`file-${name}`),
    press: (name: string) => app.page.getByRole('button', { name, exact: true }).click(),
  };
  const dismiss = async () => {
    await app.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
  };

  test('the page of a server with charts and processes', async () => {
    const { page } = app;
    const server = lab.server('gpu1');
    const pid = server.user.startProcess('python3 train.py --with "a rather long line of words"');
    server.setGpuProcesses([{ gpu: 0, pid, usedMiB: 1024, name: 'python3' }]);
    await showTab(page, 'Overview');
    const table = main(page).getByRole('table', { name: 'GPU processes' });
    await table.getByText('train.py').waitFor();
    await main(page).getByTestId('gpu-0').locator('canvas').first().waitFor();
    await looks.at('server page');
    await runCommand(page, 'your lab');
    await page.getByTestId('home-gpu1').waitFor();
    await looks.at('overview with GPUs');
    process.kill(pid);
    server.setGpuProcesses([]);
    looks.assertFine();
  });

  test('files and every kind of preview', async () => {
    const { page } = app;
    await page.getByTestId('server-gpu1').click();
    await showTab(page, 'Files');
    await press('Open show');
    await row('a.txt').click();
    await looks.at('files');
    await page.keyboard.press('Space');
    const preview = page.getByTestId('preview');
    const shown: [string, string][] = [
      ['a.txt', 'line two'],
      ['t.csv', 'used'],
      ['run.log', 'The end of'],
      ['prog', '7f 45 4c 46 00'],
      ['n.ipynb', 'A heading'],
      ['pipe', 'What you can do'],
    ];
    for (const [name, words] of shown) {
      await row(name).click();
      if (name === 'pipe') await preview.getByTestId('problem').waitFor();
      else await preview.getByText(words).first().waitFor();
      await looks.at(`preview of ${name}`);
    }
    await row('picture.png').click();
    await preview.getByRole('img', { name: 'picture.png' }).waitFor();
    await looks.at('preview of a picture');
    await press('Close the preview');
    looks.assertFine();
  });

  test('an empty folder, and transfers at the bottom', async () => {
    const { page } = app;
    await row('a.txt').click();
    const target = join(app.user.home, 'downloads');
    mkdirSync(target);
    if (isRoot) giveTo(app.user, target);
    // The system's own dialog cannot be driven: it answers with this folder.
    await app.electronApp.evaluate(({ dialog: own }, folder) => {
      own.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
    }, target);
    await press('Download');
    await page.locator('[data-testid^="transfer-"][data-state="done"]').waitFor();
    await looks.at('files above a transfer');
    await press('Open a-folder');
    await page.getByText('This folder is empty').waitFor();
    await looks.at('an empty folder');
    await press('Up');
    await row('a.txt').waitFor();
    await page.getByRole('button', { name: /^Dismiss/ }).click();
    looks.assertFine();
  });

  test('the dialogs of files, and Undo', async () => {
    const { page } = app;
    await row('a.txt').click();
    for (const [words, name] of [
      ['permissions', /^Permissions of/],
      ['rename selection', /^Rename/],
      ['move selection', /^Move/],
      ['delete selection', /^Delete/],
    ] as const) {
      await runCommand(page, words);
      await page.getByRole('dialog', { name }).waitFor();
      await looks.at(`dialog: ${words}`);
      await dismiss();
    }
    await row('a.txt').click({ button: 'right' });
    await page.getByRole('menu').waitFor();
    await looks.at('menu of a file');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'hidden' });
    await row('a.txt').dragTo(row('a-folder'));
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await looks.at('moved, with Undo');
    await press('Undo');
    await row('a.txt').waitFor();
    looks.assertFine();
  });

  test('terminals: search, two sides, and their questions', async () => {
    const { page } = app;
    await openTerminal(page);
    await page.keyboard.type('echo found-$((40+2))\n');
    await onScreen(page, 'found-42');
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('textbox', { name: 'Search in this terminal' }).fill('found');
    await page.locator('[data-hit="active"]').waitFor();
    await looks.at('terminal search');
    await page.keyboard.press('Escape');
    await app.electronApp.evaluate(({ clipboard }) => clipboard.writeText('one\ntwo\n'));
    await page.keyboard.press('Control+Shift+V');
    await page.getByTestId('paste-text').waitFor();
    await looks.at('question before a paste');
    await dismiss();
    await page.keyboard.press('Control+Shift+D');
    await page.locator('[data-testid^="terminal-"] .xterm-rows').nth(1).waitFor();
    await looks.at('two sides');
    const screen = page.locator('[data-testid^="terminal-"] .xterm-screen').first();
    await screen.click({ button: 'right', position: { x: 20, y: 20 } });
    const menu = page.getByRole('menu');
    await menu.waitFor();
    await page.waitForFunction(() => document.activeElement?.role === 'menuitem');
    await looks.at('menu of a terminal');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'hidden' });
    await screen.click();
    await page.keyboard.press('Control+Shift+W');
    await dialog().waitFor();
    await looks.at('question before a shell is closed');
    await dismiss();
    looks.assertFine();
  });

  test('notebooks and forwards', async () => {
    const { page } = app;
    await showTab(page, 'Notebooks & ports');
    const form = main(page).getByRole('form', { name: 'Add a port forward' });
    await form.getByLabel('Port on the server').fill('6006');
    await form.getByRole('button', { name: 'Forward', exact: true }).click();
    await main(page).getByTestId('tunnel-port').first().waitFor();
    await looks.at('forwards');
    await lab.server('gpu1').proxy.refuse(true);
    lab.server('gpu1').proxy.cut();
    await main(page).getByTestId('problem').first().waitFor();
    await looks.at('a link that was cut');
    looks.assertFine();
  });
});

const notebook = JSON.stringify({
  nbformat: 4,
  cells: [
    { cell_type: 'markdown', source: '# A heading' },
    {
      ...{ cell_type: 'code', execution_count: 1, source: 'print(1)' },
      outputs: [{ output_type: 'stream', name: 'stdout', text: '1' }],
    },
  ],
});
