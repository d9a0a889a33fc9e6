/** Recorded runtime files, joined with what the kernel would say about their processes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ErrandLine } from './errand';
import { runningServers } from './running-servers';

function recorded(file: string): string {
  return readFileSync(join(process.cwd(), 'e2e/lab/fixtures/jupyter', file), 'utf8');
}

function claim(
  pid: number,
  json: string,
  more: { args?: string; inodes?: string[] } = {},
): ErrandLine[] {
  const { args = '/usr/bin/python3 /usr/bin/jupyter-lab', inodes = ['7'] } = more;
  return [
    ['file', `/home/dave/.local/share/jupyter/runtime/jpserver-${pid}.json`],
    ['pid', String(pid)],
    ['args', args],
    ...json.split('\n').map((line): ErrandLine => ['json', line]),
    ...inodes.map((inode): ErrandLine => ['inode', inode]),
  ];
}

const uid: ErrandLine = ['uid', '1007'];
const port = (text: string, owner = '1007', inode = '7'): ErrandLine => [
  'tcp',
  `${text} ${owner} ${inode}`,
];

test('a server on a port that its process really listens on', () => {
  const lines = [uid, ...claim(20_999, recorded('jpserver-20999.json')), port('0100007F:22B9')];
  assert.deepEqual(runningServers(lines), [
    {
      pid: 20_999,
      destination: { kind: 'tcp', host: '127.0.0.1', port: 8889 },
      baseUrl: '/',
      secure: false,
      token: '5f0c1d2e3b4a59687766554433221100aabbccddeeff0011',
      rootDirectory: '/home/dave/proj',
      version: '2.14.2',
      command: '/usr/bin/python3 /usr/bin/jupyter-lab',
    },
  ]);
});

test('a port of another user, of another process, or of nobody is never meant', () => {
  const server = claim(20_999, recorded('jpserver-20999.json'));
  assert.deepEqual(runningServers([uid, ...server, port('0100007F:22B9', '1008')]), []);
  assert.deepEqual(runningServers([uid, ...server, port('0100007F:22B9', '1007', '8')]), []);
  assert.deepEqual(runningServers([uid, ...server]), []);
  // The file says 8889, the process listens on 9000: what answers at 8889 is somebody else.
  assert.deepEqual(runningServers([uid, ...server, port('0100007F:2328')]), []);
});

test('a server on a unix socket', () => {
  const json = recorded('jpserver-21555-unixsock.json');
  const socket: ErrandLine = ['unix', '7 /home/dave/.labmate/run/nb.sock'];
  const [server] = runningServers([uid, ...claim(21_555, json), socket]);
  assert.deepEqual(server?.destination, { kind: 'unix', path: '/home/dave/.labmate/run/nb.sock' });
  assert.deepEqual(runningServers([uid, ...claim(21_555, json), ['unix', '7 /tmp/else']]), []);
});

test('port 0 in the file: the only port that the process has', () => {
  const json = recorded('nbserver-1204-port0.json');
  const lines = [uid, ...claim(1204, json, { inodes: ['7', '9'] })];
  const [server] = runningServers([...lines, port('0100007F:C001'), port('AAAA', '1007', '9')]);
  assert.deepEqual(server?.destination, { kind: 'tcp', host: '127.0.0.1', port: 49_153 });
  assert.equal(server?.rootDirectory, '/home/erin');
  const two = [...lines, port('0100007F:C001'), port('0100007F:C002', '1007', '9')];
  assert.deepEqual(runningServers(two), []);
});

test('a pid that is another program now, and servers of a JupyterHub, are left alone', () => {
  const json = recorded('jpserver-20999.json');
  for (const args of ['/usr/bin/vim notes.txt', '/opt/bin/jupyterhub-singleuser --port=8889']) {
    assert.deepEqual(runningServers([uid, ...claim(1, json, { args }), port('0100007F:22B9')]), []);
  }
});

test('a base address without a slash at its end gets one; a secure server stays so', () => {
  const file = { ...JSON.parse(recorded('jpserver-20999.json')), base_url: '/u/x', secure: true };
  const lines = [uid, ...claim(3, JSON.stringify(file)), port('0100007F:22B9')];
  const [server] = runningServers(lines);
  assert.equal(server?.baseUrl, '/u/x/');
  assert.equal(server?.secure, true);
});

test('garbage is no server', () => {
  for (const json of ['', '{', '[]', '{"port": "x"}', 'null', '{"base_url": 5}']) {
    assert.deepEqual(runningServers([uid, ...claim(3, json), port('0100007F:22B9')]), [], json);
  }
  assert.deepEqual(runningServers([]), []);
});
