#!/usr/bin/env node
/** `npm run bench`: bundles bench/index.ts and runs it, or the parts that are named, in plain Node. */
import { runBundled } from './run-bundled.mjs';

process.exit(await runBundled('bench/index.ts', 'bench', process.argv.slice(2)));
