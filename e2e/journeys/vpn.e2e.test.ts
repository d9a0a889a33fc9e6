/**
 * A server that only answers behind the VPN, and openfortivpn started from its card: real sudo rules, the real
 * program, a scripted gateway, in a network of its own. What a person reads, answers and stops.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, ownNetworkMissing, ranInOwnNetwork, windowMissing } from '../harness';
import { type Lab, type LabUser, startLab } from '../lab';
import {
  addressBehind,
  replacePppd,
  startVpnGateway,
  type VpnGatewayRig,
  vpnGatewayMissing,
} from '../lab/vpn-gateway';
import {
  answerSecret,
  connect,
  connected,
  disconnect,
  keptHome,
  main,
  pressOnCard,
  question,
  readCard,
  runCommand,
} from './person';

const network = 'way out';
const elsewhere = await ranInOwnNetwork(network);
const skip = windowMissing() || vpnGatewayMissing() || ownNetworkMissing(network);
if (!elsewhere) describe('openfortivpn from the window', { skip }, suite);

const vpnPort = 2222;
const running = () =>
  readdirSync('/proc').some((pid) => {
    try {
      return readFileSync(`/proc/${pid}/comm`, 'utf8') === 'openfortivpn\n';
    } catch {
      return false;
    }
  });
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 50));
};

function suite() {
  let lab: Lab;
  let user: LabUser;
  let app: App;
  let gateway: VpnGatewayRig;
  let behind: Server;
  let home: string | undefined;
  let putBack = () => {};

  before(async () => {
    putBack = replacePppd();
    // Told at once; without it, nothing would answer for as long as a connection may take.
    execFileSync('ip', ['route', 'add', 'unreachable', '10.77.0.0/16']);
    gateway = await startVpnGateway({ code: '123456' });
    lab = await startLab({ servers: [{ name: 'gpu1' }] });
    user = await lab.addUser({ name: 'window', password: true });
    // Rules of our own, seen in this mount namespace only.
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/etc/sudoers.d']);
    allow('NOPASSWD:');
    behind = createServer((socket) => {
      const inner = connectTcp(lab.server('gpu1').port, '127.0.0.1');
      socket.pipe(inner).pipe(socket);
      socket.on('error', () => inner.destroy());
      inner.on('error', () => socket.destroy());
    }).listen(vpnPort, '0.0.0.0');
    await once(behind, 'listening');
    app = await start();
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
    behind?.close();
    await gateway?.stop();
    spawnSync('umount', ['/etc/sudoers.d']);
    putBack();
  });

  /** What this computer's sudo lets the person do. */
  function allow(tag: 'NOPASSWD:' | ''): void {
    const rule = `${user.login} ALL=(root) ${tag} /usr/bin/openfortivpn\n`;
    writeFileSync('/etc/sudoers.d/labmate-test', rule, { mode: 0o440 });
  }

  async function start(): Promise<App> {
    home ??= keptHome(user);
    const sshDir = lab.newSshDirFor(user, `${lab.dir}/ssh-${Date.now()}`);
    const made = await launchApp({ lab, user, sshDir, home, colorScheme: 'dark' });
    made.page.setDefaultTimeout(25_000);
    return made;
  }

  const dialog = () => app.page.getByRole('dialog', { name: 'VPN', exact: true });
  const gatewayField = () => dialog().getByRole('combobox', { name: 'Gateway' });
  const state = (phase: string) =>
    dialog().locator(`[data-testid="vpn-state"][data-phase="${phase}"]`);
  async function answerCode(): Promise<void> {
    const code = await question(app.page, 'keyboard-interactive');
    await code.getByLabel('Two-factor authentication token:').fill('123456');
    await code.getByRole('button', { name: 'Answer' }).click();
  }

  test('a server that was said to need it: the card names it and starts it', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Add a server' }).first().click();
    const form = page.getByRole('dialog', { name: 'Add a server' });
    await form.getByLabel('Address').fill(addressBehind);
    await form.getByLabel('Port').fill(String(vpnPort));
    await form.getByLabel('Account').fill(lab.server('gpu1').login);
    await form.getByLabel('Name').fill('behind');
    await form.getByRole('button', { name: 'Key file, jump host, VPN and proxy' }).click();
    await form.getByRole('combobox', { name: 'Reached through' }).click();
    await page.getByRole('option', { name: 'openfortivpn' }).click();
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'hidden' });
    await connect(page, 'behind');
    const { text } = await readCard(main(page), 'connections/vpn-needed');
    assert.match(text, /10\.77\.0\.1 needs openfortivpn, and that is not up\./);
    await app.screenshot('vpn-needed');
    await pressOnCard(main(page), 'connections/vpn-needed', 'Start openfortivpn');
    await gatewayField().waitFor();
    await dialog().getByRole('button', { name: 'Start the VPN' }).click();
    await dialog().getByText('An address, as vpn.lab.example.edu').waitFor();
    await dialog().getByText('Your account at the gateway').waitFor();
  });

  test('started: the password, the certificate, the code; then the server is reached by itself', async () => {
    const { page } = app;
    await gatewayField().fill(`https://${gateway.address}/remote/login`);
    await dialog().getByLabel('Account').fill('asha');
    await app.screenshot('vpn-form');
    await dialog().getByRole('button', { name: 'Start the VPN' }).click();
    await answerSecret(page, 'password', 'vpn secret', { remember: true });
    const trust = await question(page, 'confirm');
    await trust.getByText(gateway.digest).waitFor();
    await app.screenshot('vpn-certificate');
    await trust.getByRole('button', { name: 'Trust it' }).click();
    await answerCode();
    // The server that waited for it is tried again without a click.
    const hostKey = await question(page, 'host-key');
    await hostKey.getByRole('button', { name: 'Trust and connect' }).click();
    await state('up').waitFor();
    await app.screenshot('vpn-up');
    const steps = await dialog().getByRole('list', { name: 'Steps' }).locator('li').allInnerTexts();
    assert.equal(steps.at(-1), 'The tunnel is up');
    assert.ok(steps.includes('Interface ppp0 is up'));
    await dialog().getByRole('button', { name: 'Done' }).click();
    await connected(page);
    assert.match((await page.getByTestId('status-vpn').textContent()) ?? '', /VPN is up/);
  });

  test('stopped from the status bar: nothing is left', async () => {
    const { page } = app;
    await disconnect(page, 'behind');
    await page.getByTestId('status-vpn').click();
    await dialog().getByRole('button', { name: 'Stop the VPN' }).click();
    await dialog().getByRole('button', { name: 'Start the VPN' }).waitFor();
    assert.equal(networkInterfaces()['ppp0'], undefined);
    assert.equal(gateway.asked.at(-1), 'logout');
    assert.equal(await page.getByTestId('status-vpn').count(), 0);
  });

  const pkexec = existsSync('/usr/bin/pkexec') && 'polkit would ask in a window of its own';
  test('sudo that wants a password is asked for it, apart from the gateway', {
    skip: pkexec,
  }, async () => {
    const { page } = app;
    allow('');
    await dialog().getByRole('button', { name: 'Start the VPN' }).click();
    const sudo = await question(page, 'keyboard-interactive');
    await sudo.getByText('for which it needs administrator rights').waitFor();
    await app.screenshot('vpn-sudo');
    const field = sudo.getByLabel(`Password of ${user.login} on this computer (sudo)`);
    await field.fill('a wrong one');
    await sudo.getByRole('button', { name: 'Answer' }).click();
    await page.waitForTimeout(500);
    const again = await question(page, 'keyboard-interactive');
    await again
      .getByLabel(`Password of ${user.login} on this computer (sudo)`)
      .fill(user.password ?? '');
    await again.getByRole('button', { name: 'Answer' }).click();
    // The gateway's password is remembered, its certificate trusted.
    await question(page, 'keyboard-interactive');
    await page.getByLabel('Two-factor authentication token:').waitFor();
    await answerCode();
    await state('up').waitFor();
    allow('NOPASSWD:');
  });

  test('a tunnel that the gateway ends is told in the status bar and as a card', async () => {
    const { page } = app;
    if (pkexec) {
      await dialog().getByRole('button', { name: 'Start the VPN' }).click();
      await answerCode();
      await state('up').waitFor();
    }
    gateway.drop();
    const { text } = await readCard(dialog(), 'vpn/ended');
    assert.match(text, /The VPN to 127\.0\.0\.1:\d+ has ended\./);
    await app.screenshot('vpn-ended');
    assert.match((await page.getByTestId('status-vpn').textContent()) ?? '', /VPN is off/);
  });

  test('what was read is put away, in the status bar too', async () => {
    const { page } = app;
    await dialog().getByRole('button', { name: 'Dismiss this message' }).click();
    await page.getByTestId('status-vpn').waitFor({ state: 'detached' });
    await dialog().getByRole('button', { name: 'Start the VPN' }).click();
    await answerCode();
    await state('up').waitFor();
    gateway.drop();
    await readCard(dialog(), 'vpn/ended');
  });

  test('a wrong password is a card; the kept one is asked for anew', async () => {
    const { page } = app;
    gateway.options.password = 'changed';
    await pressOnCard(dialog(), 'vpn/ended', 'Try again');
    const { text } = await readCard(dialog(), 'vpn/refused');
    assert.match(text, /refused the sign-in of asha/);
    gateway.options.password = 'vpn secret';
    await pressOnCard(dialog(), 'vpn/refused', 'Try again');
    await answerSecret(page, 'password', 'vpn secret');
    await answerCode();
    await state('up').waitFor();
  });

  test('Labmate closed: the tunnel ends with it; killed: too', async () => {
    await app.close();
    await until(() => !running());
    assert.equal(networkInterfaces()['ppp0'], undefined);
    app = await start();
    await runCommand(app.page, 'openfortivpn');
    // The gateway, the account and the trusted certificate are kept; the password was for that run only.
    assert.equal(await gatewayField().inputValue(), gateway.address);
    assert.equal(await dialog().getByLabel('Account').inputValue(), 'asha');
    await dialog().getByRole('button', { name: 'Start the VPN' }).click();
    await answerSecret(app.page, 'password', 'vpn secret');
    await answerCode();
    await state('up').waitFor();
    process.kill(app.pid, 'SIGKILL');
    await until(() => !running() && networkInterfaces()['ppp0'] === undefined);
  });
}
