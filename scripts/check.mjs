#!/usr/bin/env node
/**
 * `npm run check`: types of every room, format and lint, and the boundary lint. Runs all of them
 * and fails at the end, so that one look shows everything.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectRoot = fileURLToPath(new URL('..', import.meta.url));
const rooms = JSON.parse(readFileSync(join(projectRoot, 'tsconfig.json'), 'utf8')).references;

const checks = [
  ...rooms.map(({ path }) => ({
    name: `types of ${path.replace('./', '')}`,
    words: ['node_modules/typescript/bin/tsc', '-p', path, '--pretty', 'false'],
  })),
  {
    name: 'format and lint',
    words: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  },
  { name: 'boundaries', words: ['scripts/check-boundaries.mjs'] },
  { name: 'licences', words: ['scripts/check-licences.mjs'] },
];

let failed = 0;
for (const { name, words } of checks) {
  const [script, ...rest] = words;
  const options = { cwd: projectRoot, stdio: 'inherit' };
  const { status, error } = spawnSync(
    process.execPath,
    [join(projectRoot, script), ...rest],
    options,
  );
  const ok = status === 0 && !error;
  if (!ok) failed += 1;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}${error ? `: ${error.message}` : ''}`);
}
process.exit(failed > 0 ? 1 : 0);
