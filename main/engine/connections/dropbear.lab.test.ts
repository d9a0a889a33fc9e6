/** Another server than OpenSSH: what Labmate does with links works with dropbear too. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Dropbear, dropbearMissing, startDropbear } from '../../../e2e/lab/dropbear';
import { type Lab, startLab } from '../../../e2e/lab/index';
import type { DoctorStep } from '../../../preload/contract/servers';
import { createHealthCheck } from '../health';
import { problemOf } from '../kit/outcome';
import type { ResolvedServer } from '../servers/resolved';
import { type ConnectionsRoom, createConnections, runScript } from './index';
import { resolvedServer, scriptedHost } from './test-rig';

const never = new AbortController().signal;

describe('dropbear', { skip: dropbearMissing(), timeout: 120_000 }, () => {
  let lab: Lab;
  let dropbear: Dropbear;
  const rooms: ConnectionsRoom[] = [];

  before(async () => {
    lab = await startLab({ servers: [{ name: 'gpu1', user: 'bob', password: true }] });
    const { publicKey } = lab.keys.ed25519;
    dropbear = await startDropbear(lab.dir, lab.user('bob'), publicKey);
  });
  after(async () => {
    for (const room of rooms) await room.close();
    await dropbear?.stop();
    await lab?.stop();
  });

  function fresh(more: Partial<ResolvedServer> = {}, password = '') {
    const host = scriptedHost((body) => {
      if (body.kind === 'host-key') return { kind: 'yes' };
      return body.kind === 'password'
        ? { kind: 'secret', secret: password, remember: false }
        : undefined;
    });
    const where = {
      name: 'small',
      host: '127.0.0.1',
      port: dropbear.port,
      user: lab.user('bob').login,
    };
    const room = createConnections({
      host: { ...host, paths: { ...host.paths, resources: join(process.cwd(), 'resources') } },
      health: createHealthCheck({ paths: { data: '', ssh: '', resources: 'resources' } }),
      resolve: () =>
        resolvedServer(where, {
          identityFiles: [{ path: lab.keys.ed25519.path, explicit: true }],
          userKnownHostsFiles: [join(lab.dir, 'dropbear-known-hosts')],
          ...more,
        }),
    });
    rooms.push(room);
    return room;
  }

  test('a key signs in; scripts, files, a shell and a tunnel work', async () => {
    const link = await fresh().link('small', never);
    assert.match(link.peer.software, /^dropbear/);
    const { stdout } = await runScript(link, 'printf %s "$1 $(id -un)"', { args: ["it's"] });
    assert.equal(stdout.toString(), `it's ${lab.user('bob').login}`);
    const sftp = await link.sftp();
    assert.equal(await sftp.realPath('.'), lab.user('bob').home);
    sftp.end();
    const shell = await link.shell({ term: 'xterm-256color', cols: 91, rows: 33 });
    shell.stdin.write('stty size; exit 7\n');
    let said = '';
    for await (const piece of shell.stdout) said += String(piece);
    assert.match(said, /33 91/);
    assert.equal((await shell.exit).code, 7);
    const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await new Promise((resolve) => echo.once('listening', resolve));
    const stream = await link.forwardTcp('127.0.0.1', (echo.address() as { port: number }).port);
    stream.write('there and back');
    const back = await new Promise((resolve) => stream.once('data', resolve));
    assert.equal(String(back), 'there and back');
    stream.destroy();
    echo.close();
  });

  test('a password, wrong and right, and how often it was tried', async () => {
    const before = () => dropbear.log().match(/Bad password attempt/g)?.length ?? 0;
    const known = before();
    const wrong = await fresh({ identityFiles: [] }, 'nonsense')
      .link('small', never)
      .then(
        () => assert.fail('let in'),
        (error: unknown) => problemOf(error),
      );
    assert.equal(wrong?.tag, 'connections/auth-failed');
    assert.equal(before() - known, 3);
    const right = fresh({ identityFiles: [] }, lab.user('bob').password);
    assert.equal((await right.link('small', never)).alive, true);
  });

  test('the doctor goes through to the end', async () => {
    let last: DoctorStep[] = [];
    await fresh().doctor('small', never, (steps) => {
      last = steps;
    });
    const failed = last.filter(({ status }) => status === 'failed');
    assert.deepEqual(failed, []);
    assert.equal(last.find(({ step }) => step === 'home')?.status, 'ok');
    assert.match(last.find(({ step }) => step === 'banner')?.found ?? '', /^dropbear/);
    assert.match(readFileSync(join(lab.dir, 'dropbear-known-hosts'), 'utf8'), /ssh-ed25519/);
  });
});
