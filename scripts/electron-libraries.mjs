/** The system libraries that Electron needs on Linux and that a bare machine does not have. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian's names. Newer releases call some of them `…t64` and know the old names too. */
export const debianPackages = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1'];

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

/** Installs Debian packages, quietly. Throws with apt's last words. */
export function installPackages(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' };
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  try {
    execFileSync('apt-get', install, options);
  } catch {
    // Most often the lists are missing or old, as in a fresh container.
    try {
      execFileSync('apt-get', ['update'], options);
      execFileSync('apt-get', install, options);
    } catch (error) {
      const said = String(error.stderr ?? error.message).trim();
      throw new Error(`apt-get could not install ${packages.join(' ')}: ${said}`);
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
    say(`Installing what Electron needs: ${debianPackages.join(' ')}…`);
    installPackages(debianPackages);
    if (missingLibraries(executable).length === 0) return;
  }
  throw new Error(
    `Electron cannot start: this machine lacks ${missing.join(', ')}.\n` +
      `On Debian or Ubuntu: sudo apt-get install ${debianPackages.join(' ')}`,
  );
}
