/**
 * Makes text that a server sent fit to be shown: no control characters, no terminal escapes, no
 * bidirectional overrides, bounded. Line ends survive as spaces unless `keepLines`.
 */
export function printable(text: string, maxLength: number, keepLines = false): string {
  const lines = text.replace(/\r\n?/g, '\n');
  const cleaned = (keepLines ? lines : lines.replaceAll('\n', ' '))
    .replaceAll('\t', ' ')
    // CSI and OSC sequences go as a whole, so that no `[31m` is left standing.
    .replace(/\x1b\[[0-9;?]*[ -/]*[@-~]/g, '')
    .replace(/\x1b\][^\x07\x1b]*(\x07|\x1b\\)?/g, '')
    .replace(keepLines ? /[^\P{Cc}\n]/gu : /\p{Cc}/gu, '')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '');
  const trimmed = cleaned.trimEnd();
  return trimmed.length > maxLength ? `${trimmed.slice(0, maxLength)}…` : trimmed;
}
