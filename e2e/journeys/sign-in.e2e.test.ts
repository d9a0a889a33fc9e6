/**
 * The ways to sign in, in the real window against real servers: an encrypted key, a password, one-time
 * codes, an agent, a server that was only typed. A secret that is to be remembered is asked once.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { type App, dropFiles, windowMissing } from '../harness';
import {
  authorizeKeys,
  giveTo,
  isRoot,
  type Lab,
  must,
  questionsMissing,
  startLab,
  twoUsersMissing,
} from '../lab';
import { type Agent, startAgent } from './agent';
import {
  answerSecret,
  connect,
  connected,
  disconnect,
  dismissDialogs,
  launchWith,
  main,
  question,
  readCard,
  showTab,
} from './person';

const skip = windowMissing() || twoUsersMissing();

describe('sign-in', { skip }, () => {
  let lab: Lab;
  let app: App;
  let agent: Agent;

  before(async () => {
    lab = await startLab({
      servers: [
        { name: 'locked', identity: 'encrypted' },
        { name: 'word', user: 'bob', password: true, authorize: [] },
        { name: 'agent', user: 'eve', authorize: [] },
        ...(questionsMissing('password and code')
          ? []
          : [{ name: 'code', user: 'carol', asks: 'password and code', authorize: [] } as const]),
      ],
    });
    // A key that lies in no ssh folder: only the agent can sign with it.
    const key = join(lab.dir, 'agent-key');
    await must('ssh-keygen', [
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-C',
      'key of the agent',
      '-f',
      key,
    ]);
    authorizeKeys(lab.user('eve'), [readFileSync(`${key}.pub`, 'utf8')]);
    const window = await lab.addUser({ name: 'window' });
    giveTo(window, key);
    agent = await startAgent(window, key);
    app = await launchWith(lab, () => '', { SSH_AUTH_SOCK: agent.socket });
  });
  afterEach(async () => {
    if (app) await dismissDialogs(app.page);
  });
  after(async () => {
    await app?.close();
    await agent?.stop();
    await lab?.stop();
  });

  async function trust(): Promise<void> {
    const dialog = await question(app.page, 'host-key');
    await dialog.getByRole('button', { name: 'Trust and connect' }).click();
  }

  /** Connects a second time and says whether a question came. */
  async function asksAgain(server: string): Promise<boolean> {
    const { page } = app;
    await disconnect(page, server);
    await connect(page, server);
    const badge = page.getByTestId('connection-badge').filter({ hasText: /^Connected$/ });
    const dialog = page.getByRole('dialog');
    await badge.or(dialog).first().waitFor();
    return (await dialog.count()) > 0;
  }

  test('an encrypted key: asked for until it is remembered', async () => {
    const { page } = app;
    const passphrase = lab.keys.encrypted.passphrase ?? '';
    await connect(page, 'locked');
    await trust();
    await answerSecret(page, 'passphrase', passphrase);
    await connected(page);
    assert.equal(await asksAgain('locked'), true, 'not remembered without a word');
    await answerSecret(page, 'passphrase', passphrase, { remember: true });
    await connected(page);
    assert.equal(await asksAgain('locked'), false, 'remembered');
    assert.match(lab.server('locked').log, /Accepted publickey/);
    await disconnect(page, 'locked');
  });

  test('a trusted host key is kept as OpenSSH keeps it', async () => {
    const { port, hostKey } = lab.server('locked');
    const file = join(app.sshDir, 'known_hosts');
    const found = await must('ssh-keygen', ['-F', `[127.0.0.1]:${port}`, '-f', file]);
    assert.ok(found.stdout.includes(hostKey.publicKey), found.stdout);
  });

  test('a password: asked for until it is remembered, and it opens the files too', async () => {
    const { page } = app;
    const { password = '' } = lab.user('bob');
    await connect(page, 'word');
    await trust();
    await question(page, 'password');
    await app.screenshot('sign-in-password');
    await answerSecret(page, 'password', password, { remember: true });
    await connected(page);
    assert.equal(await asksAgain('word'), false, 'remembered');
    await showTab(page, 'Files');
    await page.getByTestId('free-space').waitFor();
    assert.match(lab.server('word').log, /Accepted password/);
    const kept = await must('grep', ['-rlF', password, app.home]).catch(() => null);
    assert.equal(kept, null, 'the password stands in no file of the app');
    await disconnect(page, 'word');
  });

  const noCodes = questionsMissing('password and code');
  test('a password and a one-time code', { skip: noCodes }, async () => {
    const { page } = app;
    const server = lab.server('code');
    await connect(page, 'code');
    await trust();
    const asked = await question(page, 'keyboard-interactive');
    await asked.getByLabel(/Password/).fill(lab.user('carol').password ?? '');
    await asked.getByRole('button', { name: 'Answer' }).click();
    const code = asked.getByLabel(/Verification code/);
    await code.waitFor();
    await app.screenshot('sign-in-code');
    await code.fill(server.oneTimeCode);
    await asked.getByRole('button', { name: 'Answer' }).click();
    await connected(page);
  });

  test('an upload there asks for no second code, and says whose connection it uses', {
    skip: noCodes,
  }, async () => {
    const { page } = app;
    const server = lab.server('code');
    const signedIn = server.log.match(/Accepted keyboard-interactive/g)?.length;
    const file = join(app.user.home, 'results.bin');
    const bytes = randomBytes(3 * 1024 * 1024 + 1);
    writeFileSync(file, bytes);
    if (isRoot) giveTo(app.user, file);
    await showTab(page, 'Files');
    await page.getByTestId('files-drop').waitFor();
    await dropFiles(page, '[data-testid="files-drop"]', [file]);
    const there = join(lab.user('carol').home, 'results.bin');
    while (!existsSync(there) || statSync(there).size < bytes.length) {
      assert.equal(await page.getByTestId('question-keyboard-interactive').count(), 0);
      await page.waitForTimeout(100);
    }
    assert.ok(readFileSync(there).equals(bytes));
    await page
      .getByText(/Over the connection of your terminals/)
      .first()
      .waitFor();
    await app.screenshot('shared-upload');
    assert.equal(server.log.match(/Accepted keyboard-interactive/g)?.length, signedIn);
    await disconnect(page, 'code');
  });

  test('the agent signs, with a key that is in no file; a dead agent is said', async () => {
    const { page } = app;
    await connect(page, 'agent');
    await trust();
    await connected(page);
    assert.equal(await page.getByRole('dialog').count(), 0);
    assert.match(lab.server('agent').log, /Accepted publickey/);
    await disconnect(page, 'agent');
    await agent.stop();
    await connect(page, 'agent');
    const { text } = await readCard(main(page), 'connections/auth-failed');
    assert.match(text, /ssh agent at .*agent\.sock \(not used: it does not answer\)/);
    await app.screenshot('sign-in-no-agent');
  });

  test('a server that is only typed', async () => {
    const { page } = app;
    const { login, port } = lab.server('locked');
    const name = `${login}@127.0.0.1:${port}`;
    await page.getByLabel('Search servers or type user@host').fill(`ssh ${name}`);
    await page.keyboard.press('Enter');
    await connected(page);
    await page.getByTestId(`server-${name}`).waitFor();
    const row = page.getByTestId(`server-${name}`);
    await page.getByRole('button', { name: `Disconnect from ${name}` }).click();
    await row.waitFor({ state: 'detached' });
  });
});
