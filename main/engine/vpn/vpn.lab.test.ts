/**
 * A server that stands behind a VPN: in a network of its own, with an interface named as FortiClient's that
 * comes and goes, real routes and a real sshd. What is learned, what is said, and the doctor's step.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ownNetworkMissing, ranInOwnNetwork, windowMissing } from '../../../e2e/harness';
import { type Lab, startLab } from '../../../e2e/lab/index';
import { type LabRoom, labRoom } from '../../../e2e/lab/room';
import type { DoctorStep } from '../../../preload/contract/servers';
import type { VpnKind } from '../../../preload/contract/vpn';
import { createConnections } from '../connections';
import { problemOf } from '../kit/outcome';
import { createServers } from '../servers';
import { createVpn } from './index';

const network = 'way out';
const elsewhere = await ranInOwnNetwork(network);
// What runs it inside is the harness of the window, which must be there for that.
const skip = windowMissing() || ownNetworkMissing(network);
if (!elsewhere) describe('behind a VPN', { skip }, suite);

const never = new AbortController().signal;
const address = '10.77.0.1';

/** Raises an interface with this name and the address that only the VPN has. */
function raise(name: string): void {
  const words = [
    `link add ${name} type veth peer name vpnpeer`,
    `addr add ${address}/24 dev ${name}`,
    'link set vpnpeer up',
    `link set ${name} up`,
  ];
  for (const line of words) execFileSync('ip', line.split(' '));
}

const lower = (name: string) => execFileSync('ip', ['link', 'del', name]);

function suite() {
  let lab: Lab;
  let base: LabRoom;
  let behind: Server | undefined;
  let vpn: ReturnType<typeof createVpn>;
  const rooms: ReturnType<typeof createConnections>[] = [];

  before(async () => {
    lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1' }] });
    base = labRoom(lab);
    vpn = createVpn(base);
  });
  after(async () => {
    for (const room of rooms) await room.close();
    behind?.close();
    await base?.stop();
    await lab?.stop();
  });

  /** A room whose `gpu1` stands at the VPN's address. */
  function fresh(chosen: VpnKind | null = null) {
    const servers = createServers({ host: base.host });
    const room = createConnections({
      host: { ...base.host, ask: async () => ({ kind: 'yes' }) },
      vpn,
      resolve: (name) => ({
        ...servers.resolve(name),
        host: address,
        port: 2222,
        connectTimeoutSeconds: 1,
        vpn: chosen,
      }),
    });
    rooms.push(room);
    return room;
  }
  const kept = () => readFileSync(join(base.host.paths.data, 'vpn-experience.json'), 'utf8');
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const failure = async (room = fresh()) => {
    const error = await room.link('gpu1', never).then(
      () => assert.fail('it was reached'),
      (reason: unknown) => reason,
    );
    return problemOf(error);
  };
  const route = async (room = fresh()) => {
    let last: DoctorStep[] = [];
    const note = (steps: DoctorStep[]) => {
      last = steps;
    };
    await room.doctor('gpu1', never, note, { onlyTheWay: true });
    return last.find(({ step }) => step === 'route');
  };

  test('which VPN is up is seen from the real interfaces', async () => {
    const state = async () => (await vpn.states()).find(({ kind }) => kind === 'forticlient');
    assert.equal((await state())?.state, 'absent');
    raise('fctvpn1a2b');
    await new Promise((resolve) => setTimeout(resolve, 2100)); // what was read stays good for 2 s
    const up = await state();
    assert.equal(up?.state, 'up');
    assert.equal(up?.evidence, `fctvpn1a2b has ${address}`);
  });

  test('a server that answers only while it is up is learned, and told so', async () => {
    const server = lab.server('gpu1');
    behind = createServer((socket) => {
      const inner = connectTcp(server.port, '127.0.0.1');
      socket.pipe(inner).pipe(socket);
      socket.on('error', () => inner.destroy());
      inner.on('error', () => socket.destroy());
    }).listen(2222, address);
    await once(behind, 'listening');
    for (let n = 1; n <= 2; n += 1) {
      const room = fresh();
      await room.link('gpu1', never);
      await until(() => new RegExp(`"reached":${n},`).test(n === 1 ? waitFor() : kept()));
      await room.close();
    }
    const inside = await route();
    assert.equal(inside?.status, 'ok');
    lower('fctvpn1a2b');
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const first = await failure();
    assert.equal(first?.tag, 'connections/vpn-needed');
    assert.equal(first?.facts['reason'], 'private-network', 'not yet by experience');
    await until(() => kept().includes('"failedWithout":{"fctvpn":1}'));
    const second = await failure();
    assert.equal(second?.what, `${address} seems to need the VPN fctvpn, and that is not up.`);
    assert.match(second?.why ?? '', /reached 2 times, always while fctvpn was up, and (once|2)/);
    const outside = await route();
    assert.equal(outside?.status, 'warning');
    assert.match(outside?.found ?? '', /out0; it answered always while fctvpn was up \(2 times\)/);
  });

  /** The file comes with the first note. */
  function waitFor(): string {
    try {
      return kept();
    } catch {
      return '';
    }
  }

  test('a network without a way there is told as that', async () => {
    execFileSync('ip', ['route', 'add', 'unreachable', '10.99.0.0/16']);
    assert.deepEqual(await vpn.wayTo('10.99.0.1'), { interface: null, isTunnel: false });
    assert.deepEqual(await vpn.wayTo('127.0.0.1'), { interface: 'loopback', isTunnel: false });
    assert.equal((await vpn.wayTo(address)).interface, 'out0');
  });

  test('what the person chose is named, with what this computer tells', async () => {
    const problem = await failure(fresh('forticlient'));
    assert.equal(problem?.what, `${address} needs FortiClient, and that is not up.`);
    assert.match(problem?.why ?? '', /no trace of it on this computer/);
    const step = await route(fresh('wireguard'));
    assert.equal(step?.status, 'warning');
    assert.match(step?.found ?? '', /WireGuard is not up/);
  });

  test('a chosen VPN that is up does not explain a server that is down', async () => {
    raise('wg-lab');
    await new Promise((resolve) => setTimeout(resolve, 2100));
    // The address is ours again, but nobody listens there any more.
    behind?.close();
    const problem = await failure(fresh('wireguard'));
    assert.equal(problem?.tag, 'connections/refused');
    lower('wg-lab');
  });

  test('a broken file of what was learned costs nothing but that', async () => {
    writeFileSync(join(base.host.paths.data, 'vpn-experience.json'), '{"servers":[[1,2]]}');
    assert.equal(await vpn.learned('gpu1'), null);
    assert.ok(base.log.some(({ text }) => /cannot be read/.test(text)));
  });
}
