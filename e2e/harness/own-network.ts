/**
 * Runs a whole test file in a network of its own, where every packet that leaves can be counted, or
 * where there is nothing but loopback. The app, its screen and the lab's servers all live in it:
 * Playwright reaches Electron over loopback, so neither can stay outside. Linux, as root.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from '../../scripts/build-if-stale.mjs';
import { isRoot } from '../lab';
import { windowMissing } from './launch-app';

/**
 * `way out`: an interface with a default route and a name server behind it. Nobody answers, but what
 * is sent is counted. `loopback`: no route, as on a computer without any network.
 */
export type OwnNetwork = 'way out' | 'loopback';

const marker = 'LABMATE_TEST_NETWORK';

/** A name server of TEST-NET-1 (RFC 5737), reached over the way out only. */
const nameServer = '192.0.2.53';

/**
 * IPv6 is off, since it speaks of itself when a link comes up; the gateway's address is known, so
 * that nobody asks for it. The peer stays in the same network and has no address: it only makes
 * the link carry. Dummy interfaces are refused by some kernels.
 */
const wayOut = `
echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6
ip link add out0 type veth peer name out1
ip addr add 198.51.100.1/24 dev out0
ip link set out1 up
ip link set out0 up
ip neigh replace 198.51.100.2 lladdr 02:00:00:00:00:01 dev out0 nud permanent
ip route add default via 198.51.100.2
`;

const setUp = (kind: OwnNetwork) =>
  `set -e\nip link set lo up\n${kind === 'way out' ? wayOut : ''}mount --bind "$1" /etc/resolv.conf\nshift\nexec "$@"`;

/** Words that run a command in a network of its own; it ends with the process that starts it. */
function within(kind: OwnNetwork, resolvConf: string, command: readonly string[]): string[] {
  const unshare = ['unshare', '--net', '--mount', 'sh', '-c', setUp(kind), 'sh', resolvConf];
  return ['--pdeathsig', 'TERM', ...unshare, ...command];
}

/** A file for /etc/resolv.conf, and the folder to remove afterwards. */
function makeResolvConf(): { folder: string; file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'labmate-network-'));
  const file = join(folder, 'resolv.conf');
  writeFileSync(file, `nameserver ${nameServer}\noptions timeout:1 attempts:1\n`, { mode: 0o644 });
  return { folder, file };
}

/** Why no network of one's own can be had on this machine, or `false`: fits `skip` of node:test. */
export function ownNetworkMissing(kind: OwnNetwork): string | false {
  if (process.env[marker] === kind) return false;
  if (process.platform !== 'linux') return 'network namespaces are a thing of Linux';
  if (!isRoot) return 'needs root: a network of its own, with users of the lab in it';
  const { folder, file } = makeResolvConf();
  const tried = spawnSync('setpriv', within(kind, file, ['true']), { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  if (tried.status === 0) return false;
  const why = tried.error?.message ?? tried.stderr.trim();
  return `a network of its own is refused here (${why})`;
}

/**
 * Runs this test file a second time inside, and returns `true` when that has ended: its tests are
 * reported from there, so the caller must add none. `false`: we are inside, or there is no inside
 * (see `ownNetworkMissing`).
 */
export async function ranInOwnNetwork(kind: OwnNetwork): Promise<boolean> {
  if (process.env[marker] || ownNetworkMissing(kind) || windowMissing()) return false;
  // What is missing is fetched and built out here.
  await buildIfStale(process.cwd(), { quiet: true });
  const { folder, file } = makeResolvConf();
  try {
    const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
    const child = spawn('setpriv', within(kind, file, again), {
      env: { ...process.env, [marker]: kind },
      stdio: 'inherit',
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
  return true;
}

/** Interfaces of this network, from /proc/net/dev: unlike /sys it shows the reader's own. */
function interfaces(): { name: string; sent: number }[] {
  return readFileSync('/proc/net/dev', 'utf8')
    .split('\n')
    .slice(2) // two lines of headings
    .filter(Boolean)
    .map((line) => {
      const [name = '', ...numbers] = line.trim().split(/[:\s]+/);
      // Eight columns of what came, then bytes and packets of what went.
      return { name, sent: Number(numbers[9]) };
    });
}

export const interfaceNames = (): string[] => interfaces().map(({ name }) => name);

/** Packets that left over anything but loopback since this network was made. */
export const packetsOut = (): number =>
  interfaces().reduce((sum, { name, sent }) => (name === 'lo' ? sum : sum + sent), 0);
