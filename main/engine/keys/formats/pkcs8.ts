/** PKCS#8 files (RFC 5958), plain and encrypted, of every kind that SSH servers take. */
import { createPrivateKey } from 'node:crypto';
import { DerivationRefused, derive } from './derive';
import { damaged, KeyFault } from './fault';
import { type KeyParts, partsOf } from './parts';

const PEM = /-----BEGIN ((?:ENCRYPTED )?PRIVATE KEY)-----([A-Za-z0-9+/=\s]+)-----END \1-----/;

export interface Pkcs8Key {
  encrypted: boolean;
  /** @throws KeyFault `wrong-passphrase`, `unsupported`, `damaged`, `too-costly` */
  open(passphrase: string, signal?: AbortSignal): Promise<KeyParts>;
}

/** Null for a text of another kind. @throws KeyFault `damaged` */
export function readPkcs8(text: string): Pkcs8Key | null {
  if (!/-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text)) return null;
  const found = PEM.exec(text);
  if (!found) throw damaged('its last line is missing');
  checkWhole(Buffer.from(found[2] ?? '', 'base64'));
  const encrypted = found[1] !== 'PRIVATE KEY';
  return {
    encrypted,
    async open(passphrase, signal) {
      const task = {
        kind: 'pem',
        pem: found[0],
        passphrase: encrypted ? passphrase : null,
      } as const;
      let der: Buffer;
      try {
        der = await derive(task, { signal });
      } catch (error) {
        if (!(error instanceof DerivationRefused)) throw error;
        if (/UNSUPPORTED_(KEY_DERIVATION|PRF|CIPHER|ENCRYPTION|ALGORITHM)/.test(error.code ?? ''))
          throw new KeyFault('unsupported', `protected in a way that is not known here`);
        // Encrypted, a wrong passphrase makes garbage, about which Node says many things.
        if (encrypted) throw new KeyFault('wrong-passphrase', 'the passphrase does not fit');
        throw damaged(error.message);
      }
      return partsOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
    },
  };
}

/** The outermost value says how long the whole is (X.690, 8.1.3): what was cut off is seen at once. */
function checkWhole(der: Buffer): void {
  const first = der[1] ?? 0;
  const more = first & 0x80 ? first & 0x7f : 0;
  if (der[0] !== 0x30 || more > 3) throw damaged('it does not begin as such a key');
  const length = more === 0 ? first : der.subarray(2, 2 + more).readUIntBE(0, more);
  if (2 + more + length !== der.length) throw damaged('it ends in the middle');
}
