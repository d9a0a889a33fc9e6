/**
 * Passwords that are kept beyond one run: with a real keyring, and without any. Kept only when asked, used at the
 * next start, dropped after one refusal, forgotten in one click, and never readable in a file.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { type Lab, type LabUser, startLab, twoUsersMissing } from '../lab';
import { type Keyring, keyringMissing, startKeyring } from '../lab/keyring';
import { answerSecret, connect, connected, disconnect, main, question, runCommand } from './person';

const skip = windowMissing() || twoUsersMissing() || keyringMissing();

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

describe('kept passwords', { skip }, () => {
  let lab: Lab;
  let user: LabUser;
  let sshDir: string;
  let keyring: Keyring;
  let app: App | undefined;

  before(async () => {
    lab = await startLab({
      knownHosts: true,
      servers: [{ name: 'word', user: 'bob', password: true, authorize: [] }],
    });
    user = await lab.addUser({ name: 'window' });
    sshDir = lab.sshDirFor(user);
    keyring = await startKeyring(user);
  });
  after(async () => {
    await app?.close();
    await keyring?.stop();
    await lab?.stop();
  });

  async function start(env: Record<string, string>): Promise<App> {
    await app?.close();
    app = await launchApp({ lab, user, sshDir, home: join(user.home, 'kept'), env });
    app.page.setDefaultTimeout(25_000);
    return app;
  }
  const password = () => lab.user('bob').password ?? '';
  const refusals = () => lab.server('word').log.match(/Failed password/g);

  test('with a keyring: kept when asked, and used at the next start', async () => {
    const first = await start(keyring.env);
    await connect(first.page, 'word');
    const asked = await question(first.page, 'password');
    const box = asked.getByLabel(/^Keep it in this computer's keyring/);
    assert.equal(await box.isChecked(), false, 'only if asked');
    await box.check();
    await first.screenshot('kept-question');
    await answerSecret(first.page, 'password', password());
    await connected(first.page);
    // Nothing has to be asked any more, so it connects by itself.
    const second = await start(keyring.env);
    await second.page.getByTestId('server-word').click();
    await connected(second.page);
    for (const file of filesBelow(second.home)) {
      assert.ok(!readFileSync(file, 'latin1').includes(password()), file);
    }
  });

  test('a password that the server refuses is dropped after one try, and asked for', async () => {
    const { page } = app as App;
    await disconnect(page, 'word');
    const before = refusals()?.length ?? 0;
    await lab.user('bob').setPassword('Another-one-77');
    await connect(page, 'word');
    await question(page, 'password');
    assert.equal((refusals()?.length ?? 0) - before, 1);
    assert.ok(
      !existsSync(join((app as App).home, 'secrets.json')),
      'the last one took the file along',
    );
    const dialog = await question(page, 'password');
    await dialog.getByLabel(/^Keep it in/).check();
    await answerSecret(page, 'password', password());
    await connected(page);
  });

  test('forgotten in one click', async () => {
    const { page, home } = app as App;
    await runCommand(page, 'settings');
    const section = page.getByRole('region', { name: 'Kept passwords' });
    await section.getByText(`Password of ${lab.server('word').login}@`).waitFor();
    await section.scrollIntoViewIfNeeded();
    await (app as App).screenshot('kept-settings');
    await section.getByRole('button', { name: /^Forget Password of/ }).click();
    await section.getByText(/^None\./).waitFor();
    assert.ok(!existsSync(join(home, 'secrets.json')));
  });

  test('without a keyring it is said so, and nothing is kept', async () => {
    const { page, home } = await start({});
    // It is tried at the start, as far as that goes without a question.
    await page.getByRole('button', { name: /^word, Sign-in needed/ }).waitFor();
    await connect(page, 'word');
    const asked = await question(page, 'password');
    await asked.getByText(/no store for passwords that Labmate could use/).waitFor();
    assert.equal(await asked.getByLabel(/^Keep it in/).count(), 0);
    await answerSecret(page, 'password', password(), { remember: true });
    await connected(page);
    assert.ok(!existsSync(join(home, 'secrets.json')));
    await main(page).waitFor();
  });
});
