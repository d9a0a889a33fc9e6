/** `labmate exec`, `servers` and `doctor` as a person runs them, against real servers. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Lab, startLab } from '../../e2e/lab';
import { doctorStepName } from '../../preload/contract/servers';
import { vpnKind } from '../../preload/contract/vpn';
import { buildOnce, finished, jsonLines, runCli, startCli } from './test-cli';

let lab: Lab;
before(async () => {
  buildOnce();
  lab = await startLab({ servers: [{ name: 'gpu1' }], knownHosts: true });
});
after(() => lab.stop());

const cli = (args: string[], options = {}) => runCli(lab.sshDir, args, options);

interface TestProblem {
  tag: string;
  what: string;
  facts: Record<string, unknown>;
}

/** The problem on stderr of a call with --json. */
function problemIn(stderr: string): TestProblem {
  const [line] = jsonLines(stderr).filter((object) => 'problem' in object);
  assert.ok(line, `no problem on stderr: ${stderr}`);
  return line['problem'] as TestProblem;
}

test('5 MB of random bytes come back as they went', async () => {
  const bytes = randomBytes(5_000_000);
  const { code, stdout, stderr } = await cli(['exec', 'gpu1', '--', 'cat'], { input: bytes });
  assert.equal(code, 0, stderr);
  assert.ok(stdout.equals(bytes));
});

test('exit codes and signals of the command are passed on, stderr stays apart', async () => {
  const exit = await cli(['exec', 'gpu1', '--', 'echo out; echo err >&2; exit 37']);
  assert.deepEqual([exit.code, exit.stdout.toString(), exit.stderr], [37, 'out\n', 'err\n']);
  assert.equal((await cli(['exec', 'gpu1', '--', 'kill -TERM $$'])).code, 128 + 15);
  assert.equal((await cli(['exec', 'gpu1', '--', 'kill -KILL $$'])).code, 128 + 9);
});

test('words are joined with spaces and read by the login shell, options stand anywhere', async () => {
  const words = await cli([
    'exec',
    '--json',
    'gpu1',
    '-v',
    '--',
    'printf',
    '%s.',
    'a',
    '"b  c"',
    '$HOME',
  ]);
  assert.equal(words.stdout.toString(), `a.b  c.${lab.server('gpu1').home}.`);
  const bare = await cli(['exec', 'gpu1', 'printf', '-v', 'X', 'y']);
  assert.equal(bare.code, 0, 'the command keeps its own -v');
});

test('input ends where ours ends, and a command need not read it', async () => {
  const counted = await cli(['exec', 'gpu1', '--', 'wc -c'], { input: Buffer.from('12345') });
  assert.equal(counted.stdout.toString().trim(), '5');
  const unread = await cli(['exec', 'gpu1', '--', 'head -c 3'], { input: randomBytes(3_000_000) });
  assert.deepEqual([unread.code, unread.stdout.length], [0, 3]);
});

test('it works with stdin closed', async () => {
  const child = spawn(
    'sh',
    [
      '-c',
      'exec "$0" "$@" <&-',
      process.execPath,
      'out/main/labmate.js',
      'exec',
      'gpu1',
      '--',
      'echo fine',
    ],
    {
      env: { ...process.env, LABMATE_SSH_DIR: lab.sshDir },
      detached: true,
    },
  );
  const { code, stdout, stderr } = await finished(child);
  assert.deepEqual([code, stdout.toString()], [0, 'fine\n'], stderr);
});

test('a command that takes its time does not hold back what it has said', async () => {
  const child = startCli(lab.sshDir, [
    'exec',
    'gpu1',
    '--',
    'echo first; cat >/dev/null; echo last',
  ]);
  const first = await new Promise<string>((resolve) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString()));
  });
  assert.equal(first, 'first\n');
  const { code, stdout } = await finished(child);
  assert.deepEqual([code, stdout.toString()], [0, 'last\n']);
});

test('SIGTERM ends it, and the command gets it too', async () => {
  const mark = join(lab.server('gpu1').home, 'ended');
  // Its shell would die of SIGPIPE while telling a closed stderr that cat was terminated.
  const command = `trap '' PIPE; trap 'echo yes > ${mark}' TERM; echo ready; cat >/dev/null; true`;
  const child = startCli(lab.sshDir, ['exec', 'gpu1', '--', command]);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  child.kill('SIGTERM');
  const code = await new Promise((resolve) => child.once('exit', resolve));
  assert.equal(code, 143);
  // The server notices in its own time; the watchdog of the runner ends a wait in vain.
  while (!existsSync(mark)) await new Promise((resolve) => setTimeout(resolve, 50));
});

test('a reader that goes away ends it quietly', async () => {
  const script = `"$0" "$@" | head -n 1; echo "$?"`;
  const args = ['-c', script, process.execPath, 'out/main/labmate.js', 'exec', 'gpu1', '--', 'yes'];
  const child = spawn('sh', args, {
    env: { ...process.env, LABMATE_SSH_DIR: lab.sshDir },
    detached: true,
  });
  const { code, stdout, stderr } = await finished(child);
  assert.deepEqual([code, stdout.toString(), stderr], [0, 'y\n0\n', '']);
});

test('-t gives the command a terminal', async () => {
  const { code, stdout } = await cli(['exec', '-t', 'gpu1', '--', 'test -t 0 && stty size']);
  assert.equal(code, 0);
  assert.match(stdout.toString(), /^24 80\r\n$/);
});

test('a host that does not resolve, a refused port, a port that is not SSH: 255 and the cause', async () => {
  const unknown = await cli(['exec', '--json', 'nobody@no-such-host.invalid', '--', 'true']);
  assert.equal(unknown.code, 255);
  assert.equal(problemIn(unknown.stderr).tag, 'connections/unresolved');

  const free = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => free.once('listening', resolve));
  const address = free.address();
  const port = typeof address === 'object' ? address?.port : 0;
  await new Promise((resolve) => free.close(resolve));
  const refused = await cli(['exec', '--json', `nobody@127.0.0.1:${port}`, '--', 'true']);
  assert.equal(refused.code, 255);
  assert.equal(problemIn(refused.stderr).tag, 'connections/refused');

  const web = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => web.once('listening', resolve));
  const where = web.address();
  const notSsh = await cli([
    ...['exec', '--json', `nobody@127.0.0.1:${typeof where === 'object' ? where?.port : 0}`],
    ...['--', 'true'],
  ]);
  await new Promise((resolve) => web.close(resolve));
  assert.equal(notSsh.code, 255);
  assert.equal(problemIn(notSsh.stderr).tag, 'connections/not-ssh');
});

test('a key that the server does not take is told as that', async () => {
  await lab.addServer({ name: 'strict', authorize: ['rsa'], identity: 'ed25519' });
  const { code, stderr } = await cli(['exec', '--json', 'strict', '--', 'true']);
  assert.equal(code, 255);
  assert.equal(problemIn(stderr).tag, 'connections/auth-failed');
});

test('a key with a passphrase and no terminal says what to do', async () => {
  await lab.addServer({ name: 'locked', identity: 'encrypted' });
  const { code, stderr } = await cli(['exec', '--json', 'locked', '--', 'true']);
  assert.equal(code, 255);
  const problem = problemIn(stderr);
  assert.equal(problem.tag, 'cli/cannot-ask');
  assert.equal(problem.facts['question'], 'passphrase');
});

test('a first-seen key without a terminal fails clearly; --accept-new remembers it', async () => {
  const server = await lab.addServer({ name: 'fresh' });
  const known = join(lab.sshDir, 'known_hosts');
  const without = readFileSync(known, 'utf8').replace(server.knownHosts, '');
  writeFileSync(known, without);
  const refused = await cli(['exec', '--json', 'fresh', '--', 'true']);
  assert.equal(refused.code, 255);
  const problem = problemIn(refused.stderr);
  assert.equal(problem.tag, 'cli/cannot-ask');
  assert.equal(problem.facts['fingerprint'], server.hostKey.fingerprint);
  assert.equal(readFileSync(known, 'utf8'), without, 'nothing was remembered');
  assert.doesNotMatch(server.log, /Accepted|Failed/, 'no credential left');

  const accepted = await cli(['exec', 'fresh', '--accept-new', '--', 'echo in']);
  assert.deepEqual([accepted.code, accepted.stdout.toString()], [0, 'in\n']);
  assert.ok(accepted.stderr.includes(server.hostKey.fingerprint));
  const again = await cli(['exec', 'fresh', '--', 'echo again']);
  assert.deepEqual([again.code, again.stdout.toString(), again.stderr], [0, 'again\n', '']);
});

test('nothing accepts a changed host key', async () => {
  const server = await lab.addServer({ name: 'changed' });
  await server.replaceHostKey();
  const known = readFileSync(join(lab.sshDir, 'known_hosts'), 'utf8');
  const { code, stdout, stderr } = await cli([
    ...['exec', '--json', '--accept-new', 'changed', '--', 'echo in'],
  ]);
  assert.deepEqual([code, stdout.toString()], [255, '']);
  assert.equal(problemIn(stderr).tag, 'connections/host-key-changed');
  assert.equal(readFileSync(join(lab.sshDir, 'known_hosts'), 'utf8'), known);
  assert.doesNotMatch(server.log, /Accepted|Failed/, 'no credential left');
  const words = await cli(['exec', 'changed', '--', 'echo in']);
  assert.match(words.stderr, /^labmate: .+\n {2}why: .+\n(.*\n)* {2}next: /);
});

test('a connection that breaks is 255 and a problem, with what came before it', async () => {
  const server = await lab.addServer({ name: 'breaking' });
  const child = startCli(lab.sshDir, ['exec', '--json', 'breaking', '--', 'echo first; cat']);
  await new Promise((resolve) => child.stdout?.once('data', resolve).once('close', resolve));
  server.proxy.cut('reset');
  const { code, stderr } = await finished(child);
  assert.equal(code, 255);
  assert.match(problemIn(stderr).tag, /^connections\//);
});

test('wrong usage is 2 and points to the help', async () => {
  const wrong = [
    ['exec'],
    ['exec', 'gpu1'],
    ['exec', '--bogus', 'gpu1', '--', 'true'],
    ['exec', '-oProxyCommand=x', '--', 'true'],
    ['exec', '--', '-oProxyCommand=x', 'true'],
    ['nonsense'],
    ['help', 'nonsense'],
    ['servers', 'x'],
    ['doctor'],
    ['ls', 'no-colon'],
    ['push', 'a'],
    ['pull', 'gpu1:a', 'gpu1:b'],
    [],
  ];
  for (const args of wrong) {
    const { code, stdout, stderr } = await cli(args);
    assert.deepEqual([code, stdout.toString()], [2, ''], args.join(' '));
    assert.match(stderr, /help/, args.join(' '));
  }
  const json = await cli(['exec', '--json', '--bogus']);
  assert.equal(problemIn(json.stderr).tag, 'cli/usage');
});

test('every command has help', async () => {
  const overview = (await cli(['help'])).stdout.toString();
  for (const name of ['servers', 'exec', 'gpus', 'ls', 'push', 'pull', 'doctor']) {
    assert.match(overview, new RegExp(`^  ${name} `, 'm'));
    const { code, stdout } = await cli([name, '--help']);
    assert.equal(code, 0);
    assert.match(stdout.toString(), new RegExp(`^Usage: labmate ${name} `));
  }
});

test('servers lists the config as JSON lines, and its mistakes on stderr', async () => {
  appendFileSync(join(lab.sshDir, 'config'), 'Host far\n  ProxyJump gpu1\n  Bogus yes\n');
  const { code, stdout, stderr } = await cli(['servers', '--json']);
  assert.equal(code, 0);
  const servers = jsonLines(stdout);
  const gpu1 = lab.server('gpu1');
  assert.deepEqual(servers[0], {
    name: 'gpu1',
    origin: 'config',
    host: '127.0.0.1',
    port: gpu1.port,
    user: gpu1.login,
    jumps: [],
  });
  const far = servers.find(({ name }) => name === 'far');
  assert.deepEqual(far?.['jumps'], [`${gpu1.login}@127.0.0.1:${gpu1.port}`]);
  assert.equal(problemIn(stderr).tag, 'servers/config-keyword');
  assert.match((await cli(['servers'])).stdout.toString(), /^gpu1 +\S+@127\.0\.0\.1:\d+$/m);
});

test('doctor passes every step of a healthy server and names the failing one', async () => {
  const healthy = await cli(['doctor', '--json', 'gpu1']);
  assert.equal(healthy.code, 0, healthy.stderr);
  const steps = jsonLines(healthy.stdout);
  assert.deepEqual(
    steps.map(({ step }) => step),
    doctorStepName.options,
  );
  const needed = steps.slice(0, doctorStepName.options.indexOf('space'));
  assert.ok(needed.every(({ status }) => status === 'ok'));
  assert.match(String(steps.find(({ step }) => step === 'sign-in')?.found), /with the key .*id_/);
  const bad = await cli(['doctor', 'nobody@no-such-host.invalid']);
  assert.equal(bad.code, 1);
  assert.match(bad.stdout.toString(), /^ok .*\nFAILED .*\n-/);
  assert.match(bad.stderr, /next: /);
});

test('the VPNs of this computer, and that nothing is known of one for a server', async () => {
  const all = jsonLines((await cli(['vpn', '--json'])).stdout);
  assert.deepEqual(
    all.map(({ kind }) => kind),
    vpnKind.options,
  );
  assert.ok(all.every(({ state, evidence }) => state !== undefined && evidence !== ''));
  const [about] = jsonLines((await cli(['vpn', '--json', 'gpu1'])).stdout);
  assert.deepEqual(about, { server: 'gpu1', chosen: null, learned: null });
  const none = await cli(['vpn', 'open', 'wireguard']);
  assert.equal(none.code, 1);
  assert.match(none.stderr, /^labmate: The program of WireGuard was not found/);
  assert.equal((await cli(['vpn', 'open', 'nonsense'])).code, 2);
  assert.equal((await cli(['vpn', 'gpu1', 'more'])).code, 2);
});

test('a proxy is chosen, used, named when it fails, and taken away again', async () => {
  const dead = await cli(['proxy', 'gpu1', 'socks5://127.0.0.1:1']);
  assert.deepEqual([dead.code, dead.stdout.toString()], [0, 'socks5://127.0.0.1:1\n']);
  const failed = await cli(['exec', '--json', 'gpu1', '--', 'true']);
  const problem = problemIn(failed.stderr);
  assert.equal(problem.tag, 'connections/proxy-failed');
  assert.match(problem.what, /^gpu1 could not be reached: the proxy 127\.0\.0\.1:1 failed\./);
  const examined = jsonLines((await cli(['doctor', '--json', 'gpu1'])).stdout);
  const first = examined.find((step) => step['status'] === 'failed');
  assert.equal(first?.['step'], 'tcp');
  // A proxy of Node's own HTTP server, by the environment.
  const seen: string[] = [];
  const proxy = createHttpServer();
  proxy.on('connect', (request, socket) => {
    seen.push(request.url ?? '');
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Go\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    socket.on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as { port: number };
  const env = {
    https_proxy: `http://127.0.0.1:${port}`,
    all_proxy: '',
    ALL_PROXY: '',
    no_proxy: '',
  };
  assert.equal((await cli(['proxy', 'gpu1', 'system'])).code, 0);
  const through = await cli(['exec', 'gpu1', '--', 'echo in'], { env });
  assert.deepEqual([through.stdout.toString(), through.stderr], ['in\n', '']);
  const healthy = await cli(['doctor', 'gpu1'], { env });
  assert.equal(healthy.code, 0, healthy.stdout.toString());
  assert.match(healthy.stdout.toString(), /through the proxy 127\.0\.0\.1:/);
  assert.ok(
    seen.length >= 3 && seen.every((place) => place === `127.0.0.1:${lab.server('gpu1').port}`),
  );
  proxy.closeAllConnections();
  proxy.close();
  const secret = await cli(['proxy', 'gpu1', 'http://me:s3cret@p:1']);
  assert.equal(secret.code, 1);
  assert.doesNotMatch(secret.stderr, /s3cret/);
  assert.match(secret.stderr, /must hold no password/);
  const none = await cli(['proxy', '--json', 'gpu1', 'none']);
  assert.deepEqual(jsonLines(none.stdout), [{ server: 'gpu1', proxy: 'none' }]);
  assert.equal((await cli(['exec', 'gpu1', '--', 'true'])).code, 0);
});
