/** Our reading of ssh configs against that of the installed ssh (`ssh -G`), over a corpus. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { evaluate } from './config/evaluate';
import { configPaths, readConfig } from './read-servers';
import { resolve } from './resolve';

const version = spawnSync('ssh', ['-V'], { encoding: 'utf8' });
const skip = version.error ? 'no ssh client is installed' : false;
const folder = mkdtempSync(join(tmpdir(), 'labmate-corpus-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Case {
  name: string;
  config: string;
  files?: Record<string, string>;
  hosts: string[];
}

const corpus: Case[] = [
  { name: 'an empty config', config: '', hosts: ['gpu1', 'asha@gpu1', 'GPU1'] },
  {
    name: 'the first value wins and a general block comes last',
    config:
      'Host gpu1\n  HostName gpu1.lab.example\n  User asha\n  Port 2222\nHost *\n  User nobody\n  Port 22\n  ServerAliveInterval 30\n',
    hosts: ['gpu1', 'gpu2', 'root@gpu1'],
  },
  {
    name: 'wildcards, single characters and negation',
    config:
      'Host gpu? !gpu9\n  User q\nHost gpu* !gpu1?\n  Port 44\nHost !gpu1 *\n  ConnectTimeout 3\nHost !only\n User never\n',
    hosts: ['gpu1', 'gpu9', 'gpu12', 'gpu', 'only', 'cpu'],
  },
  {
    name: 'several patterns and quoted ones',
    config: 'Host a b "c?d" \'e\'\n  HostName %h.lab\nHost "b"\n  User u\n',
    hosts: ['a', 'b', 'e', 'c'],
  },
  {
    name: 'equals signs, tabs, comments and odd case',
    config:
      '# head\nHOST\tx\n\tpOrT = 99\n\tUser=bob # trailing\n  hostname   =   "x.y"\n\nHost=z\nHostName=zz\n   # inner\nPort 7\n',
    hosts: ['x', 'z'],
  },
  {
    name: 'CRLF line ends',
    config:
      'Host w\r\n  HostName win.example\r\n  User "dom user"\r\n  IdentityFile ~/.ssh/id_w\r\n',
    hosts: ['w'],
  },
  {
    name: 'backslashes in quotes and outside',
    config:
      'Host b\n  IdentityFile C:\\Users\\me\\id\n  IdentityFile "a \\"b\\" c"\n  IdentityFile x\\ y\n  IdentityFile "tail\\\\"\n  User DOM\\me\n',
    hosts: ['b'],
  },
  {
    name: 'identity files add up, twice is once',
    config:
      'Host k\n  IdentityFile ~/.ssh/a\n  IdentityFile ~/.ssh/%r@%h\n  IdentitiesOnly yes\nHost *\n  IdentityFile ~/.ssh/a\n  IdentityFile /b\n  IdentitiesOnly no\n',
    hosts: ['k', 'other'],
  },
  {
    name: 'jump hosts: chain, user, port, none',
    config:
      'Host far\n  ProxyJump gate,asha@mid:2200\nHost near\n  ProxyJump none\nHost *.lab\n  ProxyJump gate\n',
    hosts: ['far', 'near', 'else.lab'],
  },
  {
    name: 'ProxyCommand and ProxyJump: the first of the two wins',
    config:
      'Host c\n  ProxyCommand nc %h %p\nHost j\n ProxyJump gate\nHost c j x\n  ProxyJump other\n  ProxyCommand none\n',
    hosts: ['c', 'j', 'x'],
  },
  {
    name: 'host key alias and known hosts files',
    config:
      'Host h\n  HostKeyAlias cluster\n  UserKnownHostsFile /one "/two three"\n  StrictHostKeyChecking accept-new\nHost n\n  UserKnownHostsFile none\n StrictHostKeyChecking no\nHost d\n  UserKnownHostsFile ~/.ssh/other\n  GlobalKnownHostsFile /g1 /g2\n',
    hosts: ['h', 'n', 'd', 'x'],
  },
  {
    name: 'how known hosts are kept: hashed, further keys',
    config:
      'Host a\n  HashKnownHosts yes\n  UpdateHostKeys ask\nHost b\n  UpdateHostKeys no\nHost c\n  UserKnownHostsFile ~/.ssh/c\nHost d\n  UserKnownHostsFile ~/.ssh/c\n  UpdateHostKeys yes\nHost e\n  VerifyHostKeyDNS yes\nHost f\n  VerifyHostKeyDNS no\n  HashKnownHosts no\n',
    hosts: ['a', 'b', 'c', 'd', 'e', 'f', 'x'],
  },
  {
    name: 'times with units',
    config:
      'Host a\n  ServerAliveInterval 1m30\n  ConnectTimeout 2h\nHost b\n  ServerAliveInterval 1d\n  ServerAliveCountMax 9\n  ConnectTimeout 10s\nHost c\n ConnectTimeout none\n',
    hosts: ['a', 'b', 'c'],
  },
  {
    name: 'Match host, originalhost, user, localuser and negation',
    config:
      'Host a\n  HostName real.lab\n  User asha\nMatch host *.lab user asha,bo*\n  Port 10\nMatch originalhost a !localuser nobody-here\n  ConnectTimeout 4\nMatch !host real.lab\n  Port 11\nMatch user asha\n IdentityFile /u\nMatch host="x,y" originalhost=y\n Port 12\nMatch all\n  ServerAliveInterval 7\n',
    hosts: ['a', 'b', 'asha@b', 'y', 'x', 'bo@real.lab', 'A'],
  },
  {
    name: 'Match final sees the resolved name',
    config:
      'Host a\n  HostName b.lab\n  User first\nHost *.lab\n  Port 77\nMatch final host b.lab\n  ConnectTimeout 5\n  User second\n  IdentityFile /f\nMatch !final\n  ServerAliveInterval 3\n',
    hosts: ['a', 'b.lab', 'c'],
  },
  {
    name: 'Match canonical never holds without canonicalisation',
    config: 'Match canonical\n  Port 5\nMatch canonical all\n Port 6\nHost *\n Port 7\n',
    hosts: ['a'],
  },
  {
    name: 'includes: several, by pattern, missing ones',
    config: 'Include DIR/one DIR/missing\nInclude DIR/d/*.conf\nHost *\n  Port 1\n  User last\n',
    files: {
      one: 'Host a\n  Port 2\n',
      'd/20.conf': 'Host *\n  User twenty\n',
      'd/10.conf': 'Host a\n  User ten\n',
      'd/.hidden.conf': 'Host *\n  User hidden\n',
      'd/other.txt': 'Host *\n User other\n',
    },
    hosts: ['a', 'b'],
  },
  {
    name: 'includes inside a Host block hold only there, and do not leak their blocks',
    config: 'Host a\n  Include DIR/in\n  ConnectTimeout 9\nHost *\n  Port 3\n',
    files: { in: 'User inner\nHost b\n  Port 8\nHost a\n  Port 9\n' },
    hosts: ['a', 'b'],
  },
  {
    name: 'includes of includes',
    config: 'Include DIR/1\nPort 9\n',
    files: {
      '1': 'Include DIR/2\nUser one\n',
      '2': 'Match user two\n Port 2\nHost z\n User two\n',
    },
    hosts: ['z', 'two@y'],
  },
  {
    name: 'options before any block, and unknown ones that are to be ignored',
    config:
      'IgnoreUnknown UseKeychain,Weird*\nUseKeychain yes\nWeirdThing 1\nUser everyone\nHost a\n  User late\n  UseRoaming no\n',
    hosts: ['a'],
  },
  {
    name: 'host names fold to lower case, patterns do not',
    config: 'Host GPU1\n  User upper\nHost gpu1\n  User lower\nMatch host GPU1\n Port 5\n',
    hosts: ['GPU1', 'gpu1', 'Gpu1'],
  },
  {
    name: 'IPv6 and addresses',
    config: 'Host v6\n  HostName fe80::1%%eth0\nHost 10.0.0.*\n  User net\nHost ::1\n  Port 6\n',
    hosts: ['v6', '10.0.0.7', '::1', 'me@::1'],
  },
];

for (const { name, config, files, hosts } of corpus) {
  test(`as ssh reads it: ${name}`, { skip }, () => {
    const here = mkdtempSync(join(folder, 'case-'));
    const write = (file: string, text: string) => {
      mkdirSync(join(here, file, '..'), { recursive: true });
      writeFileSync(join(here, file), text.replaceAll('DIR', here));
    };
    write('config', config);
    for (const [file, text] of Object.entries(files ?? {})) write(file, text);
    for (const host of hosts) assert.deepEqual(ours(here, host), theirs(here, host), host);
  });
}

interface Facts {
  hostname: string;
  user: string;
  port: string;
  identityfile: string[];
  identitiesonly: string;
  proxyjump: string | undefined;
  proxycommand: string | undefined;
  hostkeyalias: string | undefined;
  userknownhostsfile: string;
  globalknownhostsfile: string;
  stricthostkeychecking: string;
  hashknownhosts: string;
  updatehostkeys: string;
  connecttimeout: string;
  serveraliveinterval: string;
  serveralivecountmax: string;
}

function theirs(here: string, host: string): Facts {
  const { stdout, stderr, status } = spawnSync('ssh', ['-F', join(here, 'config'), '-G', host], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const lines = stdout.split('\n').map((line) => line.split(/ (.*)/s));
  const all = (key: string) =>
    lines.filter(([name]) => name === key).map(([, value]) => value ?? '');
  const one = (key: string) => all(key)[0] ?? '';
  return {
    hostname: one('hostname'),
    user: one('user'),
    port: one('port'),
    identityfile: all('identityfile'),
    identitiesonly: one('identitiesonly'),
    proxyjump: all('proxyjump')[0],
    proxycommand: all('proxycommand')[0],
    hostkeyalias: all('hostkeyalias')[0],
    userknownhostsfile: one('userknownhostsfile'),
    globalknownhostsfile: one('globalknownhostsfile'),
    stricthostkeychecking: one('stricthostkeychecking'),
    hashknownhosts: one('hashknownhosts'),
    updatehostkeys: one('updatehostkeys'),
    connecttimeout: one('connecttimeout'),
    serveraliveinterval: one('serveraliveinterval'),
    serveralivecountmax: one('serveralivecountmax'),
  };
}

/** The keys that ssh tries when the config names none. */
const sshDefaults = 'id_rsa id_ecdsa id_ecdsa_sk id_ed25519 id_ed25519_sk id_xmss id_dsa';

function ours(here: string, name: string): Facts {
  const config = readConfig({
    ...configPaths(here, homedir(), null),
    folder: join(homedir(), '.ssh'),
  });
  assert.deepEqual(config.problems, []);
  const server = resolve(config, name);
  const [user, host] = name.includes('@') ? name.split('@') : [undefined, name];
  const values = evaluate(config.trees, {
    host: host ?? '',
    user,
    localUser: config.around.localUser,
  });
  const jump = values.first('proxyjump');
  const strict = server.strictHostKeyChecking;
  return {
    hostname: server.host,
    user: server.user,
    port: String(server.port),
    identityfile: server.identityFiles.some((file) => !file.explicit)
      ? sshDefaults.split(' ').map((file) => `~/.ssh/${file}`)
      : [...values.all('identityfile')],
    identitiesonly: server.identitiesOnly ? 'yes' : 'no',
    proxyjump: jump === 'none' ? undefined : jump,
    proxycommand: server.proxyCommand === null ? undefined : values.first('proxycommand'),
    hostkeyalias: server.hostKeyAlias ?? undefined,
    userknownhostsfile: server.userKnownHostsFiles.join(' ') || 'none',
    globalknownhostsfile: server.globalKnownHostsFiles.join(' '),
    stricthostkeychecking: { yes: 'true', no: 'false', ask: 'ask', 'accept-new': 'accept-new' }[
      strict
    ],
    hashknownhosts: server.hashKnownHosts ? 'yes' : 'no',
    updatehostkeys: { yes: 'true', no: 'false', ask: 'ask' }[server.updateHostKeys],
    connecttimeout: String(server.connectTimeoutSeconds || 'none'),
    serveraliveinterval: String(server.serverAliveIntervalSeconds),
    serveralivecountmax: String(server.serverAliveCountMax),
  };
}

test('ssh runs Match exec and we do not', { skip }, () => {
  const here = mkdtempSync(join(folder, 'exec-'));
  const marker = join(here, 'ran');
  writeFileSync(
    join(here, 'config'),
    `Match exec "touch ${marker}"\n  User ran\nHost *\n  Port 9\n`,
  );
  const config = readConfig(configPaths(here, homedir(), null));
  const server = resolve(config, 'a');
  const ran = () => spawnSync('test', ['-e', marker]).status === 0;
  assert.equal(ran(), false);
  assert.equal(server.port, 9);
  assert.notEqual(server.user, 'ran');
  assert.equal(config.problems[0]?.tag, 'servers/config-match-exec');
  spawnSync('ssh', ['-F', join(here, 'config'), '-G', 'a']);
  assert.equal(ran(), true, 'the marker would have shown it');
});
