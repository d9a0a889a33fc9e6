#!/usr/bin/env node
/** Fails when a package that Labmate ships has no licence, or one that is not on the list. */
import { fileURLToPath } from 'node:url';
import { gatherLicences, isAllowed } from './licences.mjs';

const projectRoot = fileURLToPath(new URL('..', import.meta.url));
const refused = gatherLicences(projectRoot).filter(({ licence }) => !isAllowed(licence));
for (const { name, version, licence } of refused)
  console.error(`${name}@${version}: ${licence || 'no licence'} is not on the list`);
process.exit(refused.length > 0 ? 1 : 0);
