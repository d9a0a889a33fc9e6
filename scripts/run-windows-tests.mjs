#!/usr/bin/env node
/**
 * The suite `windows`: engine tests of what depends on the platform (paths, keys, configs, known hosts,
 * imports, locks) on Windows Node under Wine. What cannot run there says so by itself. One process a file,
 * with its output in files: Wine's pipes are not Node's.
 *
 *   node scripts/run-windows-tests.mjs [path filter…]
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleTests } from './bundle-tests.mjs';
import { findFiles } from './find-files.mjs';
import { wineEnvironment } from './setup-windows-node.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const filters = process.argv.slice(2);
const resultFile = join(root, '.cache/results/windows.json');
const started = Date.now();

/** Rooms whose tests say something about Windows. */
const rooms = [
  'main/engine/kit',
  'main/engine/keys',
  'main/engine/servers',
  'main/engine/connections',
  'main/engine/vpn',
];
const minutes = 3;

function finish(counts) {
  const seconds = (Date.now() - started) / 1000;
  mkdirSync(join(root, '.cache/results'), { recursive: true });
  if (filters.length === 0) writeFileSync(resultFile, JSON.stringify({ ...counts, seconds }));
  const { passed, failed, skipped } = counts;
  console.log(
    `suite windows: ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds.toFixed(1)} s`,
  );
  process.exit(failed > 0 ? 1 : 0);
}

const said = spawnSync(process.execPath, [join(root, 'scripts/setup-windows-node.mjs')], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
const windows = JSON.parse(said.stdout.trim().split('\n').at(-1) || '{"missing":"no answer"}');
if (windows.missing) {
  console.log(`  skipped: all tests on Windows Node: ${windows.missing}`);
  finish({ passed: 0, failed: 0, skipped: 1 });
}

const files = findFiles(root, rooms, (file) => /(?<!\.(lab|long))\.test\.ts$/.test(file)).filter(
  (file) => filters.length === 0 || filters.some((text) => file.includes(text)),
);
if (files.length === 0) {
  console.error('no test file of the windows suite matches');
  process.exit(2);
}
const outdir = join(root, `.cache/tests/windows-${process.pid}`);
const bundles = await bundleTests(root, files, outdir);
const env = wineEnvironment(windows.prefix);
const onWindows = (path) => `Z:${path.replaceAll('/', '\\')}`;
const reporter = `file:///Z:${join(root, 'scripts/test-reporter.mjs')}`;

/** Runs one bundle; its counts, and what it said. */
async function runFile(bundle) {
  const out = `${bundle}.out`;
  const counts = `${bundle}.json`;
  const log = openSync(`${bundle}.log`, 'w');
  const code = await new Promise((resolve) => {
    const child = spawn(
      'wine',
      [
        windows.node,
        '--enable-source-maps',
        ...[`--test-reporter=${reporter}`, `--test-reporter-destination=${onWindows(out)}`],
        onWindows(bundle),
      ],
      {
        ...{ cwd: root, stdio: ['ignore', log, log], timeout: minutes * 60_000 },
        env: { ...env, LABMATE_TEST_RESULT: onWindows(counts) },
      },
    );
    child.on('exit', (status, signal) => resolve(status ?? signal));
    child.on('error', (error) => resolve(error.message));
  });
  closeSync(log);
  const text = existsSync(out) ? readFileSync(out, 'utf8') : '';
  const result = existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')) : {};
  const { passed = 0, failed = 0, skipped = 0 } = result;
  const broken = (code !== 0 || passed + skipped === 0) && failed === 0;
  const why = broken ? `FAILED ${bundle}: ${code}\n${readFileSync(`${bundle}.log`, 'utf8')}\n` : '';
  return { passed, failed: broken ? 1 : failed, skipped, text: text + why };
}

const total = { passed: 0, failed: 0, skipped: 0 };
const waiting = [...bundles];
try {
  const work = async () => {
    for (let bundle = waiting.shift(); bundle; bundle = waiting.shift()) {
      const { text, ...counts } = await runFile(bundle);
      process.stdout.write(text.replaceAll(`${outdir}/`, ''));
      for (const key of Object.keys(total)) total[key] += counts[key];
    }
  };
  await Promise.all([work(), work()]);
} finally {
  // Wine keeps a server for its prefix for a while; wait until it has gone by itself.
  spawnSync('wineserver', ['-w'], { env, timeout: 30_000 });
  rmSync(outdir, { recursive: true, force: true });
}
finish(total);
