/**
 * Text of files that Windows programs write: UTF-16 (registry exports), UTF-8, or the old Western
 * code page. Bytes in, text out; nothing is refused, because a name that reads oddly is shown and
 * can be changed. Pure.
 */

export function decodeText(bytes: Uint8Array): string {
  const mark = bytes[0] === 0xff && bytes[1] === 0xfe ? 'le' : utf16BigEndian(bytes) ? 'be' : null;
  if (mark) return new TextDecoder(`utf-16${mark}`).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: what these programs wrote before they knew of it.
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function utf16BigEndian(bytes: Uint8Array): boolean {
  return bytes[0] === 0xfe && bytes[1] === 0xff;
}

/** `%XX` as PuTTY and WinSCP write names: bytes of UTF-8, or of the code page of older versions. */
export function decodePercent(text: string): string {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const part of text.split(/(%[0-9a-f]{2})/i)) {
    if (/^%[0-9a-f]{2}$/i.test(part)) bytes.push(Number.parseInt(part.slice(1), 16));
    else for (const byte of encoder.encode(part)) bytes.push(byte);
  }
  const name = Uint8Array.from(bytes);
  try {
    // Without `ignoreBOM` WinSCP's mark before a UTF-8 name is dropped, as it is meant to be.
    return new TextDecoder('utf-8', { fatal: true }).decode(name);
  } catch {
    return new TextDecoder('windows-1252').decode(name);
  }
}
