/** Addresses as /proc/net/tcp and tcp6 write them: `0100007F:1F90` is 127.0.0.1:8080. Pure. */

/** An IPv4 address and port in the kernel's writing (bytes of each word reversed on our machines). */
export function endian(address: string, port: number): string {
  const bytes = address.split('.').map(Number).reverse();
  const hex = (value: number, width: number) =>
    value.toString(16).toUpperCase().padStart(width, '0');
  return `${bytes.map((byte) => hex(byte, 2)).join('')}:${hex(port, 4)}`;
}

export interface Listening {
  /** The address to reach it at from the server itself: `127.0.0.1`, `::1`, `10.0.0.7`. */
  readonly host: string;
  readonly port: number;
}

/** Where a listening socket can be reached from its own machine; undefined for odd writing. */
export function listeningAt(text: string): Listening | undefined {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(text);
  if (!match) return undefined;
  const [, address = '', port = ''] = match;
  const host = address.length === 8 ? v4(address) : v6(address);
  return { host, port: Number.parseInt(port, 16) };
}

function bytesOf(word: string): number[] {
  const bytes: number[] = [];
  for (let at = 6; at >= 0; at -= 2) bytes.push(Number.parseInt(word.slice(at, at + 2), 16));
  return bytes;
}

function v4(word: string): string {
  // Bound to all addresses: loopback is one of them.
  return word === '00000000' ? '127.0.0.1' : bytesOf(word).join('.');
}

function v6(address: string): string {
  const bytes = [0, 8, 16, 24].flatMap((at) => bytesOf(address.slice(at, at + 8)));
  // `::` usually takes IPv4 too, but not where the system says otherwise: stay with IPv6.
  if (bytes.every((byte) => byte === 0)) return '::1';
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255;
  if (mapped) return bytes.slice(12).join('.');
  const groups: string[] = [];
  for (let at = 0; at < 16; at += 2) {
    groups.push((((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16));
  }
  const text = groups.join(':');
  return text === '0:0:0:0:0:0:0:1' ? '::1' : text;
}
