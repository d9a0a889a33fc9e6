#!/usr/bin/env node
/**
 * The boundary lint: holds every source against the table in boundaries/rules.mjs. It first proves
 * itself on samples: each line of theirs that says so must be refused by the rule that it names,
 * every other line accepted, and every rule must have refused something.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkFile } from './boundaries/check-file.mjs';
import { sampleFaults } from './boundaries/check-samples.mjs';
import { findFiles } from './find-files.mjs';

const projectRoot = fileURLToPath(new URL('..', import.meta.url));

const broken = sampleFaults(projectRoot);
for (const fault of broken) console.error(`the lint itself is wrong: ${fault}`);

const isSource = (file) => /\.[cm]?tsx?$/.test(file) && !/\.test\.tsx?$/.test(file);
const files = findFiles(projectRoot, ['main', 'preload', 'renderer'], isSource);
const faults = files.flatMap((file) =>
  checkFile(projectRoot, file, readFileSync(join(projectRoot, file), 'utf8')),
);
for (const { file, line, rule, what } of faults) console.error(`${file}:${line} [${rule}] ${what}`);
console.log(`${files.length} files, ${faults.length} forbidden imports`);
process.exit(broken.length + faults.length > 0 ? 1 : 0);
