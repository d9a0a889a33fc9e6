/**
 * Remote text (names, commands, messages of a server) made harmless to look at: control characters
 * become visible pictures, and characters that reorder or hide text are written out, so that a name
 * can never show itself as another one. Only for showing; the value itself stays untouched.
 */

/**
 * Bidirectional controls, zero-width characters, line separators, fillers, BOM, tags, and the
 * variation selectors that no emoji has: whatever leaves no mark, so that no two names look the same.
 */
const hidden = /[\u2028\u2029\ufff9-\ufffb]|(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}/gu;
const control = /[\u0000-\u001f\u007f-\u009f]/gu;

function showControl(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return showCode(character);
}

function showCode(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}

/** For one line: every control character is shown, line feeds too. */
export function visibleLine(text: string): string {
  return text.replace(control, showControl).replace(hidden, showCode);
}

/** For folded detail: line feeds and tabs keep their meaning. */
export function visibleBlock(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .split('\n')
    .map((line) => line.split('\t').map(visibleLine).join('\t'))
    .join('\n');
}
