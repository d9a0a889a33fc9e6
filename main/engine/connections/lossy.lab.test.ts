/**
 * A link that loses packets, and one that goes down and comes back: the kernel drops them between us and a real
 * sshd, in a network of its own. Nothing may be lost, and what is merely slow may not be called dead.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { ownNetworkMissing, ranInOwnNetwork, windowMissing } from '../../../e2e/harness';
import { type Lab, startLab } from '../../../e2e/lab/index';
import { createTransfers } from '../transfers';
import { type ConnectionsRoom, createConnections } from './index';
import { resolvedServer, scriptedHost } from './test-rig';

const nft = '/usr/sbin/nft';
const network = 'way out';
const elsewhere = await ranInOwnNetwork(network);
const skip =
  windowMissing() || (!existsSync(nft) && 'needs nftables') || ownNetworkMissing(network);
if (!elsewhere) describe('a bad link', { skip }, suite);

const never = new AbortController().signal;

function suite() {
  let lab: Lab;
  let room: ConnectionsRoom;
  const folder = mkdtempSync(join(tmpdir(), 'labmate-lossy-'));

  before(async () => {
    lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1' }] });
  });
  afterEach(async () => {
    execFileSync(nft, ['flush', 'ruleset']);
    await room.close();
  });
  after(async () => {
    await lab?.stop();
    rmSync(folder, { recursive: true });
  });

  /** Drops so many of a hundred packets, both ways. */
  function lose(percent: number): void {
    const { port } = lab.server('gpu1');
    const some = percent < 100 ? `numgen random mod 100 < ${percent}` : '';
    const rule = (side: string) => `tcp ${side} ${port} ${some} counter drop`;
    const rules = `flush ruleset
table inet link {
  chain in { type filter hook input priority 0;
    ${rule('dport')}
    ${rule('sport')}
  }
}`;
    execFileSync(nft, ['-f', '-'], { input: rules });
  }
  const dropped = () =>
    [...execFileSync(nft, ['list', 'ruleset'], { encoding: 'utf8' }).matchAll(/packets (\d+)/g)]
      .map(([, count]) => Number(count))
      .reduce((sum, count) => sum + count, 0);

  function fresh() {
    const host = scriptedHost();
    room = createConnections({
      host,
      resolve: (name) => {
        const { host: address, port, login } = lab.server(name);
        return resolvedServer(
          { name, host: address, port, user: login },
          {
            identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
            userKnownHostsFiles: [join(lab.sshDir, 'known_hosts')],
            serverAliveIntervalSeconds: 1,
            serverAliveCountMax: 60,
          },
        );
      },
    });
    return { host, room };
  }

  test('one packet in ten is lost: signed in, commands and files are whole', async () => {
    lose(10);
    const { host } = fresh();
    const link = await room.link('gpu1', never);
    for (let n = 0; n < 30; n += 1) {
      const process = await link.exec(`printf ${n}`);
      let said = '';
      for await (const chunk of process.stdout) said += chunk;
      assert.equal(said, String(n));
      assert.equal((await process.exit).code, 0);
    }
    const bytes = randomBytes(8 * 1024 * 1024 + 3);
    writeFileSync(join(folder, 'there'), bytes);
    const transfers = createTransfers({ host, connections: room });
    const request = { server: 'gpu1', signal: never };
    const there = `${lab.server('gpu1').home}/there`;
    await transfers.push({ ...request, sources: [join(folder, 'there')], destination: there });
    await transfers.pull({ ...request, sources: [there], destination: join(folder, 'back') });
    await transfers.dispose();
    const digest = (data: Buffer) => createHash('sha256').update(data).digest('hex');
    assert.equal(digest(readFileSync(join(folder, 'back'))), digest(bytes));
    assert.ok(link.alive, 'it is the link of the beginning');
    assert.ok(dropped() > 20, `packets were lost: ${dropped()}`);
  });

  test('down for a while: silent is told, what was typed arrives when it is up again', async () => {
    fresh();
    const link = await room.link('gpu1', never);
    const cat = await link.exec('cat');
    lose(100);
    cat.stdin.write('typed while it was down\n');
    const silent = () => {
      const { value } = room.state('gpu1');
      return value.state === 'connected' ? value.silentSince : 'not connected';
    };
    while (silent() === null) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(typeof silent(), 'number');
    execFileSync(nft, ['flush', 'ruleset']);
    const [line] = await once(cat.stdout);
    assert.equal(String(line), 'typed while it was down\n');
    while (silent() !== null) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(link.alive);
    cat.stdin.end();
  });
}

const once = (stream: NodeJS.ReadableStream) =>
  new Promise<unknown[]>((resolve) => stream.once('data', (...chunk) => resolve(chunk)));
