/**
 * Screens and dialogs of the window, one after the other, each looked at by `look.ts`: nothing serious
 * for axe in dark and light, and all within reach in a small window and at 200 %.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { type Lab, startLab, twoUsersMissing } from '../lab';
import { assertAccessible, axeFaults } from './axe';
import { fitFaults } from './fit';
import { Looks, setSize, small, usual } from './look';
import { askRaw } from './page-wire';
import {
  connect,
  connected,
  disconnect,
  main,
  openPalette,
  paletteField,
  paletteOptions,
  question,
  readCard,
  runCommand,
} from './person';

describe('every screen can be used by everybody', {
  skip: windowMissing() || twoUsersMissing(),
}, () => {
  let lab: Lab;
  let app: App;
  const looks = new Looks(() => app);
  before(async () => {
    lab = await startLab({
      servers: [
        { name: 'gpu1', user: 'alice', gpu: 'live' },
        { name: 'word', user: 'bob', password: true, authorize: [] },
      ],
    });
    const user = await lab.addUser({ name: 'window' });
    const sshDir = lab.newSshDirFor(user);
    app = await launchApp({ lab, user, sshDir, colorScheme: 'dark' });
    app.page.setDefaultTimeout(15_000);
    await welcome().waitFor();
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const welcome = () => app.page.getByRole('region', { name: 'Welcome' });
  const dialog = () => app.page.getByRole('dialog');
  const dismiss = async () => {
    await app.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
  };
  const save = async (name: string, server: string, more = {}) => {
    const { login, port } = lab.server(server);
    const draft = { name, host: '127.0.0.1', port, user: login, identityFile: '', proxyJump: '' };
    const outcome = await askRaw(app.page, 'servers.save', { draft: { ...draft, ...more } });
    assert.ok(outcome.ok, JSON.stringify(outcome));
    await app.page.getByTestId(`server-${name}`).waitFor();
  };

  test('the first run, its ways, its faults and its test', async () => {
    const { page } = app;
    await looks.at('first run');
    await welcome().getByRole('radio', { name: 'I only have a password' }).check();
    await looks.at('first run, password');
    await welcome().getByRole('radio', { name: 'I have PuTTY sessions or a .ppk' }).check();
    await welcome().getByRole('button', { name: 'Test the connection' }).click();
    await welcome().getByText('Choose the key file first.').waitFor();
    await looks.at('first run, PuTTY, with faults');
    await welcome().getByRole('button', { name: 'Take over servers…' }).click();
    await dialog()
      .getByText(/Nothing was found in the usual places/)
      .waitFor();
    await looks.at('taking over servers, none found');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog().waitFor({ state: 'hidden' });
    await welcome().getByRole('radio').first().check();
    const { login, port } = lab.server('gpu1');
    await welcome().getByLabel('Address').fill(`${login}@127.0.0.1:${port}`);
    await welcome().getByLabel('Name').fill('gpu1');
    await welcome().getByRole('button', { name: 'Test the connection' }).click();
    await question(page, 'host-key');
    await looks.at('host key question');
    await dialog().getByRole('button', { name: 'Trust and connect' }).click();
    await welcome()
      .getByTestId('first-run-verdict')
      .getByText(/^(Everything works|It works)/)
      .waitFor();
    await looks.at('first run, works');
    await welcome().getByRole('button', { name: 'Open the overview' }).click();
    await connected(page);
    looks.assertFine();
  });

  test('problems and questions of a connection', async () => {
    const { page } = app;
    await save('word', 'word');
    await connect(page, 'word');
    await (await question(page, 'host-key'))
      .getByRole('button', { name: 'Trust and connect' })
      .click();
    await question(page, 'password');
    await looks.at('password question');
    await dismiss();
    await main(page).getByTestId('problem').first().waitFor();
    await looks.at('sign-in problem');
    await disconnect(page, 'gpu1');
    await lab.server('gpu1').proxy.untilIdle();
    await lab.server('gpu1').replaceHostKey();
    await connect(page, 'gpu1');
    await readCard(main(page), 'connections/host-key-changed');
    await looks.at('changed host key');
    looks.assertFine();
  });

  test('a server that is not connected, and the servers over the rest', async () => {
    const { page } = app;
    await save('a-rather-long-name-of-a-server.vision.example', 'word');
    await page.getByTestId('server-a-rather-long-name-of-a-server.vision.example').click();
    await main(page)
      .getByText(/^Not connected to/)
      .waitFor();
    await looks.at('server, not connected');
    await setSize(app, small);
    await page.getByRole('button', { name: 'Show or hide the servers' }).click();
    await page.getByRole('dialog', { name: 'Your servers' }).waitFor();
    await assertAccessible(page, 'servers over the rest');
    assert.deepEqual(await fitFaults(page), []);
    await page.getByTestId('server-word').click();
    await page.getByRole('dialog', { name: 'Your servers' }).waitFor({ state: 'hidden' });
    await main(page).getByRole('heading', { name: 'word' }).first().waitFor();
    await setSize(app, usual);
    looks.assertFine();
  });

  test('the overview, with groups and with nothing that fits', async () => {
    const { page } = app;
    const grouped = await askRaw(page, 'servers.arrange', { server: 'word', group: 'Vision lab' });
    assert.ok(grouped.ok);
    await runCommand(page, 'your lab');
    await page.getByTestId('home-word').waitFor();
    await looks.at('overview with problems');
    const filter = page.getByRole('textbox', { name: 'Filter servers' });
    await filter.fill('no such server');
    await page.getByTestId('home-word').waitFor({ state: 'detached' });
    await looks.at('overview, nothing fits');
    await filter.fill('');
    looks.assertFine();
  });

  test('dialogs and notices', async () => {
    const { page } = app;
    const dialogs: [string, () => Promise<void>][] = [
      ['add a server', () => runCommand(page, 'add a server')],
      ['edit', () => runCommand(page, 'edit word')],
      ['keys', () => page.keyboard.press('F1')],
      ['doctor', () => runCommand(page, 'check gpu1 step')],
      ['VPN', () => runCommand(page, 'openfortivpn')],
    ];
    for (const [name, open] of dialogs) {
      await open();
      await dialog().waitFor();
      if (name === 'add a server') {
        await dialog().getByRole('button', { name: 'Key file, jump host, VPN and proxy' }).click();
        await dialog().getByRole('button', { name: 'Save' }).click();
        await dialog().locator('input[aria-invalid="true"]').first().waitFor();
      }
      if (name === 'doctor') await dialog().getByTestId('doctor-host-key').waitFor();
      await looks.at(`dialog: ${name}`);
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'hidden' });
    }
    await openPalette(page);
    await paletteOptions(page).first().waitFor();
    await looks.at('palette');
    await page.keyboard.press('Escape');
    await paletteField(page).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'More about word' }).click();
    await page.getByRole('menuitem', { name: 'Move to group…' }).click();
    await dialog().waitFor();
    await looks.at('dialog: group');
    await dismiss();
    await page.getByRole('button', { name: 'More about word' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await looks.at('removed, with Undo');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByTestId('server-word').waitFor();
    looks.assertFine();
  });

  test('and a fault would be found', async () => {
    const { page } = app;
    await page.evaluate(() => {
      const wrong = document.createElement('button');
      wrong.id = 'wrong';
      wrong.style.cssText =
        'position: absolute; left: -40px; top: 200px; width: 60px; height: 20px';
      document.querySelector('main')?.append(wrong);
    });
    const [accessible, fitting] = [await axeFaults(page), await fitFaults(page)];
    await page.evaluate(() => document.getElementById('wrong')?.remove());
    assert.match(accessible.join('\n'), /button-name/);
    assert.match(fitting.join('\n'), /sticks out sideways/);
  });

  test('the keys and their dialogs', async () => {
    const { page } = app;
    const closed = async (name: string) => {
      await looks.at(name);
      await dismiss();
    };
    await runCommand(page, 'ssh keys');
    const keysPage = page.getByRole('region', { name: 'SSH keys' });
    await keysPage.getByTestId('key-id_ed25519').waitFor();
    await looks.at('SSH keys');
    await keysPage.getByRole('button', { name: 'New key…' }).click();
    await dialog().getByLabel('Passphrase', { exact: true }).fill('a');
    await dialog().getByRole('button', { name: 'Make the key' }).click();
    await dialog().getByText('The two are not the same.').waitFor();
    await closed('new key, with faults');
    await keysPage.getByRole('button', { name: 'Import a .ppk…' }).click();
    await dialog().getByRole('button', { name: 'Choose the .ppk file…' }).waitFor();
    await closed('import of a PuTTY key');
    await keysPage.getByRole('button', { name: 'Install id_ed25519 on a server' }).click();
    await dialog().getByRole('radio', { name: 'A new key' }).check();
    await closed('key wizard');
    await keysPage.getByRole('button', { name: 'Revoke id_ed25519 from a server' }).click();
    await dialog().getByLabel('Server').waitFor();
    await closed('revoking a key');
    looks.assertFine();
  });

  test('settings with the licences, and the log', async () => {
    const { page } = app;
    await page.keyboard.press('Control+,');
    await page.getByRole('button', { name: /^Licences/ }).click();
    await page.getByRole('list', { name: 'Licences' }).locator('summary').first().click();
    await looks.at('settings and licences');
    await runCommand(page, 'log');
    await page.getByTestId('log-entry').first().waitFor();
    await looks.at('log');
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('no such entry');
    await page.getByText('No entry fits').waitFor();
    await looks.at('log, nothing fits');
    looks.assertFine();
  });
});
