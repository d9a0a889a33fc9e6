import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type VpnFacts, vpnVerdict } from './verdict';

const at = (cidr: string) => ({ address: cidr.split('/')[0] ?? '', cidr, internal: false });
const home = [at('192.168.1.5/24'), at('fe80::1/64')];

function verdict(facts: Partial<VpnFacts>) {
  return vpnVerdict({
    ...{ tag: 'connections/timed-out', host: 'gpu1', addresses: [], usedBefore: false },
    interfaces: home,
    ...facts,
  });
}

test('a private address that does not answer, from outside of its network', () => {
  for (const address of ['10.9.0.5', '172.20.1.1', '192.168.50.1', '100.100.1.2', 'fd12::9']) {
    assert.equal(verdict({ addresses: [address] }), 'private-network', address);
    const tag = 'connections/unreachable';
    assert.equal(verdict({ tag, addresses: [address] }), 'private-network', address);
  }
});

test('a public address, or another failure, is not about a VPN', () => {
  assert.equal(verdict({ addresses: ['129.132.1.1'] }), null);
  assert.equal(verdict({ addresses: ['172.32.0.1'] }), null);
  assert.equal(verdict({ addresses: ['127.0.0.1'] }), null);
  assert.equal(verdict({ addresses: [] }), null);
  assert.equal(verdict({ addresses: ['10.9.0.5', '129.132.1.1'] }), null, 'one of two is public');
  assert.equal(verdict({ tag: 'connections/refused', addresses: ['10.9.0.5'] }), null);
});

test('whoever is in that network already is not sent to the VPN', () => {
  const inside: [string, string][] = [
    ['192.168.1.9', '192.168.1.5/24'],
    ['10.9.0.5', '10.1.2.3/24'],
    ['172.20.1.1', '172.20.0.7/16'],
    ['172.20.1.1', '172.16.8.1/32'],
    ['100.100.1.2', '100.64.0.9/32'],
    ['fd12::9', 'fd12::1/64'],
  ];
  for (const [address, own] of inside) {
    assert.equal(verdict({ addresses: [address], interfaces: [at(own)] }), null, own);
  }
  const docker = [...home, at('172.17.0.1/16')];
  assert.equal(verdict({ addresses: ['172.20.1.1'], interfaces: docker }), 'private-network');
});

test('a name: known before or of an inner network; a typing error stays one', () => {
  const tag = 'connections/unresolved';
  assert.equal(verdict({ tag, code: 'ENOTFOUND', usedBefore: true }), 'name');
  assert.equal(verdict({ tag, code: 'ENOTFOUND', host: 'gpu1.lab.internal' }), 'name');
  assert.equal(verdict({ tag, code: 'ENOTFOUND', host: 'gpu1.lab.exmaple.edu' }), null);
  assert.equal(verdict({ tag, code: 'EAI_AGAIN', usedBefore: true }), null, 'offline');
});
