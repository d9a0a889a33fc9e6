import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatewayAddress, shortAddress, tunnelWords } from './words';

test('a gateway as people write it', () => {
  assert.equal(gatewayAddress(' VPN.lab.edu '), 'vpn.lab.edu:443');
  assert.equal(gatewayAddress('vpn.lab.edu:8443'), 'vpn.lab.edu:8443');
  assert.equal(
    gatewayAddress('https://vpn.lab.edu:10443/remote/login?lang=en'),
    'vpn.lab.edu:10443',
  );
  for (const wrong of [
    '',
    'a b',
    '-x',
    'vpn:0',
    'vpn:99999',
    'http://vpn',
    'vpn;id',
    '$(id)',
    'ssh://x',
  ]) {
    assert.equal(gatewayAddress(wrong), null, wrong);
  }
  assert.equal(shortAddress('vpn.lab.edu:443'), 'vpn.lab.edu');
  assert.equal(shortAddress('vpn.lab.edu:4430'), 'vpn.lab.edu:4430');
});

test('what the status bar says', () => {
  const tunnel = { gateway: null, steps: [], problem: null, since: 0 };
  assert.equal(tunnelWords({ ...tunnel, phase: 'off' }), null);
  assert.equal(tunnelWords({ ...tunnel, phase: 'up' }), 'VPN is up');
  const problem = { tag: 'vpn/ended', what: '', next: [], facts: {} };
  assert.equal(tunnelWords({ ...tunnel, phase: 'off', problem }), 'VPN is off');
});
