/**
 * electron-builder's `afterPack`: a package made with the registry fallback (see
 * electron-fallback.mjs) is an error. That runtime is old, and part of somebody else's program.
 */
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

exports.default = async function refuseDevelopmentRuntime({ appOutDir, packager }) {
  const launcher = join(appOutDir, 'resources', 'app', 'package.json');
  if (existsSync(launcher) && readFileSync(launcher, 'utf8').includes('labmate-launcher')) {
    throw new Error(
      `${appOutDir} holds the development runtime, which is never packaged. Unset electronDist, and package where Electron can be downloaded.`,
    );
  }
  const wanted = packager.config.electronVersion;
  const versionFile = join(appOutDir, 'version');
  if (wanted && existsSync(versionFile)) {
    const found = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '');
    if (found !== wanted) throw new Error(`Electron ${found} was packed, ${wanted} is wanted.`);
  }
};
