/**
 * The other sides that tests talk to: makes them present (root on Debian), or names all that is
 * missing in one message, and prints their versions, so that a report says what it was tested with.
 */
import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { canInstallPackages, debianPackages } from './electron-libraries.mjs';

/** A Debian package and the files one of which shows that it is there. */
const needs = [
  ['openssh-server', '/usr/sbin/sshd'],
  ['openssh-client', '/usr/bin/ssh'],
  ['putty-tools', '/usr/bin/puttygen'],
  ['openssh-sftp-server', '/usr/lib/openssh/sftp-server', '/usr/libexec/openssh/sftp-server'],
  ['rsync', '/usr/bin/rsync'],
  ['tmux', '/usr/bin/tmux'],
  ['git', '/usr/bin/git'],
  ['xvfb', '/usr/bin/Xvfb'],
  ['xauth', '/usr/bin/xauth'],
  ['dbus-daemon', '/usr/bin/dbus-daemon'],
  ['dbus-bin', '/usr/bin/dbus-send'],
  ['gnome-keyring', '/usr/bin/gnome-keyring-daemon'],
  ['dropbear-bin', '/usr/sbin/dropbear'],
  ['openfortivpn', '/usr/bin/openfortivpn'],
  ['openssl', '/usr/bin/openssl'],
  ['sudo', '/usr/bin/sudo'],
  ['nftables', '/usr/sbin/nft'],
  ['fish', '/usr/bin/fish'],
  ['tcsh', '/usr/bin/tcsh'],
  ['busybox', '/usr/bin/busybox', '/bin/busybox'],
  ['procps', '/usr/bin/ps', '/bin/ps'],
  ['curl', '/usr/bin/curl'],
  ['passwd', '/usr/sbin/useradd'],
  ['util-linux', '/usr/bin/flock'],
  ...(process.arch === 'x64'
    ? [
        ['wine', '/usr/bin/wine', '/usr/bin/wine-stable'],
        ['wine64', '/usr/lib/wine/wine64'],
      ]
    : []),
  [
    'libpam-google-authenticator',
    ...['x86_64', 'aarch64'].map(
      (cpu) => `/usr/lib/${cpu}-linux-gnu/security/pam_google_authenticator.so`,
    ),
  ],
];

/** The libraries of Electron, by a file that each brings. */
const libraries = ['libgtk-3.so.0', 'libnss3.so', 'libasound.so.2', 'libgbm.so.1'];

function librariesMissing() {
  const { stdout } = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
  return libraries.some((name) => !(stdout ?? '').includes(name));
}

/** `ensurepip` is what Debian leaves out of python3 without python3-venv. */
function venvMissing() {
  return spawnSync('/usr/bin/python3', ['-c', 'import ensurepip, venv']).status !== 0;
}

/** Debian packages that are missing on this machine. */
export function missingPackages() {
  const missing = needs
    .filter(([, ...files]) => !files.some((file) => existsSync(file)))
    .map(([name]) => name);
  if (venvMissing()) missing.push('python3-venv');
  if (librariesMissing()) missing.push(...debianPackages());
  return missing;
}

/**
 * Installs what is missing where that can be done without a question.
 * @returns {string | undefined} one message that names all that is still missing
 */
export function setUpMachine(say) {
  if (process.platform !== 'linux') return undefined;
  const missing = missingPackages();
  if (missing.length === 0) return undefined;
  if (canInstallPackages) {
    say(`installing ${missing.join(' ')}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args) =>
      spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
    apt('update', '-q');
    // Names may change with the lists (64-bit time), so they are asked for again.
    apt('install', '-y', '-q', '--no-install-recommends', ...missingPackages());
  }
  const still = missingPackages();
  if (still.length === 0) return undefined;
  return `missing for tests: sudo apt-get install --no-install-recommends ${still.join(' ')}`;
}

/** The first line that a program says about its version. */
function said(command, ...args) {
  const { stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error) return 'absent';
  const text = `${stdout}\n${stderr}`.trim().split('\n')[0];
  return text || 'no version';
}

/** The answer of one of our own set-up scripts, which print JSON on stdout. */
function ask(root, script, ...args) {
  const { stdout } = spawnSync(process.execPath, [join(root, 'scripts', script), ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  } catch {
    return { missing: `${script} gave no answer` };
  }
}

/** Chromium of a runtime: its user agent stands in the executable; starting it wants a screen. */
async function chromium(path) {
  let before = '';
  for await (const chunk of createReadStream(path, {
    encoding: 'latin1',
    highWaterMark: 1 << 22,
  })) {
    const found = /Chrome\/(\d+\.\d+\.\d+\.\d+)/.exec(before.slice(-40) + chunk);
    if (found) return found[1];
    before = chunk;
  }
  return 'unknown';
}

/** Lines `name version` of everything that the tests have on their other side. */
export async function peerVersions(root) {
  const electron = ask(root, 'electron-runtime.mjs', '--json');
  const jupyter = process.platform === 'linux' ? ask(root, 'setup-jupyter.mjs') : undefined;
  const windows = process.platform === 'linux' ? ask(root, 'setup-windows-node.mjs') : undefined;
  const rows = [
    ['node', process.version],
    ['electron', electron.version ? `${electron.version} (${electron.kind})` : electron.missing],
    ['chromium', electron.path ? await chromium(electron.path) : 'absent'],
    ['sshd', said('/usr/bin/ssh', '-V')],
    ['dropbear', said('/usr/sbin/dropbear', '-V')],
    ['openfortivpn', said('openfortivpn', '--version')],
    ['keyring', said('gnome-keyring-daemon', '--version')],
    ['puttygen', said('puttygen', '--version')],
    ['rsync', said('rsync', '--version')],
    ['tmux', said('tmux', '-V')],
    ['git', said('git', '--version')],
    [
      'windows node',
      windows?.version ? `${windows.version} (${said('wine', '--version')})` : windows?.missing,
    ],
    ['jupyter', jupyter?.version ? `${jupyter.kind} ${jupyter.version}` : jupyter?.missing],
    ['bash', said('bash', '--version')],
    ['fish', said('fish', '--version')],
    ['tcsh', said('tcsh', '--version')],
  ];
  return rows.map(([name, version]) => `  ${name.padEnd(13)}${version ?? 'absent'}`);
}
