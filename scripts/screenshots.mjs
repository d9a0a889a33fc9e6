#!/usr/bin/env node
/** `npm run screenshots`: takes every picture of docs/screenshots anew, from the demo lab. */
import { runBundled } from './run-bundled.mjs';

process.exit(await runBundled('e2e/screenshots/index.ts', 'screenshots-program'));
