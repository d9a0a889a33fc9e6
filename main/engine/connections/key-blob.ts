/** Public keys as they go over the wire (RFC 4253, 6.6; RFC 5656; RFC 8709; PROTOCOL.u2f). Pure. */

/** How many strings each type consists of, its own name included; all that OpenSSH knows. */
const STRINGS: ReadonlyMap<string, number> = new Map([
  ['ssh-ed25519', 2],
  ['ssh-rsa', 3],
  ['ssh-dss', 5],
  ['ecdsa-sha2-nistp256', 3],
  ['ecdsa-sha2-nistp384', 3],
  ['ecdsa-sha2-nistp521', 3],
  ['sk-ssh-ed25519@openssh.com', 3],
  ['sk-ecdsa-sha2-nistp256@openssh.com', 4],
]);

/** The key type inside a public key blob, or an empty string. */
export function typeOfBlob(blob: Buffer): string {
  if (blob.length < 4) return '';
  const length = blob.readUInt32BE(0);
  return length > 64 || blob.length < 4 + length ? '' : blob.toString('latin1', 4, 4 + length);
}

/** Whether the blob is a key of this type, complete and with nothing behind it. */
export function isWholeKey(blob: Buffer, keyType: string): boolean {
  const strings = stringsOf(blob);
  if (!strings || strings.length !== STRINGS.get(keyType)) return false;
  const [type, second] = strings;
  if (type?.toString('latin1') !== keyType) return false;
  if (keyType.includes('ed25519')) return second?.length === 32;
  if (keyType.includes('ecdsa'))
    return second?.toString('latin1') === keyType.match(/nistp\d+/)?.[0];
  return strings.every((part) => part.length > 0);
}

/** The length-prefixed strings that a buffer consists of; null when it does not. */
export function stringsOf(bytes: Buffer): Buffer[] | null {
  const strings: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length < at + 4) return null;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (bytes.length < end) return null;
    strings.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return strings;
}
