/**
 * The two fences between rooms, each seen to refuse: the boundary lint on the samples of imports,
 * and the compiler on samples that use what their room's runtime does not have.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { findFiles } from '../find-files.mjs';
import { checkFile, roomOf } from './check-file.mjs';
import { sampleFaults } from './check-samples.mjs';

const projectRoot = process.cwd();

test('every rule of the boundary lint refuses its samples, and only those', () => {
  assert.deepEqual(sampleFaults(projectRoot), []);
});

test('a refusal says what may be done instead', () => {
  const text = "\nimport { files } from '../../preload/contract/files';";
  const [fault] = checkFile(projectRoot, 'renderer/files/x.ts', text);
  assert.equal(fault?.line, 2);
  assert.match(fault?.what ?? '', /preload\/contract\/files only by `import type`/);
});

test('the electron module is reachable from the shell and the preload script alone', () => {
  const isSource = (file: string) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file);
  const text = "import { app } from 'electron';";
  const may = findFiles(projectRoot, ['main', 'preload', 'renderer'], isSource).filter(
    (file: string) => checkFile(projectRoot, file, text).length === 0,
  );
  assert.ok(may.length > 0);
  for (const file of may) assert.match(file, /^(main\/app\/|main\/index\.ts$|preload\/[^/]+$)/);
  assert.equal(roomOf('main/elsewhere/x.ts'), undefined);
});

function expectedErrors(lines: readonly string[]): string[] {
  return lines.flatMap((text, index) => {
    const code = /\/\/ fails: (TS\d+)$/.exec(text)?.[1];
    return code ? [`${index + 1} ${code}`] : [];
  });
}

/** Compiles one file with the settings of a room; returns `line code` of each error in it. */
async function compile(sample: string, room: string): Promise<string[]> {
  mkdirSync(join(projectRoot, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(projectRoot, '.cache', 'types-'));
  try {
    const from = (path: string) => relative(folder, join(projectRoot, path));
    const settings = { extends: from(`${room}/tsconfig.json`), files: [from(sample)], include: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    const tsc = join(projectRoot, 'node_modules/typescript/bin/tsc');
    const output = await new Promise<string>((resolve) => {
      execFile(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], (_error, stdout) =>
        resolve(stdout),
      );
    });
    // path(line,column): error TS1234: …
    const errors = [...output.matchAll(/^(.+)\((\d+),\d+\): error (TS\d+)/gm)];
    const elsewhere = errors.filter(([, path]) => !path?.endsWith(sample.split('/').at(-1) ?? ''));
    assert.deepEqual(elsewhere, [], output);
    return errors.map(([, , line, code]) => `${line} ${code}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const typeSamples = findFiles(projectRoot, ['scripts/boundaries/types'], (file: string) =>
  file.endsWith('.ts'),
);

for (const sample of typeSamples) {
  const text = readFileSync(join(projectRoot, sample), 'utf8');
  const room = /^\/\/ compiles as: (\S+)/.exec(text)?.[1] ?? '';
  test(`what ${room} must not use does not compile there`, async () => {
    const expected = expectedErrors(text.split('\n'));
    assert.ok(expected.length > 0);
    assert.deepEqual(await compile(sample, room), expected);
  });
}
