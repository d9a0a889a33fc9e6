/**
 * From a password to a key: a person who has only a password gets a key in the first run, sees where it
 * lets them in, and takes it out again; PuTTY's keys, and what happens where it does not work.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { giveTo, type Lab, type LabUser, startLab, twoUsersMissing } from '../lab';
import {
  answerSecret,
  connect,
  connected,
  disconnect,
  question,
  readCard,
  runCommand,
} from './person';

const skip = windowMissing() || twoUsersMissing();
const fixtures = join(process.cwd(), 'e2e/lab/fixtures/ppk');

describe('keys', { skip }, () => {
  let lab: Lab;
  let user: LabUser;
  let app: App;
  let sshDir: string;

  before(async () => {
    lab = await startLab({
      knownHosts: true,
      servers: [
        { name: 'word', user: 'bob', password: true, authorize: [], gpu: 'live' },
        {
          ...{ name: 'central', user: 'carol', password: true, authorize: [] },
          sshdConfig: ['AuthorizedKeysFile /nonexistent/%u'],
        },
      ],
    });
    rmSync(join(lab.server('word').home, '.ssh'), { recursive: true, force: true });
    user = await lab.addUser({ name: 'window' });
    sshDir = join(lab.dir, 'fresh');
    mkdirSync(sshDir, { mode: 0o700 });
    giveTo(user, sshDir);
  });
  afterEach(async () => {
    await app?.close();
  });
  after(async () => {
    await lab?.stop();
  });

  const dialog = (name: string | RegExp) => app.page.getByRole('dialog', { name });
  const password = (name: string) => lab.server(name).user.password ?? '';
  const step = (name: string, status: string) =>
    app.page.locator(`[data-testid="key-step-${name}"][data-status="${status}"]`).waitFor();
  const choose = (path: string) =>
    app.electronApp.evaluate(({ dialog: system }, chosen) => {
      system.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    }, path);
  const start = async (colorScheme: 'dark' | 'light') => {
    app = await launchApp({ lab, user, sshDir, colorScheme });
    app.page.setDefaultTimeout(20_000);
    return app.page;
  };

  test('the first run with a password ends with a key, and the key comes off again', async () => {
    const page = await start('dark');
    const { login, port, home } = lab.server('word');
    const welcome = page.getByRole('region', { name: 'Welcome' });
    await welcome.getByRole('radio', { name: 'I only have a password' }).check();
    await welcome.getByLabel('Address').fill(`${login}@127.0.0.1:${port}`);
    await welcome.getByLabel('Name').fill('word');
    await welcome.getByRole('button', { name: 'Test the connection' }).click();
    await (await question(page, 'host-key'))
      .getByRole('button', { name: 'Trust and connect' })
      .click();
    await answerSecret(page, 'password', password('word'));
    await welcome
      .getByTestId('first-run-verdict')
      .getByText(/^(Everything works|It works)/)
      .waitFor();
    await welcome.getByRole('button', { name: /^Set up a key/ }).click();

    const setup = dialog('Set up a key');
    await setup.getByRole('radio', { name: 'A new key' }).waitFor();
    await setup.getByLabel('Passphrase', { exact: true }).fill('open sesame');
    await setup.getByLabel('The same again').fill('open barley');
    await setup.getByRole('button', { name: 'Set up' }).click();
    await setup.getByText('The two are not the same.').waitFor();
    await setup.getByLabel('The same again').fill('open sesame');
    await app.screenshot('keys-setup');
    await setup.getByRole('button', { name: 'Set up' }).click();
    for (const name of ['connect', 'write', 'verify', 'switch']) await step(name, 'ok');
    await setup.getByTestId('key-setup-end').getByText('word lets you in').waitFor();
    await app.screenshot('keys-setup-done');
    await page.keyboard.press('Enter');
    await setup.waitFor({ state: 'hidden' });
    const line = readFileSync(join(sshDir, 'id_ed25519.pub'), 'utf8');
    assert.equal(readFileSync(join(home, '.ssh/authorized_keys'), 'utf8'), line);
    assert.match(
      readFileSync(join(sshDir, 'labmate_config'), 'utf8'),
      /IdentityFile .*id_ed25519$/m,
    );
    await welcome.getByRole('button', { name: 'Open the overview' }).click();
    await connected(page);
    // Its figures are there: what the page asks for by itself is over.
    await page.getByText('Live', { exact: true }).waitFor();
    await disconnect(page, 'word');
    await connect(page, 'word');
    await connected(page);
    assert.equal(await page.getByRole('dialog').count(), 0, 'nothing was asked');

    await runCommand(page, 'ssh keys');
    const card = page.getByTestId('key-id_ed25519');
    await card.getByText('Passphrase', { exact: true }).waitFor();
    await card.getByRole('list', { name: 'Installed on' }).getByText('word').waitFor();
    await app.screenshot('keys-page');
    await card.getByRole('button', { name: 'Revoke id_ed25519 from a server' }).click();
    await dialog(/^Revoke/)
      .getByRole('button', { name: 'Revoke', exact: true })
      .click();
    await page.getByText('The key is off word; 0 keys are let in there.').waitFor();
    await card.getByRole('list', { name: 'Installed on' }).waitFor({ state: 'detached' });
    const log = readFileSync(join(app.home, 'logs/labmate.log'), 'utf8');
    assert.match(log, /a key was written/);
    assert.doesNotMatch(log, /open sesame|PRIVATE KEY/);
    assert.equal(readFileSync(join(home, '.ssh/authorized_keys'), 'utf8'), '');
  });

  test('a PuTTY key from the palette: wrong file, wrong passphrase, then taken', async () => {
    const page = await start('light');
    const put = (name: string, text: string | Buffer) => {
      const path = join(lab.dir, name);
      writeFileSync(path, text);
      giveTo(user, path);
      return path;
    };
    const ppk = put('my lab.ppk', readFileSync(join(fixtures, 'p3e_ecdsa.ppk')));
    const cut = put('cut.ppk', readFileSync(join(fixtures, 'p2_rsa.ppk')).subarray(0, 700));
    await runCommand(page, 'import a putty key');
    const box = dialog('Import a PuTTY key');
    const take = async (path: string) => {
      await choose(path);
      await box.getByRole('button', { name: 'Choose the .ppk file…' }).click();
      await box.getByLabel('Name').waitFor();
      await box.getByRole('button', { name: 'Import', exact: true }).click();
    };
    await take(put('none.ppk', 'hello\n'));
    await readCard(box, 'keys/not-putty');
    await take(cut);
    assert.match((await readCard(box, 'keys/unusable')).text, /damaged/);
    await take(ppk);
    await answerSecret(page, 'passphrase', 'wrong');
    await answerSecret(page, 'passphrase', 'secret');
    await box.waitFor({ state: 'hidden' });
    assert.match(readFileSync(join(sshDir, 'my_lab'), 'utf8'), /^-----BEGIN OPENSSH/);
    const risky = join(lab.dir, 'risky.ppk');
    execFileSync('puttygen', [
      '-t',
      'ecdsa',
      '-b',
      '521',
      '-q',
      '--new-passphrase',
      '/dev/null',
      '-o',
      risky,
    ]);
    giveTo(user, risky);
    await runCommand(page, 'import a putty key');
    await take(risky);
    await box.locator('[data-tag="p521"]').waitFor();
    await app.screenshot('keys-import-p521');
    await box.getByRole('button', { name: 'Done' }).click();
    await box.waitFor({ state: 'hidden' });
    await runCommand(page, 'ssh keys');
    await page
      .getByTestId('key-risky')
      .getByText(/CVE-2024-31497/)
      .waitFor();
    await page.getByTestId('key-my_lab').getByText('ECDSA 256').waitFor();
    await app.screenshot('keys-page-light');
    assert.equal(existsSync(join(sshDir, 'cut')), false);
  });

  test('a server that takes no keys, and a folder that cannot be written', async () => {
    copyFileSync(join(lab.sshDir, 'known_hosts'), join(sshDir, 'known_hosts'));
    const { login, port } = lab.server('central');
    writeFileSync(
      join(sshDir, 'config'),
      `Host central\n  HostName 127.0.0.1\n  Port ${port}\n  User ${login}\n`,
    );
    for (const name of ['known_hosts', 'config']) giveTo(user, join(sshDir, name));
    const page = await start('dark');
    await page.getByTestId('server-central').waitFor();
    await page.getByRole('button', { name: 'More about central' }).click();
    await page.getByRole('menuitem', { name: 'Set up a key…' }).click();
    const setup = dialog('Set up a key');
    await setup.getByRole('radio', { name: 'A new key' }).check();
    await setup.getByLabel('Name').fill('id_central');
    await setup.getByRole('button', { name: 'Set up' }).click();
    await answerSecret(page, 'password', password('central'));
    await step('verify', 'failed');
    const card = await readCard(setup, 'keys/not-accepted');
    assert.match(card.text, /keep keys in one place/);
    await app.screenshot('keys-refused');
    assert.doesNotMatch(readFileSync(join(sshDir, 'config'), 'utf8'), /IdentityFile/);
    await setup.getByRole('button', { name: 'Close' }).last().click();
    await setup.waitFor({ state: 'hidden' });

    chmodSync(sshDir, 0o500);
    try {
      await runCommand(page, 'make a new ssh key');
      const box = dialog('New SSH key');
      await box.getByLabel('Name').fill('id_new');
      await box.getByRole('button', { name: 'Make the key' }).click();
      await readCard(box, 'keys/cannot-write');
      await app.screenshot('keys-cannot-write');
    } finally {
      chmodSync(sshDir, 0o700);
    }
    const again = dialog('New SSH key');
    await again.getByRole('button', { name: 'Make the key' }).click();
    await again.waitFor({ state: 'hidden' });
    assert.ok(existsSync(join(sshDir, 'id_new')));
  });
});
