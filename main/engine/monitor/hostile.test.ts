/** What a server sends to keep the worker busy or to fill the page: read in one pass, and cut. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GpuQuery } from './gpu-query';
import { parseApps, parseGpus } from './parse-gpus';
import { hidesProcesses } from './parse-mounts';

test('a mount table of thousands of rows that nearly fit is no work', () => {
  // As many and as long rows as one answer may have: with a pattern they took three minutes.
  const rows = Array.from({ length: 4096 }, () => `${' /proc'.repeat(2700)} - prox `);
  assert.equal(hidesProcesses(rows), false);
});

test('GPUs and processes that no machine has are left out', () => {
  const { fields } = new GpuQuery();
  const row = (at: number) =>
    fields
      .map((field) => (field === 'index' ? at : field === 'uuid' ? `GPU-${at}` : '1'))
      .join(',');
  const rows = Array.from({ length: 900 }, (_, at) => row(at));
  const { gpus, refused } = parseGpus(rows, fields);
  assert.deepEqual([gpus.length, refused], [64, 836]);
  const apps = Array.from({ length: 4096 }, (_, at) => `GPU-1, ${at}, 1, python`);
  assert.equal(parseApps(apps).length, 1024);
});
