import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import {
  detachedLimitBytes,
  keenLimitBytes,
  OutputGate,
  outstandingLimitBytes,
  pieceLimitBytes,
} from './output-gate';

/** A gate over a source that only remembers whether it is paused. */
function gateWithSource() {
  const source = { paused: false, pauses: 0 };
  const gate = new OutputGate(
    {
      pause: () => {
        source.paused = true;
        source.pauses += 1;
      },
      resume: () => {
        source.paused = false;
      },
    },
    50,
  );
  return { gate, source };
}

const bytes = (length: number, first = 0) =>
  Uint8Array.from({ length }, (_unused, index) => (index + first) % 251);

test('small pieces of one turn leave together and at once', async () => {
  const { gate } = gateWithSource();
  const posted: Uint8Array[] = [];
  gate.attach((piece) => posted.push(piece));
  gate.push(bytes(3));
  gate.push(bytes(4, 3));
  await turn();
  assert.deepEqual(posted, [bytes(7)]);
});

test('never more than the limit is outstanding, and every byte arrives in order', async () => {
  const { gate, source } = gateWithSource();
  const posted: Uint8Array[] = [];
  gate.attach((piece) => posted.push(piece));
  const all = bytes(3_000_000);
  let sent = 0;
  let unacknowledged = 0;
  let seen = 0;
  while (seen < all.length) {
    while (!source.paused && sent < all.length) {
      gate.push(all.slice(sent, sent + 30_000));
      sent = Math.min(sent + 30_000, all.length);
    }
    await turn();
    const total = posted.reduce((sum, piece) => sum + piece.length, 0);
    unacknowledged = total - seen;
    assert.ok(unacknowledged <= outstandingLimitBytes);
    assert.ok(gate.waitingBytes + gate.outstandingBytes <= outstandingLimitBytes + 30_000);
    assert.ok(posted.every((piece) => piece.length <= pieceLimitBytes));
    const acknowledged = Math.min(unacknowledged, 100_000);
    assert.equal(gate.acknowledge(acknowledged), true);
    seen += acknowledged;
  }
  assert.ok(source.pauses > 2);
  assert.equal(Buffer.compare(Buffer.concat(posted), Buffer.from(all)), 0);
});

test('a paused source resumes only when half of the limit is free', async () => {
  const { gate, source } = gateWithSource();
  gate.attach(() => {});
  gate.push(bytes(outstandingLimitBytes));
  assert.equal(source.paused, true);
  gate.acknowledge(outstandingLimitBytes / 2 - 1);
  assert.equal(source.paused, true);
  gate.acknowledge(1);
  assert.equal(source.paused, false);
});

test('without a reader output is kept up to a bound, and delivered on attach', async () => {
  const { gate, source } = gateWithSource();
  gate.push(bytes(detachedLimitBytes));
  assert.equal(source.paused, true);
  const posted: Uint8Array[] = [];
  gate.attach((piece) => posted.push(piece));
  assert.equal(Buffer.concat(posted).length, detachedLimitBytes);
  gate.acknowledge(detachedLimitBytes);
  assert.equal(source.paused, false);
});

test('a reader that acknowledges more than it got is reported and gains nothing', () => {
  const { gate } = gateWithSource();
  gate.attach(() => {});
  gate.push(bytes(pieceLimitBytes));
  assert.equal(gate.acknowledge(pieceLimitBytes * 10), false);
  assert.equal(gate.outstandingBytes, 0);
});

test('while somebody types little is outstanding; a while later it is as before', async () => {
  const { gate, source } = gateWithSource();
  const posted: Uint8Array[] = [];
  gate.attach((piece) => posted.push(piece));
  gate.typed();
  gate.push(bytes(1_400_000));
  assert.equal(gate.outstandingBytes, keenLimitBytes);
  assert.equal(source.paused, true);
  gate.acknowledge(keenLimitBytes);
  assert.equal(gate.outstandingBytes, keenLimitBytes);
  while (gate.outstandingBytes === keenLimitBytes) await turn();
  // Whole pieces only: the rest waits for the next acknowledgement.
  assert.ok(gate.outstandingBytes > 2 * keenLimitBytes);
  while (gate.outstandingBytes > 0) gate.acknowledge(gate.outstandingBytes);
  assert.equal(Buffer.concat(posted).length, 1_400_000);
  gate.dispose();
});
