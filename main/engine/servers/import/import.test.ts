import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { FoundSession, ImportSource } from '../../../../preload/contract/servers';
import { asWritten } from '../../kit/home-path';
import { silentLog } from '../../kit/log';
import { ProblemError } from '../../kit/outcome';
import { createServers, type Servers } from '..';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Room {
  servers: Servers;
  /** Also the home folder. */
  folder: string;
  /** What a file with this content offers. */
  read(content: string | Buffer, name?: string): Promise<ImportSource[]>;
  /** The one session of a file with this content. */
  only(content: string | Buffer, name?: string): Promise<FoundSession>;
}

function room(config = ''): Room {
  const folder = mkdtempSync(join(tmpdir(), 'labmate-import-'));
  folders.push(folder);
  writeFileSync(join(folder, 'config'), config, { mode: 0o600 });
  const servers = createServers({
    host: { paths: { ssh: folder, data: folder, resources: folder }, log: silentLog },
    systemConfig: null,
    home: folder,
    importFrom: { platform: 'linux', home: folder, env: {} },
  });
  const read: Room['read'] = (content, name = 'chosen.txt') => {
    writeFileSync(join(folder, name), content);
    return servers.imports.read(join(folder, name));
  };
  return {
    ...{ servers, folder, read },
    async only(content, name) {
      const sessions = (await read(content, name)).flatMap((source) => source.sessions);
      assert.equal(sessions.length, 1, JSON.stringify(sessions));
      return sessions[0] as FoundSession;
    },
  };
}

/** As `reg export` writes it: UTF-16 with a mark, CRLF. */
function exported(...sections: [key: string, ...values: string[]][]): Buffer {
  const text = sections.map(([key, ...values]) => `[${key}]\n${values.join('\n')}\n`).join('\n');
  const whole = `Windows Registry Editor Version 5.00\n\n${text}`.replaceAll('\n', '\r\n');
  return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(whole, 'utf16le')]);
}

const putty = 'HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions';
const kitty = 'HKEY_CURRENT_USER\\Software\\9bis.com\\KiTTY\\Sessions';
const winscp = 'HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2\\Sessions';

test('a registry export of PuTTY in UTF-16: names, ports, accounts, jump hosts', async () => {
  const { read } = room();
  const sources = await read(
    exported(
      [putty],
      [`${putty}\\Default%20Settings`, '"HostName"=""', '"Protocol"="ssh"'],
      [
        `${putty}\\GPU%20box%20%C3%BC`,
        '"HostName"="asha@gpu1.lab.example"',
        '"PortNumber"=dword:000008ae',
        '"Protocol"="ssh"',
        '"Wordness0"=hex:00,00,\\',
        '  01,02,\\',
        '  "HostName"="smuggled"',
        '"ProxyMethod"=dword:00000006',
        '"ProxyHost"="gate.lab.example"',
        '"ProxyPort"=dword:00000050',
        '"ProxyUsername"="a.rao"',
      ],
      [`${putty}\\switch`, '"HostName"="10.0.0.1"', '"Protocol"="telnet"'],
      [`${putty}\\empty`, '"Protocol"="ssh"'],
    ),
  );
  assert.deepEqual(
    sources.map(({ program }) => program),
    ['PuTTY'],
  );
  const [box, telnet, empty] = sources[0]?.sessions ?? [];
  assert.deepEqual(box, {
    title: 'GPU box ü',
    group: null,
    draft: {
      ...{ name: 'GPU-box-ü', host: 'gpu1.lab.example', port: 2222, user: 'asha' },
      ...{ identityFile: '', proxyJump: 'a.rao@gate.lab.example' },
    },
    ...{ left: [], note: null, refused: null, already: null },
  });
  assert.equal(telnet?.draft, null);
  assert.match(telnet?.refused ?? '', /telnet/);
  assert.match(empty?.refused ?? '', /names no server/);
});

test('a stored password, a command and a local proxy command are named, never taken', async () => {
  const { read, servers, folder } = room();
  const secrets = ['hunter2', 'rm -rf', 'nc.exe', 'proxy-secret'];
  const sources = await read(
    exported(
      [
        `${kitty}\\gpu1`,
        '"HostName"="gpu1.lab"',
        '"Password"="hunter2"',
        '"AutoCommand"="rm -rf ~"',
        '"ProxyMethod"=dword:00000005',
        '"ProxyTelnetCommand"="nc.exe %host %port"',
        '"ProxyPassword"="proxy-secret"',
        '"Folder"="Lab"',
      ],
      [
        `${winscp}\\Lab/deep/gpu2`,
        '"HostName"="gpu2.lab"',
        '"Password"="A35C hunter2"',
        '"PasswordPlain"="hunter2"',
        '"ProxyPasswordEnc"="proxy-secret"',
      ],
    ),
  );
  const [first, second] = sources.flatMap((source) => source.sessions);
  assert.deepEqual(
    sources.map(({ program }) => program),
    ['KiTTY', 'WinSCP'],
  );
  assert.equal(first?.group, 'Lab');
  assert.equal(second?.group, 'Lab/deep');
  assert.equal(first?.left.length, 4, first?.left.join());
  assert.match(first?.left.join(), /stored password.*command.*local command.*proxy/s);
  const chosen = [first, second].flatMap((session) =>
    session?.draft ? [{ draft: session.draft, group: session.group }] : [],
  );
  assert.deepEqual(await servers.imports.take(chosen), { saved: ['gpu1', 'gpu2'], failed: [] });
  const all = JSON.stringify(sources) + readFileSync(join(folder, 'labmate_config'), 'utf8');
  for (const secret of secrets) assert.ok(!all.includes(secret), secret);
  assert.deepEqual(
    servers.list().servers.map(({ name, group }) => [name, group]),
    [
      ['gpu1', 'Lab'],
      ['gpu2', 'Lab/deep'],
    ],
  );
});

test('WinSCP.ini: encoded names and values, folders, tunnels, other protocols', async () => {
  const { read } = room();
  const ini = `\uFEFF[Configuration]
DefaultFolder=x
[Sessions\\Default%20Settings]
HostName=nobody
[Sessions\\Lab%2FGPU/node%201]
HostName=node1.lab.example
UserName=a%40institute
PortNumber=2200
Tunnel=1
TunnelHostName=gate.lab.example
TunnelUserName=asha
TunnelPortNumber=22022
[Sessions\\web]
HostName=ftp.example
FSProtocol=5
[Sessions\\v6]
HostName=2001:db8::7
`.replaceAll('\n', '\r\n');
  const [source] = await read(ini, 'WinSCP.ini');
  assert.equal(source?.program, 'WinSCP');
  const [node, ftp, v6] = source.sessions;
  assert.deepEqual(node?.draft, {
    ...{ name: 'node-1', host: 'node1.lab.example', port: 2200, user: 'a@institute' },
    ...{ identityFile: '', proxyJump: 'asha@gate.lab.example:22022' },
  });
  assert.equal(node?.group, 'Lab/GPU');
  assert.match(ftp?.refused ?? '', /FTP/);
  assert.equal(v6?.draft?.host, '2001:db8::7');
});

test('MobaXterm.ini in the Western code page: folders, jump hosts, keys, other kinds', async () => {
  const { folder, read } = room();
  mkdirSync(join(folder, '.ssh'));
  const ini = `[Bookmarks]
SubRep=
ImgNum=42
Gpu 1= #109#0%gpu1.lab%22%asha%%-1%-1%echo hi__PTVIRG__ ls%gate1__PIPE__gate2%22__PIPE__2222%a__PIPE__b%0%0%0%%%-1%0%0#MobaFont%10%0#0# #-1
[Bookmarks_1]
SubRep=Phys\\B\xfcro
ImgNum=41
gpu2= #109#0%gpu2.lab%22%[vault]%%0%-1%%%22%%0%0%0%_ProfileDir_\\.ssh\\id%%-1%0#MobaFont#0# #-1
gpu3= ;  logout#109#0%gpu3.lab%22%<default>%%0%-1%#MobaFont#0# #-1
desk= #91#4%10.0.0.9%3389%user%#MobaFont
broken=this is no session
`.replaceAll('\n', '\r\n');
  const [source] = await read(Buffer.from(ini, 'latin1'), 'MobaXterm.ini');
  assert.equal(source?.program, 'MobaXterm');
  const [one, two, three, desk, ...rest] = source.sessions;
  assert.deepEqual(rest, []);
  assert.deepEqual(one?.draft, {
    ...{ name: 'Gpu-1', host: 'gpu1.lab', port: 22, user: 'asha' },
    ...{ identityFile: '', proxyJump: 'a@gate1,b@gate2:2222' },
  });
  assert.ok(one?.left.some((line) => line.includes('command')));
  assert.ok(!JSON.stringify(one).includes('echo hi'));
  assert.equal(two?.group, 'Phys\\Büro');
  assert.equal(two?.draft?.user, '');
  assert.match(two?.left.join() ?? '', /\[vault\]/);
  assert.match(two?.left.join() ?? '', /its key, .*no such file here/);
  assert.equal(three?.draft?.user, '');
  assert.match(desk?.refused ?? '', /RDP/);
});

test('session files of PuTTY on Unix and of portable KiTTY', async () => {
  const { only, servers, folder } = room();
  const unix =
    'HostName=gpu1.lab\nPortNumber=22\nUserName=asha\nPortForwardings=L8888=localhost:8888,D1080=\n';
  const session = await only(unix, 'my%20gpu');
  assert.equal(session.title, 'my gpu');
  assert.match(session.left.join(), /L8888=localhost:8888, D1080=/);
  const portable =
    'HostName\\gpu2.lab\\\r\nUserName\\asha\\\r\nPassword\\secret\\\r\nProtocol\\ssh\\\r\n';
  const other = await only(portable, 'gpu2');
  assert.deepEqual([other.draft?.host, other.draft?.user], ['gpu2.lab', 'asha']);
  // The usual places.
  mkdirSync(join(folder, '.putty', 'sessions'), { recursive: true });
  writeFileSync(join(folder, '.putty', 'sessions', 'gpu%209'), unix.replace('gpu1', 'gpu9'));
  writeFileSync(join(folder, '.putty', 'sessions', 'Default%20Settings'), unix);
  const [found, ...more] = await servers.imports.find();
  assert.deepEqual(more, []);
  assert.equal(found?.where, join(folder, '.putty', 'sessions'));
  assert.deepEqual(
    found.sessions.map(({ title }) => title),
    ['gpu 9'],
  );
});

// Only where there is a registry; the suite `windows` runs it.
if (process.platform === 'win32')
  test('the Windows registry is looked into', async () => {
    const reg = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe');
    const key = 'HKCU\\Software\\SimonTatham\\PuTTY\\Sessions';
    const run = (...args: string[]) => execFileSync(reg, args, { stdio: 'ignore' });
    const { folder } = room();
    const found = createServers({
      host: { paths: { ssh: folder, data: folder, resources: folder }, log: silentLog },
      systemConfig: null,
    });
    const box = `${key}\\Labmate%20t\u00fcst`;
    run('add', box, '/v', 'HostName', '/d', 'gpu1.lab', '/f');
    run('add', box, '/v', 'PortNumber', '/t', 'REG_DWORD', '/d', '2222', '/f');
    try {
      const sources = await found.imports.find();
      const sessions = sources.filter(({ program }) => program === 'PuTTY');
      assert.deepEqual(
        sessions.map(({ where }) => where),
        ['the Windows registry'],
      );
      const session = sessions[0]?.sessions.find(({ title }) => title === 'Labmate tüst');
      assert.deepEqual([session?.draft?.host, session?.draft?.port], ['gpu1.lab', 2222]);
    } finally {
      run('delete', box, '/f');
    }
    const left = await found.imports.find();
    assert.ok(!JSON.stringify(left).includes('gpu1.lab'));
  });

test('a server that is there already is recognised; names stay apart', async () => {
  const { read } = room(
    'Host gpu1\n  HostName one.lab\n  User asha\nHost gpu2\n  HostName two.lab\n',
  );
  const line = (name: string, host: string, user: string): [string, ...string[]] => [
    `${putty}\\${name}`,
    `"HostName"="${host}"`,
    `"UserName"="${user}"`,
  ];
  const [source] = await read(
    exported(
      line('gpu1', 'ONE.lab', 'asha'),
      line('gpu2', 'other.lab', ''),
      line('gpu1', 'x.lab', ''),
    ),
  );
  assert.deepEqual(
    source?.sessions.map(({ already, draft }) => [already, draft?.name]),
    [
      ['gpu1', 'gpu1-2'],
      [null, 'gpu2-2'],
      [null, 'gpu1-3'],
    ],
  );
});

test('a key that is here is taken, and PuTTY’s own form is told', async () => {
  const { only, folder } = room();
  const key = join(folder, 'id.ppk');
  writeFileSync(key, 'PuTTY-User-Key-File-3: ssh-ed25519\n');
  const session = await only(`HostName=gpu1.lab\nPublicKeyFile=${key}\n`, 'gpu1');
  assert.equal(session.draft?.identityFile, asWritten(key));
  assert.match(session.note ?? '', /PuTTY’s form/);
  if (process.platform === 'win32') return;
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const hung = await only(`HostName=gpu1.lab\nPublicKeyFile=${pipe}\n`, 'gpu2');
  assert.equal(hung.draft?.identityFile, '');
});

test('hostile values cannot become directives, names or a sign-in at another host', async () => {
  const { read, servers, folder } = room();
  const values = (name: string, ...more: string[]): [string, ...string[]] => [
    `${putty}\\${name}`,
    ...more,
  ];
  const [source] = await read(
    exported(
      values('a%0AProxyCommand%20touch', '"HostName"="gpu1.lab"', '"UserName"="asha"'),
      values('b', '"HostName"="-oProxyCommand=touch x"'),
      values('c', '"HostName"="gpu.lab"', '"UserName"="x`touch y`"'),
      values('__proto__', '"HostName"="proto.lab"', '"__proto__"="x"'),
      values('constructor', '"HostName"="con.lab"'),
      values('unc', '"HostName"="unc.lab"', '"PublicKeyFile"="\\\\\\\\evil\\\\share\\\\key"'),
      values('port', '"HostName"="p.lab"', '"PortNumber"=dword:00ffffff'),
      values('hex', '"HostName"=hex(2):67,00,70,00,75,00,00,00'),
    ),
  );
  const [a, b, c, proto, con, unc, port, hex] = source?.sessions ?? [];
  assert.equal(a?.draft?.name, 'a-ProxyCommand-touch');
  assert.equal(b?.draft, null);
  assert.equal(c?.draft, null);
  assert.equal(proto?.draft?.name, '__proto__-2');
  assert.equal(con?.draft?.name, 'constructor-2');
  assert.equal(unc?.draft?.identityFile, '');
  assert.match(unc?.left.join() ?? '', /no such file here/);
  assert.match(port?.refused ?? '', /16777215/);
  assert.equal(hex?.draft?.host, 'gpu');
  const drafts = source?.sessions.flatMap(({ draft }) => (draft ? [{ draft, group: null }] : []));
  const taken = await servers.imports.take(drafts ?? []);
  assert.deepEqual(taken.failed, []);
  const saved = readFileSync(join(folder, 'labmate_config'), 'utf8');
  assert.ok(!/^\s*ProxyCommand/m.test(saved), saved);
  assert.deepEqual(servers.list().problems, []);
});

test('what fails while saving is told, and the others are saved', async () => {
  const { read, servers } = room();
  const [source] = await read(
    exported([`${putty}\\one`, '"HostName"="one.lab"'], [`${putty}\\two`, '"HostName"="two.lab"']),
  );
  const drafts =
    source?.sessions.flatMap(({ draft }) => (draft ? [{ draft, group: null }] : [])) ?? [];
  await servers.save({ ...(drafts[0]?.draft as (typeof drafts)[0]['draft']), host: 'mine.lab' });
  const { saved, failed } = await servers.imports.take(drafts);
  assert.deepEqual(saved, ['two']);
  assert.deepEqual(
    failed.map(({ name, problem }) => [name, problem.tag]),
    [['one', 'servers/name-taken']],
  );
});

test('files that are none of these, too big, or not files', async () => {
  const { read, servers, folder } = room();
  const tag = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
      return 'nothing was thrown';
    } catch (error) {
      if (error instanceof ProblemError) return error.problem.tag;
      throw error;
    }
  };
  assert.equal(await tag(read('hello\n')), 'servers/import-nothing');
  assert.equal(await tag(read(Buffer.alloc(0))), 'servers/import-nothing');
  assert.equal(await tag(read(exported())), 'servers/import-nothing');
  assert.equal(await tag(read(Buffer.alloc(17 * 1024 * 1024))), 'servers/import-unreadable');
  assert.equal(await tag(servers.imports.read(folder)), 'servers/import-unreadable');
  assert.equal(await tag(servers.imports.read(join(folder, 'none'))), 'servers/import-unreadable');
});

test('a huge file of sections and continued lines is read in bounded time', async () => {
  const { read } = room();
  const many = `Windows Registry Editor Version 5.00\n${`[${putty}\\x]\n"a"=hex:\\\n`.repeat(50_000)}`;
  const lines = `Windows Registry Editor Version 5.00\n[${putty}\\y]\n"a"=hex:${'00,\\\n'.repeat(1_000_000)}\n"HostName"="y.lab"\n`;
  const [first] = await read(many);
  assert.ok((first?.sessions.length ?? 0) <= 2000);
  const [second] = await read(lines);
  assert.equal(second?.sessions[0]?.draft?.host, 'y.lab');
});
