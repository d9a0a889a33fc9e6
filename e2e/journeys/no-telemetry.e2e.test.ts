/**
 * The app says nothing to anybody but the servers that a person connects to. All of it lives in a
 * network of its own here, with a way out whose packets are counted: through a first run, the demo
 * lab, previews of files that would call home, settings, and a page that has gone bad, not one
 * leaves. At the end the same attempts by a page without our locks show that the count does move.
 */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { sourcesDigest } from '../../scripts/build-if-stale.mjs';
import {
  type App,
  interfaceNames,
  launchApp,
  ownNetworkMissing,
  packetsOut,
  ranInOwnNetwork,
  windowMissing,
} from '../harness';
import { giveTo, type Lab, startLab } from '../lab';
import { walkTheMainJob } from './main-job-story';
import { connected, main, question } from './person';
import { waysOut } from './ways-out';

const network = 'way out';
const elsewhere = await ranInOwnNetwork(network);
if (!elsewhere)
  describe('no telemetry', { skip: windowMissing() || ownNetworkMissing(network) }, suite);

function suite() {
  let lab: Lab;
  let app: App;
  const demo = () => join(app.home, 'session-servers/demo/demo-atlas/home/demo');

  before(async () => {
    lab = await startLab({ servers: [{ name: 'gpu1', gpu: 'live' }] });
    const user = await lab.addUser({ name: 'window' });
    const sshDir = join(lab.dir, 'fresh');
    mkdirSync(sshDir, { mode: 0o700 });
    for (const end of ['', '.pub']) {
      copyFileSync(`${lab.keys.ed25519.path}${end}`, join(sshDir, `id_ed25519${end}`));
      giveTo(user, join(sshDir, `id_ed25519${end}`));
    }
    giveTo(user, sshDir);
    app = await launchApp({ lab, user, sshDir, env: { LABMATE_BROWSER_LOG: '1' } });
    app.page.setDefaultTimeout(25_000);
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });
  afterEach(({ name }) => {
    if (!name.startsWith('control:')) assert.equal(packetsOut(), 0, `after “${name}”`);
  });

  test('there is a way out, and starting the app sends nothing over it', async () => {
    assert.deepEqual(interfaceNames().sort(), ['lo', 'out0', 'out1']);
    await app.page.getByRole('region', { name: 'Welcome' }).waitFor();
  });

  test('a first run, against a real server of this computer', async () => {
    const { page } = app;
    const { login, port } = lab.server('gpu1');
    const welcome = page.getByRole('region', { name: 'Welcome' });
    await welcome.getByLabel('Address').fill(`ssh ${login}@127.0.0.1 -p ${port}`);
    await welcome.getByLabel('Address').press('Tab');
    await welcome.getByLabel('Name').fill('first');
    await welcome.getByRole('button', { name: 'Test the connection' }).click();
    const dialog = await question(page, 'host-key');
    await dialog.getByRole('button', { name: 'Trust and connect' }).click();
    await welcome
      .getByTestId('first-run-verdict')
      .getByText(/^(Everything works|It works)/)
      .waitFor();
    await welcome.getByRole('button', { name: 'Open the overview' }).click();
    await connected(page);
    await main(page).getByRole('tab', { name: 'Overview' }).waitFor();
  });

  test('the demo lab', async () => {
    const { page } = app;
    await throughPalette('Start the demo lab');
    await page.getByTestId('server-demo-atlas').click();
    // The figures of the server before may still stand there.
    await main(page).getByText('Demo', { exact: true }).first().waitFor();
    const button = page.getByRole('main').getByRole('button', { name: 'Connect to demo-atlas' });
    const figure = page.getByTestId('gpu-0-utilization');
    await figure.or(button).first().waitFor();
    if (await button.isVisible()) await button.click();
    await figure.waitFor();
  });

  walkTheMainJob({
    server: 'demo-atlas',
    app: () => app,
    typed: 'echo "answer-42 ünï"\n',
    answer: () => 'answer-42 ünï',
    notebook: { title: /^Demo – Jupyter on demo-atlas$/, ready: 'main .demo' },
    folder: demo,
  });

  test('previews of files that would call home', async () => {
    const { page } = app;
    writeCallingFiles(demo(), (path) => giveTo(app.user, path));
    await page.keyboard.press('Control+l');
    await page.getByRole('textbox', { name: 'Path' }).fill('~/calling');
    await page.keyboard.press('Enter');
    const preview = page.getByTestId('preview');
    await page.getByTestId('file-x.svg').dblclick();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('img')].some(
        (img) => img.alt === 'x.svg' && img.naturalWidth === 40,
      ),
    );
    await page.getByTestId('file-n.ipynb').click();
    await preview.getByText('plain words').waitFor();
    await page.getByTestId('file-p.html').click();
    await preview.getByText('onerror').waitFor();
    await page.getByRole('button', { name: 'Close the preview', exact: true }).click();
  });

  test('settings, licences and the log', async () => {
    const { page } = app;
    await throughPalette('settings');
    await page.getByRole('region', { name: 'Notifications' }).waitFor();
    await page.getByRole('region', { name: 'About' }).scrollIntoViewIfNeeded();
    await throughPalette('log');
    await page.getByRole('region', { name: 'Log' }).waitFor();
  });

  for (const [name, attempt] of Object.entries(waysOut)) {
    test(`a page that has gone bad: ${name}`, async () => {
      const outcome = await app.page.evaluate(attempt);
      assert.doesNotMatch(outcome, /^(sent|loaded|connected|completed)$/);
      assert.equal(packetsOut(), 0, outcome);
      assert.equal(new URL(app.page.url()).protocol, 'app:');
    });
  }

  test('closing', async () => {
    await app.electronApp.close();
  });

  test('control: the same attempts move the count in a bare Electron', async () => {
    await app.close();
    const projectRoot = bareApp(lab.dir);
    app = await launchApp({ lab, user: app.user, sshDir: app.sshDir, projectRoot });
    for (const [name, attempt] of Object.entries(waysOut)) {
      // These lead a page away, which then waits minutes for an answer.
      if (name === 'elements' || name === 'scripts') continue;
      const before = packetsOut();
      const outcome = await app.page.evaluate(attempt);
      assert.ok(packetsOut() > before, `${name} reaches out where nothing holds it: ${outcome}`);
    }
  });

  async function throughPalette(words: string): Promise<void> {
    const { page } = app;
    await page.keyboard.press('Control+Shift+P');
    const field = page.getByRole('combobox', { name: 'Search commands and servers' });
    await field.waitFor();
    await page.keyboard.type(words);
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await field.waitFor({ state: 'hidden' });
  }
}

/** A window that nothing of ours holds back, as a project that the harness can start. */
function bareApp(labDir: string): string {
  const root = join(labDir, 'bare');
  mkdirSync(join(root, 'out'), { recursive: true });
  for (const name of ['node_modules', '.cache']) symlinkSync(resolve(name), join(root, name));
  writeFileSync(
    join(root, 'package.json'),
    '{"name":"bare","version":"1.0.0","main":"out/main.js"}',
  );
  const script = `const { app, BrowserWindow } = require('electron');
    app.whenReady().then(() => new BrowserWindow({ webPreferences: { spellcheck: false } })
      .loadURL('data:text/html,<title>bare</title><body>'));`;
  writeFileSync(join(root, 'out/main.js'), script);
  // There is nothing to build.
  writeFileSync(join(root, 'out/.built-from'), sourcesDigest(root));
  return root;
}

/** A picture, a page and a notebook that ask for something from outside, as somebody may send them. */
function writeCallingFiles(home: string, give: (path: string) => void): void {
  const folder = join(home, 'calling');
  mkdirSync(folder);
  const [away, named] = ['http://192.0.2.1', 'http://files.collector.example'];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"
    onload="fetch('${away}/onload')"><style>@import "${named}/css";</style>
    <script href="${away}/script.js"/><image href="${named}/image.png" width="9" height="9"/>
    <foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="${away}/frame"/></foreignObject>
    <rect width="40" height="30" fill="red"/></svg>`;
  const html = `<link rel="dns-prefetch" href="${named}"><img src="${away}/img" onerror="fetch('${named}')">`;
  const data = { 'text/html': html, 'text/plain': 'plain words' };
  const cells = [
    { cell_type: 'markdown', source: `![x](${away}/md) ![y](${named}/md) ${html}` },
    {
      ...{ cell_type: 'code', execution_count: 1, source: 'plot()' },
      outputs: [
        { output_type: 'display_data', data },
        { output_type: 'display_data', data: { 'image/svg+xml': svg } },
      ],
    },
  ];
  writeFileSync(join(folder, 'x.svg'), svg);
  writeFileSync(join(folder, 'p.html'), html);
  writeFileSync(join(folder, 'n.ipynb'), JSON.stringify({ nbformat: 4, cells }));
  for (const name of ['', 'x.svg', 'p.html', 'n.ipynb']) give(join(folder, name));
}
