#!/usr/bin/env node
/**
 * Draws the application's icon into `resources/icons`: four GPU tiles, one of them free. Run it after
 * a change of the drawing and commit the pictures; nothing else is needed to draw them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

const sizes = [16, 32, 48, 128, 256, 512];
/** Samples a pixel along each edge, for smooth edges. */
const samples = 4;

/** Left, top, edge and corner radius on a canvas of 512, and the colours of top and bottom. */
const shapes = [
  { at: [16, 16], edge: 480, radius: 112, colours: [0x2f459c, 0x141b36] },
  { at: [106, 106], edge: 138, radius: 34, colours: [0xa3b7ff, 0x8fa8ff] },
  { at: [268, 106], edge: 138, radius: 34, colours: [0x6be0a6, 0x4cc48a] },
  { at: [106, 268], edge: 138, radius: 34, colours: [0x5e79e0, 0x4a66d0] },
  { at: [268, 268], edge: 138, radius: 34, colours: [0xa3b7ff, 0x8fa8ff] },
];

const channels = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

function holds({ at: [left, top], edge, radius }, x, y) {
  const half = edge / 2;
  const across = Math.max(Math.abs(x - left - half) - (half - radius), 0);
  const down = Math.max(Math.abs(y - top - half) - (half - radius), 0);
  return Math.hypot(across, down) <= radius;
}

/** The colour of a point as red, green, blue; undefined outside of the icon. */
function colourAt(x, y) {
  const shape = shapes.findLast((one) => holds(one, x, y));
  if (!shape) return undefined;
  const [from, to] = shape.colours.map(channels);
  const part = (y - shape.at[1]) / shape.edge;
  return from.map((value, n) => value + (to[n] - value) * part);
}

function pixel(column, row, scale) {
  const sum = [0, 0, 0];
  let inside = 0;
  for (let n = 0; n < samples * samples; n += 1) {
    const x = (column + ((n % samples) + 0.5) / samples) * scale;
    const y = (row + (Math.floor(n / samples) + 0.5) / samples) * scale;
    const colour = colourAt(x, y);
    if (!colour) continue;
    inside += 1;
    for (const channel of [0, 1, 2]) sum[channel] += colour[channel];
  }
  const rgb = sum.map((value) => (inside === 0 ? 0 : Math.round(value / inside)));
  return [...rgb, Math.round((inside / (samples * samples)) * 255)];
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body) >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG with red, green, blue and alpha of 8 bits (PNG specification, 11.2). */
function png(size) {
  const rows = Array.from({ length: size }, (_, row) => [
    0,
    ...Array.from({ length: size }, (_, column) => pixel(column, row, 512 / size)).flat(),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const folder = join(fileURLToPath(new URL('..', import.meta.url)), 'resources/icons');
mkdirSync(folder, { recursive: true });
for (const size of sizes) writeFileSync(join(folder, `labmate-${size}.png`), png(size));
