/** `labmate ls`, `push`, `pull`, `gpus` and `tunnel` as a person runs them, against real servers. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import {
  compareTrees,
  giveTo,
  type Lab,
  type LabServer,
  makeNastyTree,
  startLab,
  twoUsersMissing,
} from '../../e2e/lab';
import { buildOnce, finished, jsonLines, runCli, startCli } from './test-cli';

let lab: Lab;
let server: LabServer;
let folder = '';
before(async () => {
  buildOnce();
  folder = mkdtempSync(join(tmpdir(), 'labmate-cli-'));
  lab = await startLab({
    servers: [
      { name: 'gpu1', gpu: '8xA100-busy' },
      { name: 'plain', gpu: 'not-installed' },
      { name: 'broken', gpu: 'driver-mismatch' },
    ],
    knownHosts: true,
  });
  server = lab.server('gpu1');
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await lab.stop();
});

const cli = (args: string[], options = {}) => runCli(lab.sshDir, args, options);

/** The tag of the first problem on stderr of a call with --json. */
function tagIn(stderr: string): string {
  const found = jsonLines(stderr)[0]?.['problem'] as { tag: string } | undefined;
  assert.ok(found, `no problem on stderr: ${stderr}`);
  return found.tag;
}

test('a folder with nasty names goes up and comes back the same', async () => {
  const from = join(folder, 'nasty');
  makeNastyTree(from);
  // Set-user-id bits are never carried over (see transfers); all else is.
  chmodSync(join(from, 'modes/setuid.sh'), 0o755);
  const up = await cli(['push', '--json', from, 'gpu1:']);
  assert.equal(up.code, 0, up.stderr);
  assert.deepEqual(compareTrees(from, join(server.home, 'nasty')), []);
  const [report] = jsonLines(up.stdout);
  assert.equal(report?.['direction'], 'push');
  assert.equal(report?.['faultCount'], 0);
  assert.ok(Number(report?.['files']) > 10);

  mkdirSync(join(folder, 'back'));
  const down = await cli(['pull', 'gpu1:nasty', join(folder, 'back')]);
  assert.equal(down.code, 0, down.stderr);
  assert.match(down.stdout.toString(), /^\d+ files, .+ in \d+\.\d s\n$/);
  assert.deepEqual(compareTrees(from, join(folder, 'back/nasty')), []);

  const again = await cli(['push', '--json', `${from}/`, 'gpu1:nasty']);
  const [second] = jsonLines(again.stdout);
  assert.equal(second?.['filesUnchanged'], second?.['files'], 'nothing is sent twice');
});

test('a trailing slash copies the contents, and a single file may get a new name', async () => {
  const from = join(folder, 'slash');
  mkdirSync(from);
  writeFileSync(join(from, 'one'), '1');
  assert.equal((await cli(['push', `${from}/`, 'gpu1:contents'])).code, 0);
  assert.equal(readFileSync(join(server.home, 'contents/one'), 'utf8'), '1');
  assert.equal((await cli(['push', join(from, 'one'), 'gpu1:renamed'])).code, 0);
  assert.equal(readFileSync(join(server.home, 'renamed'), 'utf8'), '1');
  assert.equal((await cli(['pull', 'gpu1:contents/', join(folder, 'pulled')])).code, 0);
  assert.deepEqual(compareTrees(from, join(folder, 'pulled')), []);
});

test('what fails is named and the rest arrives: exit code 3', async () => {
  writeFileSync(join(folder, 'good'), 'good');
  const { code, stdout, stderr } = await cli([
    ...['push', '--json', join(folder, 'missing'), join(folder, 'good'), 'gpu1:'],
  ]);
  assert.equal(code, 3, stderr);
  const [report] = jsonLines(stdout);
  assert.equal(report?.['faultCount'], 1);
  assert.equal(readFileSync(join(server.home, 'good'), 'utf8'), 'good');
});

test('no permission, no such folder: exit code 1 and the cause', {
  skip: twoUsersMissing(),
}, async () => {
  const denied = await cli(['push', '--json', 'package.json', 'gpu1:/etc']);
  assert.notEqual(denied.code, 0);
  assert.match(denied.stdout.toString() + denied.stderr, /permission-denied/);
  assert.equal(existsSync('/etc/package.json'), false);
  const missing = await cli(['pull', '--json', 'gpu1:no/such', folder]);
  assert.equal(missing.code, 1);
  assert.equal(tagIn(missing.stderr), 'transfers/no-such-source');
});

test('ls lists names, details and JSON', async () => {
  const there = join(server.home, 'listed');
  mkdirSync(join(there, 'sub'), { recursive: true });
  writeFileSync(join(there, 'a\u001b[31mb'), 'xyz');
  writeFileSync(join(there, '.hidden'), '');
  giveTo(server.user, there);
  const names = await cli(['ls', 'gpu1:listed']);
  assert.equal(names.stdout.toString(), 'sub\na\u001b[31mb\n', 'a pipe gets the names as they are');
  const long = (await cli(['ls', '-la', 'gpu1:listed'])).stdout.toString();
  assert.match(long, /^drwx\S+ +\d+ {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}sub$/m);
  assert.match(long, /\.hidden$/m);
  const entries = jsonLines((await cli(['ls', 'gpu1:listed', '--json'])).stdout);
  const file = entries.find(({ name }) => name === 'a\u001b[31mb');
  assert.deepEqual(
    [file?.['kind'], file?.['sizeBytes'], file?.['path']],
    ['file', 3, join(there, 'a\u001b[31mb')],
  );
  const one = await cli(['ls', 'gpu1:listed/.hidden']);
  assert.equal(one.stdout.toString(), '.hidden\n', 'a file is listed by itself');
  const none = await cli(['ls', '--json', 'gpu1:nowhere']);
  assert.equal(none.code, 1);
  assert.equal(tagIn(none.stderr), 'files/no-such');
});

test('gpus shows figures with units, reasons for what is missing, and those it cannot ask', async () => {
  const { code, stdout, stderr } = await cli([
    ...['gpus', '--json', 'gpu1', 'plain', 'broken', 'nobody@127.0.0.1:1'],
  ]);
  assert.equal(code, 3, stderr);
  const lines = jsonLines(stdout);
  const of = (name: string) => lines.find((line) => line['server'] === name);
  const gpus = of('gpu1')?.['gpus'] as Record<string, unknown>[];
  assert.equal(gpus.length, 8);
  assert.match(String(gpus[0]?.['name']), /A100/);
  for (const key of ['utilizationPercent', 'memoryUsedMiB', 'memoryTotalMiB', 'temperatureC']) {
    assert.equal(typeof gpus[0]?.[key], 'number', key);
  }
  for (const name of ['plain', 'broken']) {
    assert.equal(of(name)?.['gpus'], null, name);
    assert.equal(typeof of(name)?.['gpusReason'], 'string', name);
  }
  assert.ok(of('broken')?.['problem'], 'a broken driver is a problem');
  assert.equal(tagIn(stderr), 'connections/refused');
  assert.equal(jsonLines(stderr)[0]?.['server'], 'nobody@127.0.0.1:1');
});

test('gpus for people names the driver, the GPUs and the users', async () => {
  const { code, stdout } = await cli(['gpus', 'gpu1']);
  assert.equal(code, 0);
  assert.match(stdout.toString(), /^gpu1 {2}\(driver [\d.]+\)\n {2}0 {2}NVIDIA A100/);
});

test('gpus --watch goes on until it is stopped', async () => {
  const child = startCli(lab.sshDir, ['gpus', '--watch', '--json', 'gpu1']);
  const lines: string[] = [];
  child.stderr?.resume();
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    lines.push(line);
    if (lines.length === 2) child.kill('SIGINT');
  }
  const code = child.exitCode ?? (await new Promise((resolve) => child.once('exit', resolve)));
  assert.equal(code, 130);
  const [first, second] = jsonLines(lines.join('\n'));
  assert.ok(Number(second?.['atMs']) > Number(first?.['atMs']));
});

test('tunnel leads a local port to the server, and gives it back', async () => {
  const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await new Promise((resolve) => echo.once('listening', resolve));
  const address = echo.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const child = startCli(lab.sshDir, ['tunnel', '--json', 'gpu1', `0:127.0.0.1:${port}`]);
  let localPort = 0;
  child.stderr?.resume();
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  for await (const line of lines) {
    const entry = JSON.parse(line) as { state: string; localPort: number };
    localPort = entry.localPort;
    if (entry.state === 'open') break;
  }
  const socket = connect(localPort, '127.0.0.1');
  socket.write('there and back');
  const said = await new Promise<string>((resolve) => {
    socket.once('data', (data) => resolve(data.toString()));
  });
  socket.destroy();
  assert.equal(said, 'there and back');
  child.kill('SIGTERM');
  const code = await new Promise((resolve) => child.once('exit', resolve));
  assert.equal(code, 143);
  const gone = await new Promise((resolve) => {
    connect(localPort, '127.0.0.1').once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code),
    );
  });
  assert.equal(gone, 'ECONNREFUSED');
  await new Promise((resolve) => echo.close(resolve));
});

test('tunnel socks goes out from the server, for a program that speaks it', async () => {
  const echo = createServer((socket) => socket.end('from behind')).listen(0, '127.0.0.1');
  await new Promise((resolve) => echo.once('listening', resolve));
  const address = echo.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const child = startCli(lab.sshDir, ['tunnel', 'gpu1', 'socks']);
  child.stderr?.resume();
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  let said = '';
  for await (const line of lines) {
    const found = /^127\.0\.0\.1:(\d+) is a SOCKS proxy that goes out from gpu1$/.exec(line);
    if (!found) continue;
    const socket = connect(Number(found[1]), '127.0.0.1');
    socket.write(Buffer.of(5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, port >> 8, port & 255));
    for await (const data of socket) said += String(data);
    break;
  }
  assert.match(said, /from behind$/);
  child.kill('SIGTERM');
  assert.equal(await new Promise((resolve) => child.once('exit', resolve)), 143);
  await new Promise((resolve) => echo.close(resolve));
});

test('a local port that is taken is told', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const address = taken.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const { code, stderr } = await finished(
    startCli(lab.sshDir, ['tunnel', '--json', 'gpu1', `${port}:127.0.0.1:1`]),
  );
  await new Promise((resolve) => taken.close(resolve));
  assert.equal(code, 1);
  assert.match(tagIn(stderr), /^tunnels\/port-/);
});
