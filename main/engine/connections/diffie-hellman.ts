/**
 * Diffie-Hellman over the classic groups (RFC 4253, 8; RFC 4419), in big integers. The runtime's own
 * first tests whether the group's prime is one: on Electron's BoringSSL that held the thread that all
 * connections share for 0.8 s (2048 bits) to 50 s (8192 bits), for each exchange. Without that test, and
 * with short exponents as OpenSSH takes them, it is about 5 to 30 ms.
 *
 * Big integers do not calculate in constant time. Each secret is used for one exchange and then never
 * again, which leaves a listener a single sample.
 */
import { randomBytes } from 'node:crypto';

/** OpenSSH's bounds for a group that the server chooses (dh.h, DH_GRP_MIN and DH_GRP_MAX), in bits. */
const LEAST_BITS = 2048;
const MOST_BITS = 8192;
/** Twice the strength of the longest keys derived from it (dh.c, `dh_gen_key`). */
const EXPONENT_BYTES = 64;
/** Bits of the exponent that are taken in one step. */
const WINDOW_BITS = 5;

export class DiffieHellman {
  readonly publicKey: Buffer;
  readonly #prime: bigint;
  readonly #secret: bigint;

  /** @throws Error for a group that is none, or one too small or too large to be asked of us. */
  constructor(
    private readonly prime: Buffer,
    private readonly generator: Buffer,
  ) {
    this.#prime = fromBytes(prime);
    const base = fromBytes(generator);
    const bits = bitLength(this.#prime);
    if (bits < LEAST_BITS || bits > MOST_BITS) {
      throw new Error(`the server chose a Diffie-Hellman group of ${bits} bits`);
    }
    if (this.#prime % 2n === 0n || base < 2n || base >= this.#prime - 1n) {
      throw new Error('the server chose a Diffie-Hellman group that is none');
    }
    this.#secret = fromBytes(randomBytes(EXPONENT_BYTES)) | (1n << BigInt(EXPONENT_BYTES * 8 - 1));
    this.publicKey = toBytes(power(base, this.#secret, this.#prime));
  }

  getPrime(): Buffer {
    return this.prime;
  }

  getGenerator(): Buffer {
    return this.generator;
  }

  /** @throws Error for a value that would give the secret away (dh.c, `dh_pub_is_valid`). */
  computeSecret(theirs: Buffer): Buffer {
    if (theirs.length > MOST_BITS / 8 + 1) throw new Error('the public value is too long');
    const value = fromBytes(theirs);
    if (value < 2n || value > this.#prime - 2n || onesIn(value) < 4) {
      throw new Error('the server sent a public value that is none');
    }
    return toBytes(power(value, this.#secret, this.#prime));
  }
}

/** base^exponent mod modulus, several bits of the exponent at a time. */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const powers = [1n];
  for (let n = 1; n < 1 << WINDOW_BITS; n++) powers.push(((powers[n - 1] ?? 0n) * base) % modulus);
  const bits = exponent.toString(2);
  const digits = bits.padStart(Math.ceil(bits.length / WINDOW_BITS) * WINDOW_BITS, '0');
  let result = 1n;
  for (let at = 0; at < digits.length; at += WINDOW_BITS) {
    for (let n = 0; n < WINDOW_BITS; n++) result = (result * result) % modulus;
    const digit = Number.parseInt(digits.slice(at, at + WINDOW_BITS), 2);
    result = (result * (powers[digit] ?? 1n)) % modulus;
  }
  return result;
}

function onesIn(value: bigint): number {
  return value.toString(2).replaceAll('0', '').length;
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

function fromBytes(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`);
}

function toBytes(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}
