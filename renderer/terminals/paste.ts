/**
 * What a paste would do, before it does it. Several lines run as commands one after another, and
 * control characters can hide or fake them, so that both are asked first. Pure.
 */

export interface PasteCheck {
  /** Lines as a shell would see them. */
  lines: number;
  /** Holds control characters other than line feed, carriage return and tab. */
  hasControls: boolean;
  ask: boolean;
}

const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const allControls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

export function checkPaste(text: string): PasteCheck {
  const breaks = text.match(/\r\n|\r|\n/g)?.length ?? 0;
  const endsInBreak = /[\r\n]$/.test(text);
  const hasControls = controls.test(text);
  // A single line with a line feed at its end would run at once: that is asked too.
  return {
    lines: endsInBreak ? breaks : breaks + 1,
    hasControls,
    ask: breaks > 0 || hasControls,
  };
}

/** The text without the characters that could act: what is pasted when control characters go. */
export function withoutControls(text: string): string {
  return text.replace(allControls, '');
}

/** One line without breaks at its end: so that it stands at the prompt and does not run. */
export function withoutFinalBreaks(text: string): string {
  return text.replace(/[\r\n]+$/, '');
}
