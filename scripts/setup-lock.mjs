#!/usr/bin/env node
/**
 * Completes package-lock.json with the binary packages of other platforms.
 *
 * A registry that carries only some of them makes `npm install` leave the rest out of the lock file
 * without a word, and then `npm ci` refuses with EUSAGE everywhere ("Missing: … from lock file").
 * Their version is pinned by the package that wants them, their platform stands in their name; their
 * integrity is left to the registry. Run it after `npm install`:
 *
 *   node scripts/setup-lock.mjs            add what is missing
 *   node scripts/setup-lock.mjs --check    only say what is missing; exit 1 if anything is
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

/** What a name such as `@scope/binding-linux-x64-musl` says of its platform. */
export function platformOf(name) {
  const parts = name.slice(name.lastIndexOf('/') + 1).split('-');
  const os = systems.find((it) => parts.includes(it));
  const cpu = processors.find((it) => parts.includes(it));
  if (!os || !cpu) return undefined;
  const musl = parts.includes('musl') || parts.includes('musleabihf');
  const glibc = parts.includes('gnu') || parts.includes('gnueabihf');
  const libc = musl ? ['musl'] : glibc ? ['glibc'] : undefined;
  return { cpu: [cpu], ...(libc && os === 'linux' ? { libc } : {}), os: [os] };
}

/** Optional dependencies that the lock names and does not hold, as entries to add. */
export function missingEntries(lock) {
  const missing = {};
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const places = [`${path}/node_modules/${name}`, `node_modules/${name}`];
      if (places.some((place) => lock.packages[place])) continue;
      const platform = platformOf(name);
      // Only exact versions of platform packages can be told from their names.
      if (!platform || !/^\d+\.\d+\.\d+$/.test(version)) {
        throw new Error(`${name}@${version} of ${path} is missing from the lock file`);
      }
      const { cpu, ...rest } = platform;
      missing[`node_modules/${name}`] = {
        ...{ version, cpu },
        ...(dev ? { dev: true } : {}),
        optional: true,
        ...rest,
      };
    }
  }
  return missing;
}

/** The same lock with these entries, sorted as npm sorts them. */
function withEntries(lock, entries) {
  const all = Object.entries({ ...lock.packages, ...entries });
  all.sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(all) };
}

if (process.argv[1]?.endsWith('setup-lock.mjs')) {
  const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const entries = missingEntries(lock);
  for (const path of Object.keys(entries)) console.log(`missing: ${path}`);
  if (Object.keys(entries).length > 0) {
    if (process.argv.includes('--check')) process.exit(1);
    writeFileSync(file, `${JSON.stringify(withEntries(lock, entries), null, 2)}\n`);
  }
}
