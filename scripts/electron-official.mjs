/** The runtime as Electron's own package gets it: already there, or by its own `install.js`. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** No byte arrived for this long: the host is not reachable from here. Milliseconds. */
const STALL_MS = 60_000;

/** Where the executable lies in a dist folder (Electron's `install.js`, getPlatformPath). */
export function executableName(platform = process.platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** The version that the project asks for. */
export function wantedVersion(electronModule) {
  try {
    return JSON.parse(readFileSync(join(electronModule, 'package.json'), 'utf8')).version;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new Error('The project’s packages are not installed. Run: npm ci');
  }
}

/** The executable in a dist folder and its version, or undefined if either is missing. */
export function runtimeIn(dist) {
  const path = join(dist, executableName());
  const versionFile = join(dist, 'version');
  if (!existsSync(path) || !existsSync(versionFile)) return undefined;
  return { path, version: readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') };
}

/** `node_modules/electron/dist`, if it is whole (path.txt is written last) and the right version. */
export function installedRuntime(electronModule) {
  if (!existsSync(join(electronModule, 'path.txt'))) return undefined;
  const found = runtimeIn(join(electronModule, 'dist'));
  return found?.version === wantedVersion(electronModule) ? found : undefined;
}

async function bytesIn(folder) {
  let names;
  try {
    names = await readdir(folder, { recursive: true });
  } catch (error) {
    if (error.code === 'ENOENT') return 0;
    throw error;
  }
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (entry) => entry.size,
        () => 0, // gone between the listing and here
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The line of Electron's error output that a person can use. */
function cause(stderr) {
  const lines = stderr.split('\n').map((line) => line.trim());
  const code = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)\b[^\n]*/.exec(
    stderr,
  );
  const text = code ? code[0] : lines.find((line) => /error/i.test(line));
  const said = text ?? lines.find(Boolean) ?? 'no reason given';
  if (/fetch failed/.test(said)) return 'its host could not be reached';
  return said.replace(/[,{}]+$/, '').slice(0, 160);
}

/**
 * Runs Electron's own installer quietly. Resolves to undefined when it worked, else to the reason.
 * Gives up when nothing arrives for a minute, however long the download itself takes.
 */
export async function downloadOfficial(electronModule, { stallMs = STALL_MS } = {}) {
  const work = await mkdtemp(join(tmpdir(), 'labmate-electron-'));
  const folders = { TMPDIR: work, TEMP: work, TMP: work };
  const child = spawn(process.execPath, [join(electronModule, 'install.js')], {
    cwd: electronModule,
    env: { ...process.env, ...folders },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr = (stderr + data).slice(-8_000);
  });
  let seen = -1;
  let since = Date.now();
  let stalled = false;
  const watchdog = setInterval(async () => {
    const bytes = (await bytesIn(work)) + (await bytesIn(join(electronModule, 'dist')));
    if (bytes !== seen) since = Date.now();
    seen = bytes;
    if (Date.now() - since < stallMs) return;
    stalled = true;
    child.kill('SIGKILL');
  }, 1_000);
  try {
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (stalled) return `nothing arrived within ${Math.round(stallMs / 1000)} s`;
    return code === 0 ? undefined : cause(stderr);
  } finally {
    clearInterval(watchdog);
    await rm(work, { recursive: true, force: true });
  }
}
