/** Our Diffie-Hellman agrees with the runtime's, in every group, and refuses what is no group. */
import assert from 'node:assert/strict';
import { createDiffieHellman, getDiffieHellman, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { DiffieHellman } from './diffie-hellman';
import { primeOf } from './modp-groups';

for (const name of ['modp14', 'modp15', 'modp16', 'modp17', 'modp18']) {
  test(`both ends of ${name} come to the same secret`, () => {
    const theirs = getDiffieHellman(name);
    theirs.generateKeys();
    const prime = primeOf(name) ?? assert.fail(name);
    assert.equal(prime.toString('hex'), theirs.getPrime('hex'));
    const ours = new DiffieHellman(prime, theirs.getGenerator());
    const secret = theirs.computeSecret(ours.publicKey);
    // Node gives the secret with its leading zeros.
    const unpadded = secret.subarray(secret.findIndex((byte) => byte !== 0));
    assert.ok(ours.computeSecret(theirs.getPublicKey()).equals(unpadded));
  });
}

test('a secret is used once', () => {
  const group = getDiffieHellman('modp14');
  const make = () => new DiffieHellman(group.getPrime(), group.getGenerator()).publicKey;
  assert.ok(!make().equals(make()));
});

test('a group of the wrong size or shape is refused before anything is computed', () => {
  const good = getDiffieHellman('modp14').getPrime();
  const two = Buffer.of(2);
  const even = Buffer.from(good);
  even[even.length - 1] = 0xfe;
  const groups: [Buffer, Buffer][] = [
    [getDiffieHellman('modp5').getPrime(), two],
    [Buffer.concat([Buffer.of(0xff), randomBytes(250_000), Buffer.of(1)]), two],
    [Buffer.concat([Buffer.of(1), randomBytes(1023), Buffer.of(1)]), two],
    [even, two],
    [good, Buffer.alloc(0)],
    [good, Buffer.of(0)],
    [good, Buffer.of(1)],
    [good, good],
    [Buffer.alloc(0), two],
  ];
  for (const [prime, generator] of groups) {
    assert.throws(() => new DiffieHellman(prime, generator), /the server chose/);
  }
});

test('a public value that would give the secret away is refused', () => {
  const group = getDiffieHellman('modp14');
  const ours = new DiffieHellman(group.getPrime(), group.getGenerator());
  const prime = BigInt(`0x${group.getPrime('hex')}`);
  const bytes = (value: bigint) => {
    const hex = value.toString(16);
    return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  };
  for (const value of [0n, 1n, prime - 1n, prime, prime + 5n, 4n]) {
    assert.throws(
      () => ours.computeSecret(bytes(value)),
      /public value/,
      String(value).slice(0, 9),
    );
  }
  assert.throws(() => ours.computeSecret(randomBytes(200_000)), /too long/);
  const theirs = createDiffieHellman(group.getPrime(), group.getGenerator());
  assert.ok(ours.computeSecret(theirs.generateKeys()).length > 250);
});
