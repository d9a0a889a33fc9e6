import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Frame, FrameParser } from './frames';

const tag = '@@LM0123456789abcdef';

function parse(chunks: Iterable<Buffer>): { frames: Frame[]; torn: number[] } {
  const frames: Frame[] = [];
  const torn: number[] = [];
  const parser = new FrameParser(tag, {
    frame: (frame) => frames.push(frame),
    torn: (seq) => torn.push(seq),
  });
  for (const chunk of chunks) parser.push(chunk);
  return { frames, torn };
}

const whole = Buffer.from(
  [
    'Welcome! Quota: 93 %',
    `prompt without line feed ${tag} 1 stat cpu 1 2 3 4`,
    `${tag} 2 gpu 0, GPU-1, ünï`,
    `${tag} 1 load 0.1 0.2 0.3 1/2 3`,
    `@@LMsomebody else 1 load 9`,
    `${tag} 1 end 2`,
    `${tag} 2 gpu-exit 0`,
    `${tag} 2 end 2`,
    '',
  ].join('\n'),
);

const expected: Frame[] = [
  {
    seq: 1,
    lines: [
      { key: 'stat', text: 'cpu 1 2 3 4' },
      { key: 'load', text: '0.1 0.2 0.3 1/2 3' },
    ],
  },
  {
    seq: 2,
    lines: [
      { key: 'gpu', text: '0, GPU-1, ünï' },
      { key: 'gpu-exit', text: '0' },
    ],
  },
];

test('answers that run side by side are told apart, noise is skipped', () => {
  assert.deepEqual(parse([whole]), { frames: expected, torn: [] });
});

test('it does not matter where the channel cuts its chunks', () => {
  for (let size = 1; size < 40; size += 1) {
    const chunks: Buffer[] = [];
    for (let at = 0; at < whole.length; at += size) chunks.push(whole.subarray(at, at + size));
    assert.deepEqual(parse(chunks).frames, expected, `chunks of ${size}`);
  }
});

test('an answer with a lost or doubled line is torn, not believed', () => {
  const lines = (...rest: string[]) => Buffer.from(rest.map((line) => `${tag} ${line}\n`).join(''));
  assert.deepEqual(parse([lines('7 gpu a', '7 end 2')]), { frames: [], torn: [7] });
  assert.deepEqual(parse([lines('7 gpu a', '7 gpu a', '7 end 1')]), { frames: [], torn: [7] });
  assert.deepEqual(parse([lines('7 end 0')]).frames, [{ seq: 7, lines: [] }]);
});

test('an endless line and an endless answer take no endless memory', () => {
  const frames: Frame[] = [];
  const torn: number[] = [];
  const parser = new FrameParser(tag, {
    frame: (frame) => frames.push(frame),
    torn: (seq) => torn.push(seq),
  });
  const before = process.memoryUsage().heapUsed;
  const megabyte = Buffer.alloc(1 << 20, 'x');
  parser.push(Buffer.from(`${tag} 1 gpu `));
  for (let n = 0; n < 64; n += 1) parser.push(megabyte);
  const line = Buffer.from(`\n${tag} 2 gpu ${'y'.repeat(100)}`);
  for (let n = 0; n < 200_000; n += 1) parser.push(line);
  for (let seq = 3; seq < 2000; seq += 1) parser.push(Buffer.from(`\n${tag} ${seq} gpu z`));
  assert.ok(process.memoryUsage().heapUsed - before < 40 << 20, 'memory is bounded');
  parser.push(Buffer.from(`\n${tag} 2 end 200000\n`));
  assert.deepEqual(frames, []);
  assert.deepEqual(torn, [2]);
});

/** A small generator with a seed, so that a failure can be run again. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('garbage never throws and never makes an answer that was not sent', () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const below = random(seed);
    const bytes = Buffer.concat(Array.from({ length: 4 }, () => whole));
    for (let n = below(30); n > 0; n -= 1) {
      // The nonce is unguessable: garbage does not contain it, but it may destroy it.
      bytes[below(bytes.length)] = below(256);
    }
    const start = below(bytes.length);
    const chunks = [bytes.subarray(0, start), bytes.subarray(start + below(50))];
    const { frames } = parse(chunks);
    for (const frame of frames) {
      assert.ok(frame.lines.length <= 10, `seed ${seed}`);
      for (const line of frame.lines) assert.match(line.key, /^[a-z-]{1,20}$/, `seed ${seed}`);
    }
  }
});
