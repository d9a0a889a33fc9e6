/** Which VPNs are up, from what Linux, Windows and macOS tell. */
import assert from 'node:assert/strict';
import type { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import type { VpnKind } from '../../../preload/contract/vpn';
import {
  type Computer,
  ownInterfaces,
  parseAdapters,
  parsePs,
  parseServices,
  parseTasklist,
  readComputer,
} from './computer';
import { programOf } from './open-program';
import { tunnelNames, vpnStates } from './states';

const at = (name: string, address: string, description = '') => ({
  name,
  description,
  addresses: [address],
});
const computer = (more: Partial<Computer>): Computer => ({
  platform: 'linux',
  interfaces: [at('eth0', '192.168.1.5')],
  processes: new Set(['bash', 'sshd']),
  services: new Set(),
  ...more,
});
const isState = (of: Computer, kind: VpnKind, installed = false) => {
  const found = vpnStates(of, (each) => installed && each === kind).find(
    (each) => each.kind === kind,
  );
  return found?.state;
};

test('Linux: names of one program alone, and shared ones with the process behind them', () => {
  const forti = computer({ interfaces: [at('fctvpn1a2b3c', '10.212.134.5')] });
  assert.equal(isState(forti, 'forticlient'), 'up');
  assert.equal(isState(forti, 'openfortivpn'), 'absent');
  const ppp = (name: string) =>
    computer({ interfaces: [at('ppp0', '10.0.0.2')], processes: new Set([name]) });
  assert.equal(isState(ppp('openfortivpn'), 'openfortivpn'), 'up');
  assert.equal(isState(ppp('openfortivpn'), 'forticlient'), 'absent');
  assert.equal(isState(ppp('pppd'), 'openfortivpn'), 'absent', 'a modem');
  const tun = (name: string) =>
    computer({ interfaces: [at('tun0', '10.8.0.2')], processes: new Set([name]) });
  assert.equal(isState(tun('openvpn'), 'openvpn'), 'up');
  assert.equal(isState(tun('openvpn'), 'openconnect'), 'absent');
  assert.equal(isState(tun('openconnect'), 'openconnect'), 'up');
  assert.equal(isState(tun('vpnagentd'), 'openconnect'), 'up');
  assert.equal(isState(computer({ interfaces: [at('wg-lab', '10.7.0.2')] }), 'wireguard'), 'up');
  assert.equal(isState(computer({ interfaces: [at('gpd0', '10.7.0.2')] }), 'globalprotect'), 'up');
  const scale = computer({
    interfaces: [at('tailscale0', '100.100.1.2')],
    processes: new Set(['tailscaled']),
  });
  assert.equal(isState(scale, 'tailscale'), 'up');
});

test('a program that runs without a connection is down; one that is nowhere is absent', () => {
  const idle = computer({ processes: new Set(['tailscaled', 'FortiTray']) });
  assert.equal(isState(idle, 'tailscale'), 'down');
  assert.equal(isState(idle, 'forticlient'), 'down');
  assert.equal(isState(idle, 'globalprotect'), 'absent');
  assert.equal(isState(idle, 'globalprotect', true), 'down', 'installed');
  const mute = computer({ interfaces: [at('tun0', '10.8.0.2')], processes: null });
  assert.equal(isState(mute, 'openvpn'), 'unknown');
  assert.equal(isState(mute, 'other'), 'up');
});

test('Windows: by the description of the adapter, whatever the person calls it', () => {
  const adapters = parseAdapters(
    JSON.stringify([
      { Name: 'Ethernet 3', InterfaceDescription: 'Fortinet SSL VPN Virtual Ethernet Adapter' },
      { Name: 'WLAN', InterfaceDescription: 'Intel(R) Wi-Fi 6 AX201 160MHz' },
      { Name: null, InterfaceDescription: 5 },
    ]),
  );
  const listed = {
    'Ethernet 3': [{ address: '10.212.134.9', internal: false }],
    WLAN: [{ address: '192.168.1.7', internal: false }],
    'Ethernet 4': [{ address: '169.254.3.4', internal: false }],
  } as unknown as ReturnType<typeof networkInterfaces>;
  const tasks = parseTasklist(
    '"System Idle Process","0","Services","0","8 K"\r\n"FortiTray.exe","42","Console","1","20,000 K"\r\n',
  );
  assert.deepEqual([...tasks], ['System Idle Process', 'FortiTray']);
  const windows = computer({
    platform: 'win32',
    interfaces: ownInterfaces(adapters, listed),
    processes: tasks,
  });
  assert.equal(isState(windows, 'forticlient'), 'up');
  assert.deepEqual(tunnelNames(windows), ['Ethernet 3']);
  const off = computer({ interfaces: ownInterfaces(adapters, { WLAN: listed['WLAN'] }) });
  assert.equal(isState({ ...off, processes: tasks }, 'forticlient'), 'down');
  assert.deepEqual(tunnelNames(off), []);
  assert.equal(parseAdapters('{"Name":"a","InterfaceDescription":"b"}').get('a'), 'b', 'one');
  assert.equal(parseAdapters('no JSON').size, 0);
});

test('Windows: services, where neither adapters nor processes tell', () => {
  const services = parseServices(
    '\r\nSERVICE_NAME: WireGuardTunnel$lab\r\nDISPLAY_NAME: WireGuard Tunnel: lab\r\n        STATE              : 4  RUNNING\r\n\r\nSERVICE_NAME: FA_Scheduler\r\nDISPLAY_NAME: FortiClient Service Scheduler\r\n',
  );
  assert.deepEqual([...services], ['WireGuardTunnel$lab', 'FA_Scheduler']);
  const windows = computer({ platform: 'win32', processes: null, services });
  assert.equal(isState(windows, 'wireguard'), 'up');
  assert.equal(isState(windows, 'forticlient'), 'down', 'its service always runs');
  assert.equal(isState(windows, 'tailscale'), 'absent');
  assert.equal(parseServices('[SC] EnumQueryServicesStatus:OpenService FAILED 5').size, 0);
});

test('what this computer itself tells can be read', async () => {
  const here = await readComputer();
  assert.equal(here.platform, process.platform);
  assert.ok(here.processes === null || here.processes.size > 0);
  // Wine's sc.exe lists none; there it is only the way to ask that is tried.
  if (process.platform !== 'win32') assert.equal(here.services.size, 0);
});

test('macOS: utun belongs to whom a process speaks for; those without an address are none', () => {
  const listed = {
    utun0: [{ address: 'fe80::1', internal: false }],
    utun4: [{ address: '10.9.0.3', internal: false }],
  } as unknown as ReturnType<typeof networkInterfaces>;
  const interfaces = ownInterfaces(new Map(), listed);
  assert.deepEqual(
    interfaces.map(({ name }) => name),
    ['utun4'],
  );
  const mac = computer({
    platform: 'darwin',
    interfaces,
    processes: parsePs('kernel_task\nsslvpnd\n  PanGPS\n'),
  });
  assert.equal(isState(mac, 'forticlient'), 'up');
  assert.equal(isState(mac, 'wireguard'), 'absent');
});

test('names are learned without the numbers of the day', () => {
  const names = ['fctvpn1a2b', 'tun3', 'ppp0', 'wg0', 'wlan0', 'vpn7'].map((name) =>
    at(name, '10.0.0.1'),
  );
  assert.deepEqual(tunnelNames({ interfaces: names }), ['fctvpn', 'ppp', 'tun', 'vpn', 'wg']);
});

test('a program is looked for where its installer puts it', () => {
  const there = (path: string) => path === 'D:\\Programs\\WireGuard\\wireguard.exe';
  const env = { ProgramFiles: 'D:\\Programs' };
  const found = programOf('wireguard', there, 'win32', env);
  assert.equal(found, 'D:\\Programs\\WireGuard\\wireguard.exe');
  assert.equal(
    programOf('wireguard', () => false, 'win32', env),
    null,
  );
  assert.equal(
    programOf('globalprotect', () => true, 'darwin', {}),
    '/Applications/GlobalProtect.app',
  );
  assert.equal(
    programOf('openfortivpn', () => true, 'linux', {}),
    null,
    'it has no window',
  );
  assert.equal(
    programOf('other', () => true, 'linux', {}),
    null,
  );
});
