/**
 * Stands in for Electron's own `default_app`, which the fallback runtime does not have: reads the
 * app's folder from the command line and runs it, as `electron <folder>` does. It is copied into
 * the runtime's `resources/app` by electron-fallback.mjs and is no part of the product.
 * (What the real one does: Electron's `default_app/main.ts`, `loadApplicationPackage`.)
 */
'use strict';
const { app } = require('electron');
const { readFileSync, statSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');

/** The first word that is not an option; `-r module` is an option with a value. */
function appArgument(words) {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === '-r' || word === '--require') index += 1;
    else if (!word.startsWith('-')) return word;
  }
  return undefined;
}

function run(path) {
  const isFolder = statSync(path).isDirectory();
  const folder = isFolder ? path : dirname(path);
  let main = path;
  if (isFolder) {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    app.setName(manifest.productName ?? manifest.name ?? 'Electron');
    if (manifest.version) app.setVersion(manifest.version);
    main = join(folder, manifest.main ?? 'index.js');
  }
  app.setAppPath(folder);
  process.defaultApp = true;
  require(main);
}

// The app shows this as a notice. The launcher knows best: it exists only in this runtime.
process.env.LABMATE_DEVELOPMENT_RUNTIME ||= `Electron ${process.versions.electron} from the npm registry, for development only`;

const argument = appArgument(process.argv.slice(1));
if (argument === undefined) {
  console.error('usage: electron <app folder>');
  app.exit(2);
} else {
  try {
    run(resolve(argument));
  } catch (error) {
    console.error(`The app in ${argument} could not be started:\n${error?.stack ?? error}`);
    app.exit(1);
  }
}
