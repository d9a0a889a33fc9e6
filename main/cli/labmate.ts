#!/usr/bin/env node
/** The `labmate` command: see docs/cli.md. */
import { join } from 'node:path';
import { endQuietlyOnBrokenPipe, writeTo } from './output';
import { runCli } from './run-cli';
import { listenForSignals } from './signals';

const signals = listenForSignals();
endQuietlyOnBrokenPipe((code) => process.exit(code));

// The bundle is out/main/labmate.js; the scripts for servers stand beside `out`.
const resources = process.env['LABMATE_RESOURCES'] ?? join(__dirname, '../../resources');
runCli(process.argv.slice(2), { resources, signals })
  .then(async (code) => {
    // What was written must be out before the end: pipes are not synchronous everywhere.
    await Promise.all([writeTo(process.stdout, ''), writeTo(process.stderr, '')]);
    process.exit(code);
  })
  .catch(() => process.exit(1));
