/**
 * What can be wrong on the way to a server, in the real window: each gives a card that names the
 * cause and a next step, nothing hangs, and the app goes on. One app meets it all, one after another.
 */
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { type App, windowMissing } from '../harness';
import { type Lab, questionsMissing, startLab, twoUsersMissing } from '../lab';
import { type DeafPort, openDeafPort } from './deaf-port';
import {
  answerSecret,
  connect,
  connected,
  disconnect,
  dismissDialogs,
  launchWith,
  main,
  pressOnCard,
  question,
  readCard,
  runCommand,
} from './person';

const skip = windowMissing() || twoUsersMissing();

describe('bad input on the way to a server', { skip }, () => {
  let lab: Lab;
  let app: App;
  let deaf: DeafPort;

  before(async () => {
    deaf = await openDeafPort();
    lab = await startLab({
      knownHosts: true,
      servers: [
        { name: 'moody' },
        { name: 'locked', identity: 'encrypted' },
        { name: 'other-key', authorize: ['rsa'], identity: 'ed25519' },
        { name: 'word', user: 'bob', password: true, authorize: [] },
        { name: 'swapped' },
        { name: 'stranger' },
        ...(questionsMissing('password')
          ? []
          : [{ name: 'asks', user: 'carol', asks: 'password', authorize: [] } as const]),
      ],
    });
    app = await launchWith(lab, (sshDir) => {
      const common = `  IdentityFile ${sshDir}/id_ed25519\n  UserKnownHostsFile ${sshDir}/known_hosts\n`;
      const known = join(sshDir, 'known_hosts');
      const { port, knownHosts } = lab.server('stranger');
      writeFileSync(known, readFileSync(known, 'utf8').replace(knownHosts, ''));
      assert.ok(!readFileSync(known, 'utf8').includes(`:${port} `));
      return [
        `Host nowhere\n  HostName no-such-host.invalid\n  Tunnel yes\n`,
        `Host deaf\n  HostName 127.0.0.1\n  Port ${deaf.port}\n  ConnectTimeout 2\n`,
        `Host wrong-user\n  HostName 127.0.0.1\n  Port ${lab.server('moody').port}\n  User nobody-here\n${common}`,
        'Host moody\n  ConnectTimeout 2\n',
      ].join('\n');
    });
  });
  afterEach(async () => {
    if (app) await dismissDialogs(app.page);
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
    await deaf?.close();
  });

  test('a name that does not exist', async () => {
    await connect(app.page, 'nowhere');
    const { text } = await readCard(main(app.page), 'connections/unresolved');
    assert.match(text, /no-such-host\.invalid/);
    await app.screenshot('bad-unresolved');
    await pressOnCard(main(app.page), 'connections/unresolved', /Check the host name/);
    const form = app.page.getByRole('dialog');
    await form.getByText(/save a copy of it here/).waitFor();
    await form.getByText(/also sets Tunnel for it, which Labmate does not follow/).waitFor();
    assert.equal(await form.getByLabel('Address').inputValue(), 'no-such-host.invalid');
    await app.screenshot('bad-unresolved-edit');
    await form.getByRole('button', { name: 'Cancel' }).click();
  });

  test('a machine that does not answer', async () => {
    await connect(app.page, 'deaf');
    const { text } = await readCard(main(app.page), 'connections/timed-out');
    assert.match(text, /within 2 seconds/);
    assert.match(text, /VPN/);
  });

  test('a server that was said to need a VPN', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Add a server' }).first().click();
    const form = page.getByRole('dialog', { name: 'Add a server' });
    await form.getByLabel('Address').fill('127.0.0.1');
    await form.getByLabel('Port').fill(String(deaf.port));
    await form.getByLabel('Name').fill('campus');
    await form.getByRole('button', { name: /Key file, jump host, VPN/ }).click();
    await form.getByRole('combobox', { name: 'Reached through' }).click();
    await page.getByRole('option', { name: 'FortiClient' }).click();
    await app.screenshot('bad-vpn-form');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    appendFileSync(join(app.sshDir, 'config'), '\nHost campus\n  ConnectTimeout 2\n');
    await connect(page, 'campus');
    const { text } = await readCard(main(page), 'connections/vpn-needed');
    assert.match(text, /127\.0\.0\.1 needs FortiClient, and that is not up\./);
    assert.match(text, /Start FortiClient, then try again/);
    await main(page).locator('[data-testid="doctor-route"][data-status="warning"]').waitFor();
    await app.screenshot('bad-vpn-needed');
    await runCommand(page, 'edit campus');
    const again = page.getByRole('dialog', { name: 'Edit campus' });
    const chosen = again.getByRole('combobox', { name: 'Reached through' });
    assert.equal(await chosen.inputValue(), 'FortiClient');
  });

  test('a port that refuses, is silent, is a web server, or talks garbage; then the real server', async () => {
    const { proxy } = lab.server('moody');
    const retry = (tag: string) => pressOnCard(main(app.page), tag, 'Try again');
    await proxy.refuse(true);
    await connect(app.page, 'moody');
    const refused = await readCard(main(app.page), 'connections/refused');
    assert.match(refused.text, new RegExp(`port ${proxy.port}`));
    // Without being asked: how far one gets.
    const way = main(app.page).getByRole('list', { name: 'The way to moody' });
    await way.locator('[data-testid="doctor-tcp"][data-status="failed"]').waitFor();
    assert.equal(await way.getByTestId('doctor-resolve').getAttribute('data-status'), 'ok');
    await app.screenshot('bad-refused-way');
    await proxy.refuse(false);
    proxy.setMode('silent');
    await retry('connections/refused');
    await readCard(main(app.page), 'connections/silent');
    proxy.setMode('http');
    await retry('connections/silent');
    const http = await readCard(main(app.page), 'connections/not-ssh');
    assert.match(http.text, /web server|HTTP/i);
    await app.screenshot('bad-not-ssh');
    proxy.setMode('garbage');
    await pressOnCard(main(app.page), 'connections/not-ssh', 'Try again');
    await app.page.getByText(/looks like/).waitFor({ state: 'detached' });
    await readCard(main(app.page), 'connections/not-ssh');
    await app.screenshot('bad-garbage');
    proxy.setMode('ssh');
    proxy.stall();
    await retry('connections/not-ssh');
    await readCard(main(app.page), 'connections/silent');
    proxy.resume();
    await retry('connections/silent');
    await connected(app.page);
    await disconnect(app.page, 'moody');
  });

  test('a wrong user, and a key that the server does not know', async () => {
    await connect(app.page, 'wrong-user');
    const user = await readCard(main(app.page), 'connections/auth-failed');
    assert.match(user.text, /nobody-here/);
    await app.screenshot('bad-user');
    await connect(app.page, 'other-key');
    const key = await readCard(main(app.page), 'connections/auth-failed');
    assert.match(key.text, /id_ed25519/);
    assert.match(key.text, /authorized_keys/);
    await app.screenshot('bad-key');
  });

  test('a wrong passphrase is asked three times, then told; the right one opens', async () => {
    const { page } = app;
    await connect(page, 'locked');
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const dialog = await question(page, 'passphrase');
      const again = dialog.getByText(/did not open the key/);
      if (attempt > 1) await again.waitFor();
      else assert.equal(await again.count(), 0);
      if (attempt === 2) await app.screenshot('bad-passphrase-question');
      await answerSecret(page, 'passphrase', `wrong ${attempt}`);
    }
    const { text } = await readCard(main(page), 'connections/auth-failed');
    assert.match(text, /The passphrase did not open .*id_encrypted/);
    assert.match(text, /wrong three times/);
    assert.equal(await page.getByRole('dialog').count(), 0);
    await app.screenshot('bad-passphrase');
    await pressOnCard(main(page), 'connections/auth-failed', 'Try again');
    await answerSecret(page, 'passphrase', lab.keys.encrypted.passphrase ?? '');
    await connected(page);
    await disconnect(page, 'locked');
  });

  test('a wrong password is asked three times, then told; the right one opens', async () => {
    const { page } = app;
    await connect(page, 'word');
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const dialog = await question(page, 'password');
      if (attempt > 1) await dialog.getByText(/did not accept that password/).waitFor();
      await answerSecret(page, 'password', `wrong ${attempt}`);
    }
    const { text } = await readCard(main(page), 'connections/auth-failed');
    assert.match(text, /password/);
    await app.screenshot('bad-password');
    await pressOnCard(main(page), 'connections/auth-failed', 'Try again');
    await answerSecret(page, 'password', lab.user('bob').password ?? '');
    await connected(page);
    await disconnect(page, 'word');
  });

  test('each question can be dismissed', async () => {
    const { page } = app;
    await connect(page, 'stranger');
    const hostKey = await question(page, 'host-key');
    await hostKey.getByRole('button', { name: 'Do not connect' }).click();
    await readCard(main(page), 'connections/host-key-refused');
    await app.screenshot('bad-host-key-refused');
    await pressOnCard(main(page), 'connections/host-key-refused', 'Try again');
    await question(page, 'host-key');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await readCard(main(page), 'connections/host-key-refused');
    assert.ok(!lab.server('stranger').log.includes(lab.server('stranger').login));

    for (const [server, kind] of [
      ['locked', 'passphrase'],
      ['word', 'password'],
      ['asks', 'keyboard-interactive'],
    ] as const) {
      if (!lab.servers.some(({ name }) => name === server)) continue;
      const { proxy } = lab.server(server);
      await connect(page, server);
      const dialog = await question(page, kind);
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      const { text } = await readCard(main(page), 'connections/auth-failed');
      assert.match(text, /was not finished/, kind);
      await proxy.untilIdle();
      await app.screenshot(`bad-dismissed-${kind}`);
    }
  });

  test('a changed host key stops hard, before any user name leaves', async () => {
    const { page } = app;
    const server = lab.server('swapped');
    await connect(page, 'swapped');
    await connected(page);
    await disconnect(page, 'swapped');
    await server.proxy.untilIdle();
    assert.match(server.log, new RegExp(server.login), 'a sign-in is seen in the log');
    const before = server.log.length;
    const old = server.hostKey.fingerprint;
    await server.replaceHostKey();
    await connect(page, 'swapped');
    const { text, buttons } = await readCard(main(page), 'connections/host-key-changed');
    assert.ok(text.includes(old) && text.includes(server.hostKey.fingerprint), text);
    assert.match(text, /known_hosts, line \d+/);
    for (const words of buttons) assert.doesNotMatch(words, /anyway|trust|accept|ignore|continue/i);
    assert.equal(await page.getByRole('dialog').count(), 0, 'nothing is asked');
    await app.screenshot('bad-host-key-changed');
    await pressOnCard(main(page), 'connections/host-key-changed', 'Try again');
    await readCard(main(page), 'connections/host-key-changed');
    await server.proxy.untilIdle();
    const said = server.log.slice(before);
    assert.match(said, /preauth|Connection/, 'sshd was reached');
    assert.ok(!said.includes(server.login), `a user name arrived: ${said}`);
  });

  test('the old key is removed by an act of its own; then the server is met as a new one', async () => {
    const { page } = app;
    const server = lab.server('swapped');
    const file = join(app.sshDir, 'known_hosts');
    const kept = readFileSync(file, 'utf8').split('\n');
    const at = kept.findIndex((line) => line.startsWith(`[127.0.0.1]:${server.port} `));
    await pressOnCard(main(page), 'connections/host-key-changed', 'Remove the old key…');
    const ask = page.getByTestId('question-confirm');
    await ask.getByText(`${file}, line ${at + 1}: ssh-ed25519 SHA256:`).waitFor();
    await app.screenshot('bad-host-key-remove');
    await ask.getByRole('button', { name: 'No', exact: true }).click();
    assert.equal(readFileSync(file, 'utf8'), kept.join('\n'), 'no changes nothing');
    await pressOnCard(main(page), 'connections/host-key-changed', 'Remove the old key…');
    await ask.getByRole('button', { name: 'Remove this line' }).click();
    await page.getByRole('button', { name: 'Connect to swapped', exact: true }).first().waitFor();
    const left = kept.filter((_, line) => line !== at).join('\n');
    assert.equal(readFileSync(file, 'utf8'), left, 'every other line stays');
    await connect(page, 'swapped');
    const first = await question(page, 'host-key');
    const shown = ((await first.getByTestId('fingerprint').textContent()) ?? '').replace(/\s/g, '');
    assert.ok(shown.includes(server.hostKey.fingerprint.replace('SHA256:', '')), shown);
    await first.getByRole('button', { name: 'Trust and connect' }).click();
    await connected(page);
    await disconnect(page, 'swapped');
  });

  test('faults of the ssh config are shown with file and line, and the rest works', async () => {
    const { page } = app;
    const file = join(app.sshDir, 'config');
    const good = readFileSync(file, 'utf8');
    const line = good.split('\n').length;
    writeFileSync(
      file,
      `${good}Hots typo\nHost odd\n  Port seven\nMatch originalhost moody exec "touch ${app.home}/ran && false"\n  User x\n`,
    );
    const list = page.getByRole('navigation', { name: 'Servers' });
    const keyword = await readCard(list, 'servers/config-keyword');
    assert.ok(keyword.text.includes(`config, line ${line}`), keyword.text);
    assert.match(keyword.text, /Hots/);
    const value = await readCard(list, 'servers/config-value');
    assert.ok(value.text.includes(`config, line ${line + 2}`), value.text);
    await connect(page, 'moody');
    const asked = await question(page, 'confirm');
    await asked.getByText(`touch ${app.home}/ran && false`).waitFor();
    await asked.getByRole('button', { name: 'No' }).click();
    await connected(page);
    assert.equal(existsSync(join(app.home, 'ran')), false);
    await disconnect(page, 'moody');
    await connect(page, 'moody');
    await (await question(page, 'confirm')).getByRole('button', { name: 'Run it' }).click();
    await connected(page);
    assert.equal(existsSync(join(app.home, 'ran')), true);
    await disconnect(page, 'moody');
    await connect(page, 'moody');
    await connected(page);
    await app.screenshot('bad-config');
    await disconnect(page, 'moody');
    assert.equal(
      await page.locator('.mantine-Notification-root').count(),
      0,
      'nothing stale is said',
    );
    writeFileSync(file, good);
    await list.getByTestId('problem').first().waitFor({ state: 'detached' });
  });
});
