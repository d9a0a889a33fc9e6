#!/usr/bin/env node
/**
 * `npm test`: everything, in order, going on after a failure so that all is seen. The last line is
 * always `N passed, N failed, N skipped`. `npm run test:long` (--long) adds what takes long.
 *
 *   node scripts/test.mjs [--long] [--only types,lint,build,unit,windows,lab,e2e]
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { peerVersions, setUpMachine } from './setup-machine.mjs';
import { runWatched } from './watched.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (text) => console.log(text);

/** Checks count as one each; suites bring counts of their own in `.cache/results`. */
function planSteps(long) {
  const rooms = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).references;
  const tsc = 'node_modules/typescript/bin/tsc';
  const biome = 'node_modules/@biomejs/biome/bin/biome';
  const check = (step, name, words) => ({ step, name, words, minutes: 5 });
  const suite = (step, minutes) => ({
    ...{ step, name: step, minutes, suite: step },
    words: ['scripts/run-tests.mjs', step],
  });
  return [
    ...rooms.map(({ path }) =>
      check('types', `types of ${path.slice(2)}`, [tsc, '-p', path, '--pretty', 'false']),
    ),
    check('lint', 'format and lint', [biome, 'check', '--error-on-warnings']),
    check('lint', 'boundaries', ['scripts/check-boundaries.mjs']),
    check('build', 'build', ['scripts/build.mjs']),
    suite('unit', 8),
    { ...suite('windows', 10), words: ['scripts/run-windows-tests.mjs'] },
    suite('lab', 15),
    suite('e2e', 15),
    ...(long ? [suite('long', 180)] : []),
  ];
}

/** What a suite counted; whatever else went wrong with it is at least one failure. */
function countsOf({ suite }, { ok }) {
  if (!suite) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  let counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    counts = JSON.parse(readFileSync(join(root, '.cache/results', `${suite}.json`), 'utf8'));
  } catch (error) {
    say(`the ${suite} suite left no result: ${error.message}`);
  }
  return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

async function runStep(step, signal) {
  say(`\n== ${step.name}`);
  if (step.suite) rmSync(join(root, '.cache/results', `${step.suite}.json`), { force: true });
  const started = Date.now();
  const result = await runWatched(step.words, { cwd: root, minutes: step.minutes, signal });
  const counts = countsOf(step, result);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const numbers = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  const why = result.why && !step.suite ? ` (${result.why})` : '';
  const hung =
    step.suite && /^(hung|interrupted|exit SIG)/.test(result.why ?? '') ? ` (${result.why})` : '';
  const unstable = (counts.unstable ?? []).map(
    (path) => `\n  UNSTABLE ${path}: failed once, passed alone`,
  );
  const line = `${step.name.padEnd(24)} ${numbers} in ${seconds} s${why}${hung}${unstable.join('')}`;
  return { counts, line };
}

function option(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

// Where time does not press, nothing gets a second chance.
if (process.argv.includes('--long')) process.env.LABMATE_TEST_ONCE = '1';
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => stopping.abort());
}

const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
const missing = setUpMachine(say);
if (missing) say(missing);
say('tested with');
for (const line of await peerVersions(root)) say(line);
const only = option('--only')?.split(',');
for (const step of planSteps(process.argv.includes('--long'))) {
  if (only && !only.includes(step.step)) continue;
  if (stopping.signal.aborted) {
    lines.push(`${step.name.padEnd(24)} not run: interrupted`);
    total.failed += 1;
    continue;
  }
  const { counts, line } = await runStep(step, stopping.signal);
  say(line);
  lines.push(line);
  for (const key of Object.keys(total)) total[key] += counts[key];
}
// Labs of test processes that were killed; one that lives (a person's) is left alone.
const swept = await runWatched(['scripts/lab.mjs', '--clean'], { cwd: root, minutes: 2 });
if (!swept.ok) {
  total.failed += 1;
  lines.push(`cleaning up failed (${swept.why})`);
}
say(`\n${lines.join('\n')}`);
if (missing) say(missing);
process.exitCode = total.failed > 0 ? 1 : 0;
say(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
