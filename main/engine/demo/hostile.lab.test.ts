/** The demo lab's SSH server before peers that mean no good: the raw library, and raw bytes. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import ssh2, { type ClientChannel, type ConnectConfig, type SFTPWrapper } from 'ssh2';
import { logTo } from '../kit/log';
import { createServers, sessionServersFolder } from '../servers/index';
import { createDemo, type Demo } from './index';
import { soundKeyPair } from './sound-key-pair';

describe('hostile peers of the demo lab', { timeout: 60_000 }, () => {
  let folder: string;
  let demo: Demo;
  let port: number;
  let key: string;
  let scratch: string;
  const clients: ssh2.Client[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'labmate-hostile-'));
    const paths = { data: folder, ssh: join(folder, 'ssh'), resources: 'resources' };
    const host = { paths, log: logTo(() => {}) };
    demo = createDemo({ host });
    await demo.start();
    const found = createServers({ host, systemConfig: null }).resolve('demo-atlas');
    port = found.port;
    key = readFileSync(found.identityFiles[0]?.path ?? '', 'utf8');
    scratch = join(sessionServersFolder(folder), 'demo');
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await demo?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const where = () => ({ host: '127.0.0.1', port, username: 'demo' });
  const enter = (config: ConnectConfig) =>
    new Promise<ssh2.Client>((resolve, reject) => {
      const client = new ssh2.Client();
      clients.push(client);
      client.once('ready', () => resolve(client));
      client.on('error', reject);
      client.once('close', () => reject(new Error('closed')));
      client.connect(config);
    });
  const signedIn = () => enter({ ...where(), privateKey: key });

  test('nobody enters without the key of this run', async () => {
    const other = soundKeyPair().private;
    await assert.rejects(enter({ ...where(), privateKey: other }), /authentication/);
    await assert.rejects(enter({ ...where(), password: '' }), /authentication/);
    await assert.rejects(enter(where()), /authentication/);
    await assert.rejects(
      enter({ ...where(), username: 'root', privateKey: key }),
      /authentication/,
    );
  });

  test('knowing the public key is not enough: the signature counts', async () => {
    const own = parsed(key);
    const other = parsed(soundKeyPair().private);
    class Forger extends ssh2.BaseAgent<ssh2.ParsedKey> {
      getIdentities(done: (error?: Error | null, keys?: ssh2.ParsedKey[]) => void): void {
        done(null, [own]);
      }
      sign(_key: unknown, data: Buffer, ...rest: unknown[]): void {
        const done = rest.find((one) => typeof one === 'function') as (
          error: null,
          signature: Buffer,
        ) => void;
        done(null, other.sign(data) as Buffer);
      }
    }
    await assert.rejects(enter({ ...where(), agent: new Forger() }), /authentication/);
  });

  test('guessing ends after a few tries', async () => {
    let tries = 0;
    const authHandler = (_left: unknown, _partial: unknown, next: (method: unknown) => void) => {
      tries += 1;
      next({ type: 'password', username: 'demo', password: String(tries) });
    };
    await assert.rejects(
      enter({ ...where(), authHandler: authHandler as unknown as ConnectConfig['authHandler'] }),
    );
    assert.ok(tries <= 6, `${tries} tries`);
  });

  test('the key, the scratch folder and the config are their owner’s alone', {
    skip: process.platform === 'win32' && 'Windows has no modes',
  }, () => {
    const mode = (path: string) => statSync(path).mode & 0o777;
    assert.equal(mode(join(scratch, 'one-time-key')), 0o600);
    assert.equal(mode(scratch), 0o700);
    assert.equal(mode(join(scratch, '../demo.conf')), 0o600);
  });

  test('it listens on loopback only', () => {
    if (process.platform !== 'linux') return;
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    const rows = ['tcp', 'tcp6'].flatMap((file) =>
      readFileSync(`/proc/net/${file}`, 'latin1').split('\n'),
    );
    const listening = rows
      .map((row) => row.trim().split(/\s+/))
      .filter(([, address, , state]) => address?.endsWith(`:${hex}`) && state === '0A');
    assert.deepEqual(
      listening.map(([, address]) => address),
      [`0100007F:${hex}`],
    );
  });

  test('forwards lead to the demo’s own pages, and nothing is listened for', async () => {
    const client = await signedIn();
    const out = (to: string, at: number) =>
      new Promise<ClientChannel>((resolve, reject) => {
        client.forwardOut('127.0.0.1', 1, to, at, (error, channel) =>
          error ? reject(error) : resolve(channel),
        );
      });
    for (const [to, at] of [
      ['127.0.0.1', port],
      ['169.254.169.254', 80],
      ['example.org', 6006],
    ] as const) {
      await assert.rejects(out(to, at), `${to}:${at}`);
    }
    await assert.rejects(
      new Promise<void>((resolve, reject) => {
        client.openssh_forwardOutStreamLocal('/var/run/docker.sock', (error) =>
          error ? reject(error) : resolve(),
        );
      }),
    );
    await assert.rejects(
      new Promise<void>((resolve, reject) => {
        client.forwardIn('127.0.0.1', 0, (error) => (error ? reject(error) : resolve()));
      }),
    );
    client.destroy();
  });

  test('channels have a limit, and closed ones make room', async () => {
    const client = await signedIn();
    const open = () =>
      new Promise<ClientChannel | undefined>((resolve) => {
        client.exec('exec /bin/sh -s', (error, channel) => resolve(error ? undefined : channel));
      });
    const channels = await Promise.all(Array.from({ length: 200 }, open));
    const got = channels.filter((channel) => channel !== undefined);
    assert.equal(got.length, 128);
    const closed = got.map((channel) => new Promise((done) => channel.once('close', done)));
    for (const channel of got) channel.resume().end();
    await Promise.all(closed);
    assert.ok(await open(), 'there is room again');
    client.destroy();
  });

  test('a script without end is not collected for ever', async () => {
    const client = await signedIn();
    const channel = await new Promise<ClientChannel>((resolve, reject) => {
      client.exec('exec /bin/sh -s', (error, made) => (error ? reject(error) : resolve(made)));
    });
    const code = new Promise((resolve) => channel.once('exit', resolve));
    channel.resume();
    channel.stderr.resume();
    channel.write(Buffer.alloc(600 * 1024, 'x'));
    assert.equal(await code, 127);
    client.destroy();
  });

  const rawSftp = async (client: ssh2.Client) =>
    new Promise<ClientChannel>((resolve, reject) => {
      client.subsys('sftp', (error, channel) => (error ? reject(error) : resolve(channel)));
    });

  test('packets of SFTP that lie about their length end the channel, not the server', async () => {
    const client = await signedIn();
    for (const bytes of [
      'ffffffff05',
      '0000000000',
      '00000005030000000a',
      '0000000d0500000001ffffffff00000000',
    ]) {
      const channel = await rawSftp(client);
      const closed = new Promise<void>((resolve) => channel.once('close', () => resolve()));
      channel.resume();
      channel.write(Buffer.from(bytes, 'hex'));
      await closed;
    }
    client.destroy();
    (await signedIn()).destroy();
  });

  test('no path of SFTP leads out of the scratch folder', {
    skip: process.platform === 'win32' && 'no symlinks',
  }, async () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'untouched');
    const client = await signedIn();
    const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
      client.sftp((error, made) => (error ? reject(error) : resolve(made)));
    });
    const go = <T>(start: (done: (error?: Error | null, value?: T) => void) => void) =>
      new Promise<T | undefined>((resolve, reject) => {
        start((error, value) => (error ? reject(error) : resolve(value)));
      });
    await go((done) => sftp.symlink(secret, 'absolute', done));
    await go((done) => sftp.symlink('../../../../../secret', 'relative', done));
    await go((done) => sftp.symlink('..', 'up', done));
    const ways = [
      secret,
      `../../../..${secret}`,
      '../../../../../secret',
      'absolute',
      'relative',
      'up/up/up/up/../secret',
      `/home/demo/up/..${secret}`,
      '/proc/self/environ',
      '/etc/passwd',
      'a\0b',
    ];
    for (const path of ways) {
      await assert.rejects(
        go((done) => sftp.readFile(path, done)),
        `read ${path}`,
      );
      await assert.rejects(
        go((done) => sftp.chmod(path, 0o777, done)),
        `chmod ${path}`,
      );
      await assert.rejects(
        go((done) => sftp.open(path, 'r+', done)),
        `open ${path}`,
      );
    }
    await assert.rejects(go((done) => sftp.rename('/home', '/home/demo/x', done)));
    assert.equal(readFileSync(secret, 'utf8'), 'untouched');
    assert.deepEqual(readdirSync(folder).sort(), ['secret', 'session-servers']);
    client.destroy();
  });

  test('bytes that are no SSH, and a flood of connections, leave it standing', async () => {
    const sockets: Socket[] = [];
    const opened = Array.from(
      { length: 60 },
      (_, n) =>
        new Promise<void>((resolve) => {
          const socket = connectTcp(port, '127.0.0.1', () => {
            socket.write(n % 2 ? 'GET / HTTP/1.1\r\n\r\n' : 'SSH-2.0-x\r\n');
            resolve();
          });
          socket.on('error', () => resolve());
          socket.resume();
          sockets.push(socket);
        }),
    );
    await Promise.all(opened);
    const closed = sockets.map((socket) =>
      socket.closed ? Promise.resolve() : new Promise((done) => socket.once('close', done)),
    );
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
    (await signedIn()).destroy();
  });

  test('strangers that hold all places and say nothing keep nobody out', async () => {
    const silent = Array.from({ length: 40 }, () => connectTcp(port, '127.0.0.1'));
    await Promise.all(
      silent.map((socket) => {
        socket.on('error', () => {});
        return new Promise((done) => socket.once('connect', done));
      }),
    );
    try {
      (await signedIn()).destroy();
    } finally {
      for (const socket of silent) socket.destroy();
    }
  });

  test('an earlier lab whose worker died is cleared away by the next worker', async () => {
    const left = mkdtempSync(join(tmpdir(), 'labmate-left-'));
    try {
      const paths = { data: left, ssh: join(left, 'ssh'), resources: 'resources' };
      const host = { paths, log: logTo(() => {}) };
      const first = createDemo({ host });
      await first.start();
      const second = createDemo({ host });
      await second.stop();
      assert.deepEqual(readdirSync(sessionServersFolder(left)), []);
      await first.stop();
      assert.ok(existsSync(sessionServersFolder(left)));
    } finally {
      rmSync(left, { recursive: true, force: true });
    }
  });

  test('fifty computers with eight GPUs each', async () => {
    const many = mkdtempSync(join(tmpdir(), 'labmate-many-'));
    const paths = { data: many, ssh: join(many, 'ssh'), resources: 'resources' };
    const host = { paths, log: logTo(() => {}) };
    const demo50 = createDemo({ host, servers: 50, gpus: 8 });
    try {
      assert.equal((await demo50.start()).length, 50);
      assert.equal(createServers({ host, systemConfig: null }).list().servers.length, 50);
    } finally {
      await demo50.stop();
      rmSync(many, { recursive: true, force: true });
    }
  });
});

function parsed(key: string): ssh2.ParsedKey {
  const found = ssh2.utils.parseKey(key);
  if (found instanceof Error) throw found;
  return found;
}
