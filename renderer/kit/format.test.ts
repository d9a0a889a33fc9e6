import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatBytes,
  formatDuration,
  formatMode,
  formatRate,
  formatRelative,
  formatShortCount,
  percentOf,
  plural,
} from './format';

test('bytes are written in IEC units with three figures', () => {
  assert.equal(formatBytes(0), '0 B');
  assert.equal(formatBytes(1023), '1023 B');
  assert.equal(formatBytes(1024), '1.0 KiB');
  assert.equal(formatBytes(1536), '1.5 KiB');
  assert.equal(formatBytes(85_899_345_920), '80.0 GiB');
  assert.equal(formatBytes(1024 ** 3 - 1), '1.0 GiB');
  assert.equal(formatBytes(Number.NaN), '–');
});

test('a rate that is not measured is a dash, never zero', () => {
  assert.equal(formatRate(null), '–');
  assert.equal(formatRate(0), '0 B/s');
  assert.equal(formatRate(12_900_000), '12.3 MiB/s');
});

test('a duration shows its two largest parts', () => {
  assert.equal(formatDuration(5), '5 s');
  assert.equal(formatDuration(65), '1 min 05 s');
  assert.equal(formatDuration(3_600), '1 h');
  assert.equal(formatDuration(11_520), '3 h 12 min');
  assert.equal(formatDuration(183_600), '2 d 3 h');
});

test('times are relative to now, and a time ahead of the clock is a date', () => {
  const now = Date.UTC(2026, 10, 22, 12);
  assert.equal(formatRelative(now - 5_000, now), 'just now');
  assert.equal(formatRelative(now - 180_000, now), '3 min ago');
  assert.equal(formatRelative(now - 26 * 3_600_000, now), 'yesterday');
  assert.equal(formatRelative(now - 5 * 86_400_000, now), '5 d ago');
  assert.match(formatRelative(now - 90 * 86_400_000, now), /2026$/);
  assert.match(formatRelative(now + 10 * 86_400_000, now), /2026$/);
});

test('permission bits read as ls writes them', () => {
  assert.equal(formatMode(0o755), 'rwxr-xr-x');
  assert.equal(formatMode(0o100640), 'rw-r-----');
});

test('counts are plural where they should be, and short where they are large', () => {
  assert.equal(plural(1, 'file'), '1 file');
  assert.equal(plural(1204, 'file'), '1,204 files');
  assert.equal(plural(2, 'entry', 'entries'), '2 entries');
  assert.equal(formatShortCount(9_999), '9,999');
  assert.equal(formatShortCount(1_234_567), '1.23 M');
});

test('a share of something unknown is unknown', () => {
  assert.equal(percentOf({ value: 20 }, { value: 80 }), 25);
  assert.equal(percentOf({ value: null, reason: 'N/A' }, { value: 80 }), null);
  assert.equal(percentOf({ value: 20 }, { value: 0 }), null);
});
