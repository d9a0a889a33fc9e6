#!/usr/bin/env node
/**
 * Makes a JupyterLab for tests present and says where it is: one line of JSON,
 * `{ kind: 'lab' | 'notebook', bin, version }` or `{ missing: reason }`.
 *
 * The environment is cached by the hash of its lock file, outside of the project (lab users must be
 * able to run it). pip tries once: where PyPI cannot be reached every package would retry for
 * minutes. Then Debian's notebook does; as root on Debian it is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const lockFile = join(dirname(self), '../e2e/lab/jupyter-requirements.txt');
const isRoot = process.getuid?.() === 0;
const cache = isRoot ? '/var/cache/labmate-tests' : join(homedir(), '.cache', 'labmate-tests');
const lock = readFileSync(lockFile, 'utf8');
const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12);
const venv = join(cache, `venv-${hash}`);
const complete = join(venv, '.complete');

/** Runs a program, its output to our stderr (stdout is for the answer); true when it worked. */
function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], env }).status === 0;
}

/** A python that every user may run; a version manager's in /root is closed to lab users. */
function systemPython() {
  return ['/usr/bin/python3', '/usr/local/bin/python3'].find((path) => existsSync(path));
}

function install() {
  const python = systemPython();
  if (!python) return false;
  rmSync(venv, { recursive: true, force: true });
  console.error(`installing JupyterLab for tests into ${venv}`);
  if (!run(python, ['-m', 'venv', venv])) return false;
  const pip = (...args) =>
    run(join(venv, 'bin/pip'), ['--retries', '0', '--timeout', '10', '-q', ...args]);
  const probe = lock.split('\n').find((line) => line.startsWith('six=='));
  if (!pip('install', '--no-deps', probe)) {
    console.error('PyPI cannot be reached: falling back to the notebook of Debian');
    return false;
  }
  if (!pip('install', '-r', lockFile)) return false;
  // Asked once: starting Python costs seconds, and every test file asks for a Jupyter.
  writeFileSync(complete, version(join(venv, 'bin'), 'lab'));
  return true;
}

function version(bin, name) {
  const options = { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 2] };
  const said = spawnSync(join(bin, 'jupyter'), [name, '--version'], options);
  return said.status === 0 ? said.stdout.trim() : 'unknown';
}

function debianNotebook() {
  if (!existsSync('/usr/bin/jupyter-notebook') && isRoot && existsSync('/usr/bin/apt-get')) {
    run('apt-get', ['install', '-y', '--no-install-recommends', 'jupyter-notebook']);
  }
  if (!existsSync('/usr/bin/jupyter-notebook')) return undefined;
  return { kind: 'notebook', bin: '/usr/bin', version: version('/usr/bin', 'notebook') };
}

process.umask(0o022);
mkdirSync(cache, { recursive: true, mode: 0o755 });
if (!existsSync(complete) && !process.argv.includes('--locked')) {
  // One installs, the others wait for it.
  const args = [join(cache, 'venv.lock'), process.execPath, self, '--locked'];
  const locked = spawnSync('flock', args, { stdio: ['ignore', 1, 2] });
  process.exit(locked.status ?? 1);
}
let answer;
if (existsSync(complete) || install()) {
  answer = { kind: 'lab', bin: join(venv, 'bin'), version: readFileSync(complete, 'utf8') };
} else {
  rmSync(venv, { recursive: true, force: true });
  answer = debianNotebook() ?? {
    missing: 'neither JupyterLab from PyPI nor the notebook of Debian could be installed',
  };
}
console.log(JSON.stringify(answer));
