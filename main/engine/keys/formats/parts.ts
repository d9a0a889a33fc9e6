/** The numbers of a private key, whatever file they came from, and how SSH writes them. */
import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { damaged, KeyFault } from './fault';
import { number, padded, string, unsigned, WireReader } from './wire';

export const curves = {
  nistp256: { jwk: 'P-256', bytes: 32, bits: 256 },
  nistp384: { jwk: 'P-384', bytes: 48, bits: 384 },
  nistp521: { jwk: 'P-521', bytes: 66, bits: 521 },
} as const;
export type Curve = keyof typeof curves;

/** Numbers are big-endian without leading zeros. */
export type KeyParts =
  | { kind: 'rsa'; n: Buffer; e: Buffer; d: Buffer; p: Buffer; q: Buffer; iqmp: Buffer }
  | { kind: 'ecdsa'; curve: Curve; point: Buffer; d: Buffer }
  /** 32 bytes each. */
  | { kind: 'ed25519'; publicKey: Buffer; seed: Buffer };

/** The public half as it stands in `.pub` files (RFC 4253, 6.6; RFC 5656, 3.1; RFC 8709, 4). */
export function publicBlobOf(key: KeyParts): Buffer {
  if (key.kind === 'rsa') return Buffer.concat([string('ssh-rsa'), number(key.e), number(key.n)]);
  if (key.kind === 'ed25519') return Buffer.concat([string('ssh-ed25519'), string(key.publicKey)]);
  const type = string(`ecdsa-sha2-${key.curve}`);
  return Buffer.concat([type, string(key.curve), string(key.point)]);
}

/** The private half as it stands in OpenSSH's container (PROTOCOL.key), without the comment. */
export function privateFieldsOf(key: KeyParts): Buffer {
  if (key.kind === 'rsa') {
    const { n, e, d, iqmp, p, q } = key;
    return Buffer.concat([string('ssh-rsa'), ...[n, e, d, iqmp, p, q].map(number)]);
  }
  if (key.kind === 'ed25519') {
    const both = Buffer.concat([key.seed, key.publicKey]);
    return Buffer.concat([string('ssh-ed25519'), string(key.publicKey), string(both)]);
  }
  return Buffer.concat([publicBlobOf(key), number(key.d)]);
}

export interface PublicKey {
  /** `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256`, `sk-ssh-ed25519@openssh.com`, … */
  type: string;
  /** Size in bits as ssh-keygen gives it; null for types that we do not know. */
  bits: number | null;
}

/** What a public blob is. @throws KeyFault `damaged` */
export function describePublic(blob: Buffer): PublicKey {
  const reader = new WireReader(blob);
  const type = reader.string().toString('latin1');
  if (!/^[\x21-\x7e]{1,64}$/.test(type)) throw damaged('it names no type of key');
  if (type === 'ssh-rsa') {
    reader.number();
    return { type, bits: bitLength(reader.number()) };
  }
  if (type === 'ssh-dss') return { type, bits: bitLength(reader.number()) };
  if (/^(sk-)?ssh-ed25519(-cert-v01)?(@openssh\.com)?$/.test(type)) return { type, bits: 256 };
  const curve = /nistp(256|384|521)/.exec(type)?.[1];
  return { type, bits: curve === undefined ? null : Number(curve) };
}

function bitLength(value: Buffer): number {
  const first = value[0];
  return first === undefined ? 0 : (value.length - 1) * 8 + (32 - Math.clz32(first));
}

/** Node's view of a private key in our parts. @throws KeyFault `unsupported` for other kinds */
export function partsOf(key: KeyObject): KeyParts {
  const type = key.asymmetricKeyType;
  if (type !== 'rsa' && type !== 'ec' && type !== 'ed25519')
    throw new KeyFault(
      'unsupported',
      `a key of the kind ${type ?? 'unknown'}, which SSH servers do not take`,
    );
  return partsOfJwk(key.export({ format: 'jwk' }));
}

/** RFC 7518, 6.2 and 6.3; RFC 8037, 2. */
function partsOfJwk(jwk: JsonWebKey): KeyParts {
  const field = (name: keyof JsonWebKey): Buffer => {
    const value = jwk[name];
    if (typeof value !== 'string') throw damaged('a part of the key is missing');
    return Buffer.from(value, 'base64url');
  };
  if (jwk.kty === 'RSA') {
    const [n, e, d] = [field('n'), field('e'), field('d')];
    return { kind: 'rsa', n, e, d, p: field('p'), q: field('q'), iqmp: field('qi') };
  }
  if (jwk.kty === 'OKP') return { kind: 'ed25519', publicKey: field('x'), seed: field('d') };
  const curve = (Object.keys(curves) as Curve[]).find((name) => curves[name].jwk === jwk.crv);
  if (!curve)
    throw new KeyFault('unsupported', `an ECDSA key on the curve ${jwk.crv ?? 'unknown'}`);
  const { bytes } = curves[curve];
  const point = Buffer.concat([Buffer.of(4), padded(field('x'), bytes), padded(field('y'), bytes)]);
  return { kind: 'ecdsa', curve, point, d: unsigned(field('d')) };
}

/**
 * Whether both halves belong together: the public half is made anew from the private one.
 * @throws KeyFault `damaged` when they do not
 */
export function checkHalves(key: KeyParts): void {
  try {
    const made = createPublicKey(createPrivateKey({ key: jwkOf(key), format: 'jwk' }));
    const jwk = made.export({ format: 'jwk' });
    const wanted = jwkOf(key);
    const same = (['n', 'e', 'x', 'y'] as const).every((name) => jwk[name] === wanted[name]);
    if (same && ownHalf(key)) return;
  } catch (error) {
    throw damaged(`its numbers make no key (${(error as Error).message})`);
  }
  throw damaged('its private half does not belong to its public half');
}

/** JWK import takes x and y on trust for some kinds, so the seed and the primes are asked. */
function ownHalf(key: KeyParts): boolean {
  if (key.kind === 'rsa') {
    const big = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex') || '0'}`);
    return big(key.p) * big(key.q) === big(key.n);
  }
  if (key.kind === 'ecdsa') return true;
  // RFC 8410, 7: the shortest PKCS#8 form holds the seed alone.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), key.seed]);
  const pair = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(pair).export({ format: 'jwk' });
  return x === key.publicKey.toString('base64url');
}

function jwkOf(key: KeyParts): JsonWebKey {
  const text = (bytes: Buffer) => bytes.toString('base64url');
  if (key.kind === 'ed25519')
    return { kty: 'OKP', crv: 'Ed25519', x: text(key.publicKey), d: text(key.seed) };
  if (key.kind === 'ecdsa') {
    const { bytes, jwk } = curves[key.curve];
    const { point } = key;
    if (point.length !== 1 + 2 * bytes || point[0] !== 4) throw damaged('its point is no point');
    const [x, y] = [point.subarray(1, 1 + bytes), point.subarray(1 + bytes)];
    return { kty: 'EC', crv: jwk, x: text(x), y: text(y), d: text(padded(key.d, bytes)) };
  }
  const big = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex') || '0'}`);
  const bare = (value: bigint) => {
    const hex = value.toString(16);
    return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  };
  const [p, q, d] = [big(key.p), big(key.q), big(key.d)];
  if (p < 2n || q < 2n) throw damaged('its primes are none');
  return {
    ...{ kty: 'RSA', n: text(key.n), e: text(key.e), d: text(key.d), p: text(key.p) },
    ...{ q: text(key.q), dp: text(bare(d % (p - 1n))), dq: text(bare(d % (q - 1n))) },
    qi: text(key.iqmp),
  };
}
