/**
 * Gathers name, version, licence and its text of every package that Labmate ships: for the page, which
 * shows `out/licences.json`, and for `npm run check`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** SPDX names that go with our MIT. Unlicense and CC0 give everything away. */
export const allowed = new Set([
  ...['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'CC0-1.0'],
  ...['Python-2.0', 'BlueOak-1.0.0', 'Unlicense'],
]);

/** Whether an SPDX expression leaves a choice that is allowed. Parts joined by AND must all be. */
export function isAllowed(expression) {
  const plain = expression.replace(/[()]/g, '').trim();
  if (plain === '') return false;
  return plain
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((name) => allowed.has(name.trim())));
}

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

/**
 * The licence as a package's manifest says it; older ones have a list of objects.
 * @param {{ license?: string | { type: string }, licenses?: (string | { type: string })[] }} manifest
 */
export function licenceOf({ license, licenses }) {
  if (typeof license === 'string') return license;
  if (license) return license.type;
  if (Array.isArray(licenses))
    return licenses.map((one) => (typeof one === 'string' ? one : one.type)).join(' OR ');
  return '';
}

function textOf(folder) {
  const name = readdirSync(folder)
    .sort()
    .find((file) => /^(licen[cs]e|copying|unlicense)/i.test(file));
  return name === undefined ? '' : readFileSync(join(folder, name), 'utf8').trim();
}

const describe = (folder) => {
  const manifest = read(join(folder, 'package.json'));
  return {
    name: manifest.name,
    version: manifest.version,
    licence: licenceOf(manifest),
    text: textOf(folder),
  };
};

/** Folders of what is installed and not for development only; types are gone after the build. */
function shippedFolders(projectRoot) {
  const { packages } = read(join(projectRoot, 'package-lock.json'));
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev && !path.includes('node_modules/@types/'))
    .map(([path]) => join(projectRoot, path))
    .filter((folder) => existsSync(folder));
}

/** All programs of others that are in Labmate, by name. */
export function gatherLicences(projectRoot) {
  const electron = describe(join(projectRoot, 'node_modules/electron'));
  const chromium = {
    name: 'Chromium and Node.js',
    version: `as in Electron ${electron.version}`,
    licence: 'BSD-3-Clause AND MIT',
    text:
      'They come within Electron. Their licences, and those of what they are made with, stand in ' +
      'the file LICENSES.chromium.html beside the program.',
  };
  const packages = shippedFolders(projectRoot).map(describe);
  return [electron, chromium, ...packages].sort((a, b) => a.name.localeCompare(b.name));
}

/** Writes the list for the app. */
export function writeLicences(projectRoot) {
  mkdirSync(join(projectRoot, 'out'), { recursive: true });
  const text = JSON.stringify(gatherLicences(projectRoot));
  writeFileSync(join(projectRoot, 'out/licences.json'), text);
}
