/**
 * The demo lab in the real window: it starts, its servers say "Demo" wherever they are shown, the
 * main job goes as on a real server without a single question, and with the app all of it is gone.
 * Where the machine allows it all of this runs on a computer without any network but loopback.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  type App,
  interfaceNames,
  launchApp,
  ownNetworkMissing,
  ranInOwnNetwork,
  windowMissing,
} from '../harness';
import { compareTrees, run } from '../lab';
import { walkTheMainJob } from './main-job-story';

const skip = windowMissing();
const server = 'demo-atlas';

const elsewhere = await ranInOwnNetwork('loopback');
if (!elsewhere) describe('the demo lab', { skip }, suite);

function suite() {
  let app: App;
  const own = () => join(app.home, 'session-servers');
  const scratch = () => join(own(), 'demo');
  before(async () => {
    app = await launchApp({ colorScheme: 'dark', env: { LABMATE_BROWSER_LOG: '1' } });
  });
  after(() => app?.close());

  test('there is no network at all', { skip: ownNetworkMissing('loopback') }, () => {
    assert.deepEqual(interfaceNames(), ['lo']);
  });

  test('it starts, and its servers stand in the list with their label', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Show me first' }).click();
    for (const name of ['demo-atlas', 'demo-vega', 'demo-orion']) {
      const row = page.getByTestId(`server-${name}`);
      await row.waitFor();
      await row.getByText('Demo', { exact: true }).waitFor();
    }
    await app.screenshot('demo-list-dark');
  });

  test('on the overview every card carries the word too', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Your lab' }).click();
    for (const name of ['demo-atlas', 'demo-vega', 'demo-orion'])
      await page.getByTestId(`home-${name}`).getByText('Demo', { exact: true }).waitFor();
    const cards = await page.locator('[data-testid^="home-"]').allInnerTexts();
    assert.equal(cards.length, 3);
    for (const text of cards) assert.match(text, /\bdemo\b/i);
  });

  test('connecting asks nothing, and the header says what it is', async () => {
    const { page } = app;
    await page.getByTestId(`server-${server}`).click();
    // The window connects by itself to what asks nothing, two at a time; a person may be quicker.
    const button = page.getByRole('main').getByRole('button', { name: `Connect to ${server}` });
    const figure = page.getByTestId('gpu-0-utilization');
    await figure.or(button).first().waitFor();
    if (await button.isVisible()) await button.click();
    await figure.waitFor();
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.getByRole('main').getByText('Demo', { exact: true }).first().waitFor();
  });

  walkTheMainJob({
    server,
    app: () => app,
    typed: 'echo "answer-42 ünï"\n',
    answer: () => 'answer-42 ünï',
    notebook: { title: /^Demo – Jupyter on demo-atlas$/, ready: 'main .demo' },
    folder: () => join(scratch(), server, 'home/demo'),
  });

  test('the command line sees the same servers and brings the folder back', async () => {
    const back = join(app.user.home, 'back');
    const cli = (...words: string[]) =>
      run(process.execPath, ['out/main/labmate.js', ...words], {
        env: { ...process.env, LABMATE_SSH_DIR: app.sshDir, LABMATE_HOME: app.home },
      });
    const listed = await cli('servers', '--json');
    assert.match(listed.stdout, /"name":"demo-vega"/);
    const pull = await cli('pull', `${server}:nasty tree`, back);
    assert.equal(pull.code, 0, pull.stderr);
    assert.deepEqual(compareTrees(join(app.user.home, 'nasty tree'), join(back, 'nasty tree')), [
      '"modes/setuid.sh": mode 755 instead of 4755',
    ]);
    const terminal = await cli('exec', server, '--', 'whoami');
    assert.deepEqual([terminal.stdout, terminal.code], ['demo\n', 0]);
  });

  test('with the app it is gone: no file, no port', async () => {
    const config = readFileSync(join(own(), 'demo.conf'), 'utf8');
    const ports = [...config.matchAll(/^ {2}Port (\d+)$/gm)].map(([, port]) => Number(port));
    assert.equal(ports.length, 3);
    assert.ok(existsSync(scratch()));
    await app.electronApp.close();
    assert.deepEqual(readdirSync(own()), []);
    for (const port of ports) await refused(port);
  });
}

function refused(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => reject(new Error(`port ${port} still answers`)));
    socket.once('error', () => resolve());
  });
}
