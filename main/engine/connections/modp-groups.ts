/**
 * The primes of RFC 3526, calculated as the RFC defines them: from the digits of pi. Asking the runtime
 * for them makes Electron's BoringSSL test them for being prime each time: 0.8 s for the smallest,
 * 50 s for the largest (measured on Electron 25).
 */

/** By the library's names: bits, and the RFC's addend (sections 3 to 7). The generator is 2 in all. */
const GROUPS: ReadonlyMap<string, readonly [bits: number, addend: bigint]> = new Map([
  ['modp14', [2048, 124_476n]],
  ['modp15', [3072, 1_690_314n]],
  ['modp16', [4096, 240_904n]],
  ['modp17', [6144, 929_484n]],
  ['modp18', [8192, 4_743_158n]],
]);

const made = new Map<string, Buffer>();

/** The prime of `modp14` to `modp18`, big-endian; undefined for another name. */
export function primeOf(name: string): Buffer | undefined {
  const group = GROUPS.get(name);
  const prime = made.get(name);
  if (!group || prime) return prime;
  const [bits, addend] = group;
  const n = BigInt(bits);
  const middle = piTimes(n - 130n) + addend;
  const value = (1n << n) - (1n << (n - 64n)) - 1n + (middle << 64n);
  const bytes = Buffer.from(value.toString(16), 'hex');
  made.set(name, bytes);
  return bytes;
}

/** floor(2^bits · pi), by Machin: pi = 16 arctan(1/5) - 4 arctan(1/239). */
function piTimes(bits: bigint): bigint {
  const guard = 64n;
  const one = 1n << (bits + guard);
  return (16n * arctanOfInverse(5n, one) - 4n * arctanOfInverse(239n, one)) >> guard;
}

/** one · arctan(1/x), by its series. */
function arctanOfInverse(x: bigint, one: bigint): bigint {
  let power = one / x;
  let sum = power;
  for (let n = 3n, sign = -1n; power > 0n; n += 2n, sign = -sign) {
    power /= x * x;
    sum += (sign * power) / n;
  }
  return sum;
}
