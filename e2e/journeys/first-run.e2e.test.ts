/**
 * The first run in a fresh home: three steps on one page, taken against real servers, with a key and
 * with a password only; the words for PuTTY; and the demo lab for those who want to look first.
 */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { giveTo, type Lab, type LabUser, startLab, twoUsersMissing } from '../lab';
import { answerSecret, connected, main, question } from './person';

const skip = windowMissing() || twoUsersMissing();

describe('first run', { skip }, () => {
  let lab: Lab;
  let user: LabUser;
  let app: App;
  let runs = 0;

  /** An app that knows nothing; `key` puts one of the lab's keys into its ssh folder. */
  async function begin(key: boolean, more: { size?: { width: number; height: number } } = {}) {
    runs += 1;
    const sshDir = join(lab.dir, `fresh-${runs}`);
    rmSync(sshDir, { recursive: true, force: true });
    mkdirSync(sshDir, { mode: 0o700 });
    if (key) {
      for (const end of ['', '.pub']) {
        const to = join(sshDir, `id_ed25519${end}`);
        const from = `${lab.keys.ed25519.path}${end}`;
        if (existsSync(from)) copyFileSync(from, to);
        if (existsSync(to)) giveTo(user, to);
      }
    }
    giveTo(user, sshDir);
    app = await launchApp({ lab, user, sshDir, colorScheme: 'dark', ...more });
    app.page.setDefaultTimeout(20_000);
    const welcome = app.page.getByRole('region', { name: 'Welcome' });
    await welcome.waitFor();
    return { page: app.page, welcome, sshDir };
  }

  before(async () => {
    lab = await startLab({
      servers: [
        { name: 'gpu1', gpu: 'live' },
        { name: 'word', user: 'bob', password: true, authorize: [] },
      ],
    });
    user = await lab.addUser({ name: 'window' });
  });
  afterEach(async () => {
    await app?.close();
  });
  after(async () => {
    await lab?.stop();
  });

  test('with a key: a pasted command, a test that shows each step, the overview', async () => {
    const { page, welcome, sshDir } = await begin(true);
    const { login, port } = lab.server('gpu1');
    await app.screenshot('first-run');
    await welcome.getByText(/Found: .*id_ed25519/).waitFor();
    await welcome.getByRole('button', { name: 'Test the connection' }).click();
    await welcome.getByText(/The address that you were given/).waitFor();
    await welcome.getByLabel('Address').fill(`ssh ${login}@127.0.0.1 -p ${port}`);
    await welcome.getByLabel('Address').press('Tab');
    assert.equal(await welcome.getByLabel('Port').inputValue(), String(port));
    assert.equal(await welcome.getByLabel('Account').inputValue(), login);
    await welcome.getByLabel('Name').fill('first');
    await welcome.getByRole('button', { name: 'Test the connection' }).click();
    const dialog = await question(page, 'host-key');
    await dialog.getByText(`First time with 127.0.0.1, port ${port}`).waitFor();
    await dialog.getByRole('button', { name: 'Trust and connect' }).click();
    await welcome
      .getByTestId('first-run-verdict')
      .getByText(/^(Everything works|It works)/)
      .waitFor();
    await app.screenshot('first-run-works');
    for (const step of ['resolve', 'tcp', 'host-key', 'sign-in', 'sftp']) {
      const status = await welcome.getByTestId(`doctor-${step}`).getAttribute('data-status');
      assert.equal(status, 'ok', step);
    }
    await welcome.getByRole('button', { name: 'Open the overview' }).click();
    await connected(page);
    await main(page).getByRole('tab', { name: 'Overview' }).waitFor();
    assert.match(readFileSync(join(sshDir, 'labmate_config'), 'utf8'), /^Host first$/m);
  });

  test('with a password only, by keyboard, in a small window', async () => {
    const { page, welcome } = await begin(false, { size: { width: 1000, height: 700 } });
    const { login, port } = lab.server('word');
    // Nothing was found to sign in with: the password is offered by itself.
    const password = welcome.getByRole('radio', { name: 'I only have a password' });
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('input[value="password"]')?.checked,
    );
    assert.ok(await password.isChecked());
    await app.screenshot('first-run-small');
    await welcome.getByLabel('Address').focus();
    await page.keyboard.type(`${login}@127.0.0.1:${port}`);
    await page.keyboard.press('Tab');
    await welcome.getByLabel('Name').focus();
    await page.keyboard.type('word');
    await page.keyboard.press('Enter');
    const dialog = await question(page, 'host-key');
    await dialog.getByRole('button', { name: 'Trust and connect' }).click();
    // Typed once, not to be remembered: what the test took serves the connection as well.
    await answerSecret(page, 'password', lab.user('bob').password ?? '');
    await welcome
      .getByTestId('first-run-verdict')
      .getByText(/^(Everything works|It works)/)
      .waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Open the overview');
    await page.keyboard.press('Enter');
    await connected(page);
  });

  test('with PuTTY’s key: how it is turned', async () => {
    const { welcome } = await begin(false);
    await welcome.getByRole('radio', { name: 'I have PuTTY sessions or a .ppk' }).check();
    await welcome.getByText(/takes over the sessions/).waitFor();
    await welcome.getByRole('button', { name: 'Import a .ppk…' }).waitFor();
    await welcome.getByLabel('Address').fill('gpu1.example');
    await welcome.getByRole('button', { name: 'Test the connection' }).click();
    await welcome.getByText('Choose the key file first.').waitFor();
    // A person cannot be driven through the system's own dialog: it answers with these files.
    const choose = (path: string) =>
      app.electronApp.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
      }, path);
    const ppk = join(lab.dir, 'mine.ppk');
    writeFileSync(ppk, 'PuTTY-User-Key-File-3: ssh-ed25519\n');
    giveTo(user, ppk);
    await choose(ppk);
    await welcome.getByRole('button', { name: 'Choose…' }).click();
    await welcome.getByText(/This is a PuTTY key/).waitFor();
    assert.equal(await welcome.getByLabel('Key file', { exact: true }).inputValue(), '');
    await welcome.getByRole('button', { name: 'Import a .ppk…' }).click();
    const real = join(lab.dir, 'real.ppk');
    copyFileSync(join(process.cwd(), 'e2e/lab/fixtures/ppk/p2_ed25519.ppk'), real);
    giveTo(user, real);
    await choose(real);
    const box = app.page.getByRole('dialog', { name: 'Import a PuTTY key' });
    await box.getByRole('button', { name: 'Choose the .ppk file…' }).click();
    await box.getByLabel('Name').waitFor();
    await box.getByRole('button', { name: 'Import', exact: true }).click();
    await box.waitFor({ state: 'hidden' });
    await app.page.waitForFunction(() =>
      [...document.querySelectorAll('input')].some(({ value }) => /[/]real$/.test(value)),
    );
    await app.screenshot('first-run-putty');
  });

  test('a test that fails says where, and can be taken again', async () => {
    const { page, welcome } = await begin(true);
    const { login, port, proxy } = lab.server('gpu1');
    await proxy.refuse(true);
    await welcome.getByLabel('Address').fill(`${login}@127.0.0.1:${port}`);
    await welcome.getByLabel('Name').fill('first');
    await welcome.getByRole('button', { name: 'Test the connection' }).click();
    await welcome.locator('[data-tag="connections/refused"]').waitFor();
    await proxy.refuse(false);
    await welcome.getByRole('button', { name: 'Test again' }).click();
    const dialog = await question(page, 'host-key');
    await dialog.getByRole('button', { name: 'Trust and connect' }).click();
    await welcome
      .getByTestId('first-run-verdict')
      .getByText(/^(Everything works|It works)/)
      .waitFor();
  });

  test('show me first: the demo lab, labelled', async () => {
    const { page, welcome } = await begin(false);
    await welcome.getByRole('button', { name: 'Show me first' }).click();
    await page
      .locator('[data-testid^="server-row-"]')
      .filter({ hasText: 'Demo' })
      .first()
      .waitFor();
    await welcome.waitFor({ state: 'detached' });
    await app.screenshot('first-run-demo');
  });
});
