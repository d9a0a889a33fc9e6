/** `labmate vpn up` on a terminal: the real openfortivpn, a scripted gateway, a network of its own. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ownNetworkMissing, ranInOwnNetwork, windowMissing } from '../../e2e/harness';
import {
  replacePppd,
  startVpnGateway,
  type VpnGatewayRig,
  vpnGatewayMissing,
} from '../../e2e/lab/vpn-gateway';
import { buildOnce, runCli } from './test-cli';
import { Screens, screenMissing } from './test-screen';

const network = 'way out';
const elsewhere = await ranInOwnNetwork(network);
const skip = windowMissing() || vpnGatewayMissing() || screenMissing || ownNetworkMissing(network);
if (!elsewhere) describe('labmate vpn up', { skip }, suite);

function suite() {
  let gateway: VpnGatewayRig;
  let screens: Screens;
  let putBack = () => {};
  const sshDir = mkdtempSync(join(tmpdir(), 'labmate-vpn-cli-'));

  before(async () => {
    buildOnce();
    putBack = replacePppd();
    gateway = await startVpnGateway({ code: '123456' });
    screens = new Screens();
  });
  after(async () => {
    screens?.close();
    await gateway?.stop();
    putBack();
    rmSync(sshDir, { recursive: true, force: true });
  });

  test('asks as it goes, says how far it is, and Ctrl-C takes it down', async () => {
    const screen = screens.open(sshDir, `vpn up ${gateway.address} --user asha`);
    await screen.shows(/asha@127\.0\.0\.1:\d+'s password:/);
    screen.type('vpn secret', 'Enter');
    assert.ok((await screen.shows(/Trust it \(yes\/no\)\?/)).includes(gateway.digest));
    screen.type('yes', 'Enter');
    await screen.shows(/Two-factor authentication token:/);
    screen.type('123456', 'Enter');
    const up = await screen.shows(/is up; Ctrl-C takes it down/);
    assert.match(up, /^Interface ppp0 is up$/m);
    assert.doesNotMatch(up, /vpn secret|123456/);
    assert.notEqual(networkInterfaces()['ppp0'], undefined);
    screen.type('C-c');
    await screen.shows(/exit=130/);
    assert.equal(networkInterfaces()['ppp0'], undefined);
    assert.equal(gateway.asked.at(-1), 'logout');
  });

  test('without a gateway it is the last one; a tunnel that ends is a problem', async () => {
    const screen = screens.open(sshDir, 'vpn up --json');
    await screen.shows(/'s password:/);
    screen.type('vpn secret', 'Enter');
    await screen.shows(/Two-factor authentication token:/);
    screen.type('123456', 'Enter');
    await screen.shows(/"state":"up"/);
    gateway.drop();
    assert.match(await screen.shows(/exit=1/), /"tag":"vpn\/ended"/);
  });

  test('words that make no sense, and nobody to ask', async () => {
    for (const words of [
      ['vpn', 'up'],
      ['vpn', 'up', 'gateway'],
      ['vpn', 'up', 'a b', '--user', 'asha'],
      ['vpn', '--user', 'asha'],
      ['vpn', 'open', 'openfortivpn'],
    ]) {
      assert.equal((await runCli(sshDir, words)).code, 2, words.join(' '));
    }
    const quiet = await runCli(sshDir, ['vpn', 'up', gateway.address, '--user', 'asha']);
    assert.notEqual(quiet.code, 0);
    assert.match(quiet.stderr, /terminal/);
  });
}
