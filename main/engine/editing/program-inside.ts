/**
 * Recognises programs by their first bytes. Where a desktop asks the content of a file and not its
 * name (xdg-open without a desktop), a "text" would run: in Wine, or in Java. Pure.
 */

/** Bytes of the beginning that `holdsProgram` wants to see. */
export const headBytes = 512;

/** In hexadecimal: ELF, Mach-O of every kind and Java classes, Windows's shortcuts and installers. */
const marks = [
  '7f454c46',
  ...['feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe'],
  '4c0000000114',
  'd0cf11e0a1b11ae1',
];

export function holdsProgram(head: Buffer): boolean {
  const hex = head.toString('hex', 0, 8);
  if (marks.some((mark) => hex.startsWith(mark))) return true;
  // A text may begin with these letters, but it holds no NUL.
  if (/^(?:MZ|ZM)/.test(head.toString('latin1', 0, 2))) return head.includes(0);
  return isJar(head);
}

/** A zip whose first entry is the manifest's folder, or has the mark of Java's tool (0xCAFE). */
function isJar(head: Buffer): boolean {
  if (head.toString('latin1', 0, 4) !== 'PK\x03\x04' || head.length < 30) return false;
  const nameBytes = head.readUInt16LE(26);
  const name = head.toString('latin1', 30, 30 + nameBytes);
  const extra = head.subarray(30 + nameBytes, 32 + nameBytes).toString('hex');
  return name.startsWith('META-INF/') || extra === 'feca';
}
