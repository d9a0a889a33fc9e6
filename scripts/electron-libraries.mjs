/** The system libraries that Electron needs on Linux and that a bare machine does not have. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian's packages, by their names since 2024 (64-bit time) and before. */
const packageNames = [
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libnss3'],
  ['libasound2t64', 'libasound2'],
  ['libgbm1'],
];

/** The names that this machine's package lists know; the older ones where there are no lists. */
export function debianPackages() {
  const isKnown = (name) => spawnSync('apt-cache', ['show', name]).status === 0;
  return packageNames.map((names) => names.find(isKnown) ?? names.at(-1));
}

/** Shared libraries that the loader does not find; empty outside Linux. */
export function missingLibraries(executable) {
  if (process.platform !== 'linux') return [];
  const { stdout, error } = spawnSync('ldd', [executable], { encoding: 'utf8' });
  if (error) return []; // no ldd (musl, NixOS): Electron itself will say what is missing
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}

/** Whether packages can be installed here without asking anybody for a password. */
export const canInstallPackages =
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');

/**
 * Installs Debian packages, quietly. Throws with apt's last words.
 * @param {() => string[]} choose names the packages; called again once the lists are new
 */
export function installPackages(choose) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' };
  const install = () =>
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', ...choose()], options);
  try {
    install();
  } catch {
    // Most often the lists are missing or old, as in a fresh container.
    try {
      execFileSync('apt-get', ['update'], options);
      install();
    } catch (error) {
      const said = String(error.stderr ?? error.message).trim();
      throw new Error(`apt-get could not install ${choose().join(' ')}: ${said}`);
    }
  }
}

/**
 * Makes sure that the executable can be loaded: installs what is missing where we are root on
 * Debian, else throws with the command that a person has to run.
 */
export function ensureLibraries(executable, say) {
  const missing = missingLibraries(executable);
  if (missing.length === 0) return;
  if (canInstallPackages) {
    say(`Installing what Electron needs on Debian (${missing.join(', ')} missing)…`);
    installPackages(debianPackages);
    if (missingLibraries(executable).length === 0) return;
  }
  throw new Error(
    `Electron cannot start: this machine lacks ${missing.join(', ')}.\n` +
      `On Debian or Ubuntu: sudo apt-get install ${debianPackages().join(' ')}`,
  );
}
