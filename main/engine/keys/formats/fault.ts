/** Why a key file cannot be used: what this folder throws about files, which others wrote. */

export type KeyFaultKind =
  /** Cut off, changed, or not what it says it is. */
  | 'damaged'
  /** The passphrase does not fit (or the encrypted part is damaged: both look the same). */
  | 'wrong-passphrase'
  /** A whole file of a kind that we do not read. */
  | 'unsupported'
  /** Opening it would take more memory or time than any honest key does. */
  | 'too-costly';

export class KeyFault extends Error {
  constructor(
    readonly kind: KeyFaultKind,
    /** A few plain words: `it ends in the middle`, `a DSA key`. */
    readonly why: string,
  ) {
    super(`${kind}: ${why}`);
    this.name = 'KeyFault';
  }
}

export const damaged = (why: string) => new KeyFault('damaged', why);
