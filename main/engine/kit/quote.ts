/**
 * The one place where text is quoted for a POSIX shell. Remember that a login shell may be fish or
 * tcsh, where even single quotes do not protect `!`: send scripts on stdin of `exec /bin/sh -s`
 * (see connections/run-script.ts) and quote only inside such scripts.
 */

/** `text` as one word of a POSIX shell: single quotes, with `'` written as `'\''`. */
export function quote(text: string): string {
  if (text.includes('\0')) throw new RangeError('a shell word cannot hold a NUL byte');
  return `'${text.replaceAll("'", "'\\''")}'`;
}
