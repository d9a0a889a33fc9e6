#!/usr/bin/env node
/**
 * Runs one suite of tests: bundles each test file with esbuild into `.cache/tests/<suite>` and
 * hands the bundles to Node's own test runner. Bundles run on any Node (plain, Electron's own,
 * Windows Node under Wine: run-windows-tests.mjs), which is why no other runner is used.
 *
 *   node scripts/run-tests.mjs unit [path filter…]
 *   node scripts/run-tests.mjs lab  [path filter…]
 *   node scripts/run-tests.mjs e2e  [path filter…]
 *   node scripts/run-tests.mjs long [path filter…]
 *
 * A file that hangs is killed after the suite's `minutes` (LABMATE_TEST_MINUTES overrides) and
 * counts as failed. Writes `.cache/results/<suite>.json` = { passed, failed, skipped, seconds }.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleTests } from './bundle-tests.mjs';
import { findFiles } from './find-files.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [suite, ...filters] = process.argv.slice(2);

/** What belongs to a suite, how many files run at a time, and how long one may take. */
const suites = {
  unit: {
    files: () =>
      findFiles(root, ['main', 'preload', 'renderer', 'scripts', 'e2e/lab', 'e2e/wire'], (file) =>
        /(?<!\.(lab|e2e|long))\.test\.tsx?$/.test(file),
      ),
    concurrency: 2,
    minutes: 3,
  },
  lab: {
    files: () => findFiles(root, ['main', 'e2e/lab'], (file) => /\.lab\.test\.ts$/.test(file)),
    concurrency: 2,
    minutes: 5,
  },
  e2e: {
    files: () => findFiles(root, ['e2e/journeys'], (file) => /\.e2e\.test\.ts$/.test(file)),
    concurrency: 2,
    minutes: 8,
  },
  long: {
    files: () =>
      findFiles(root, ['main', 'e2e', 'scripts'], (file) => /\.long\.test\.ts$/.test(file)),
    concurrency: 1,
    minutes: 60,
  },
};

/** Files that may be run a second time. */
const MOST_SECOND_RUNS = 2;

if (!suite || !Object.hasOwn(suites, suite)) {
  console.error(`usage: run-tests.mjs ${Object.keys(suites).join('|')} [path filter…]`);
  process.exit(2);
}
const files = suites[suite]
  .files()
  .filter((file) => filters.length === 0 || filters.some((text) => file.includes(text)));
if (files.length === 0) {
  console.error(`no test file of the ${suite} suite matches`);
  process.exit(2);
}

const outdir = join(root, '.cache/tests', filters.length ? `${suite}-${process.pid}` : suite);
const bundles = await bundleTests(root, files, outdir);

const results = join(root, '.cache/results');
mkdirSync(results, { recursive: true });
const resultFile = join(results, filters.length ? `${suite}-${process.pid}.json` : `${suite}.json`);
rmSync(resultFile, { force: true });
const minutes = Number(process.env.LABMATE_TEST_MINUTES) || suites[suite].minutes;
const started = Date.now();

/** Runs bundles and reads what was counted. */
async function runBundles(list, resultPath) {
  rmSync(resultPath, { force: true });
  const child = spawn(
    process.execPath,
    [
      '--enable-source-maps',
      '--test',
      `--test-concurrency=${suites[suite].concurrency}`,
      `--test-timeout=${minutes * 60_000}`,
      `--test-reporter=${join(root, 'scripts/test-reporter.mjs')}`,
      '--test-reporter-destination=stdout',
      ...list,
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, LABMATE_TEST_RESULT: resultPath } },
  );
  const code = await new Promise((resolve) => child.on('exit', (status) => resolve(status ?? 1)));
  let counts = { passed: 0, failed: 1, skipped: 0, failedFiles: [] };
  try {
    counts = JSON.parse(readFileSync(resultPath, 'utf8'));
  } catch (error) {
    console.error(`the ${suite} suite left no result: ${error.message}`);
  }
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/**
 * A file that failed is run once more, alone: docs/decisions/0016-a-second-run-of-one-file.md. Its
 * first failure stays in the output, and the file is named as unstable at the end.
 */
async function secondRun(counts) {
  const unstable = [];
  if (filters.length > 0 || process.env.LABMATE_TEST_ONCE || suite === 'long') return unstable;
  const failedCount = counts.failedFiles.reduce((sum, { failed }) => sum + failed, 0);
  // More than a file or two is no chance, and what failed outside of files is not in the list.
  if (counts.failedFiles.length > MOST_SECOND_RUNS || failedCount !== counts.failed)
    return unstable;
  for (const first of counts.failedFiles) {
    const bundle = bundles.find((path) => path.endsWith(`/${first.path}.mjs`));
    if (!bundle) continue;
    console.log(`\nonce more, alone: ${first.path}`);
    const again = await runBundles([bundle], join(results, `${suite}-again.json`));
    if (again.failed > 0) continue;
    counts.failed -= first.failed;
    counts.passed += again.passed - first.passed;
    counts.skipped += again.skipped - first.skipped;
    unstable.push(first.path);
  }
  rmSync(join(results, `${suite}-again.json`), { force: true });
  return unstable;
}

const { failedFiles, ...counts } = await runBundles(bundles, resultFile);
const all = { ...counts, failedFiles };
const unstable = await secondRun(all);
for (const key of ['passed', 'failed', 'skipped']) counts[key] = all[key];
const seconds = (Date.now() - started) / 1000;
writeFileSync(resultFile, JSON.stringify({ ...counts, seconds, unstable }));
for (const path of unstable) {
  console.log(`UNSTABLE ${path}: failed once (see above), passed when run again alone`);
}
console.log(
  `suite ${suite}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${seconds.toFixed(1)} s`,
);
if (filters.length) {
  rmSync(outdir, { recursive: true, force: true });
  rmSync(resultFile, { force: true });
}
process.exit(counts.failed > 0 ? 1 : 0);
