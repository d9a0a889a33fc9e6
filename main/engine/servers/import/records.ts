/**
 * The files in which Windows programs keep settings, as sections of names and values: registry
 * exports (`.reg`), `.ini` files, and PuTTY's own session files. Foreign input: what is malformed is
 * passed over, the amount is bounded, no name is looked up in a prototype. Pure.
 */

/** Values by name, in lower case: these programs do not tell case apart. Numbers as decimal text. */
export type Values = ReadonlyMap<string, string>;

export interface Section {
  /** `HKEY_CURRENT_USER\…\gpu1`, or what stands in an ini file's brackets. */
  name: string;
  values: Values;
  /** Name and value as they stand there, in their order. */
  lines: readonly (readonly [name: string, value: string])[];
}

/** More than a lab has, and little enough to be looked at. */
const maxSections = 5000;
const maxValues = 2000;

class Sections {
  readonly found: Section[] = [];
  #open: { values: Map<string, string>; lines: [string, string][] } | undefined;

  begin(name: string): void {
    this.#open = undefined;
    if (this.found.length >= maxSections) return;
    this.#open = { values: new Map(), lines: [] };
    this.found.push({ name, ...this.#open });
  }

  set(name: string, value: string): void {
    if (!this.#open || this.#open.lines.length >= maxValues) return;
    const { values, lines } = this.#open;
    lines.push([name, value]);
    if (!values.has(name.toLowerCase())) values.set(name.toLowerCase(), value);
  }
}

const isRegistry = /^\uFEFF?\s*(Windows Registry Editor Version 5\.00|REGEDIT4)\s*$/m;

/** Whether the text is a registry export; its first line says so. */
export function isRegistryExport(text: string): boolean {
  return isRegistry.test(text.slice(0, 200));
}

/** A `.reg` file: strings and numbers; binary values are of no use here and left out. */
export function readRegistryExport(text: string): Section[] {
  const sections = new Sections();
  for (const line of joinContinued(text)) {
    const key = /^\[(-?)(.*)\]$/.exec(line);
    if (key) {
      // `[-HKEY…]` deletes a key when it is imported: nothing to read.
      if (key[1] === '') sections.begin(key[2] ?? '');
      else sections.begin('');
      continue;
    }
    const value = /^"((?:[^"\\]|\\.)*)"=(.*)$/.exec(line);
    if (!value) continue;
    const read = registryValue(value[2] ?? '');
    if (read !== undefined) sections.set(unquoted(value[1] ?? ''), read);
  }
  return sections.found;
}

/** Long binary values go on after a backslash at the end of the line. */
function joinContinued(text: string): string[] {
  const lines: string[] = [];
  let open = '';
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.trim();
    const continues = line.endsWith('\\') && (open !== '' || /^(@|"[^"]*")=hex/i.test(line));
    if (continues) open += line.slice(0, -1);
    else {
      lines.push(open + line);
      open = '';
    }
  }
  return lines;
}

function registryValue(text: string): string | undefined {
  const number = /^dword:([0-9a-f]{1,8})$/i.exec(text)?.[1];
  if (number !== undefined) return String(Number.parseInt(number, 16));
  const string = /^"((?:[^"\\]|\\.)*)"$/.exec(text)?.[1];
  if (string !== undefined) return unquoted(string);
  // REG_EXPAND_SZ and REG_SZ in hexadecimal, both UTF-16.
  const wide = /^hex\([12]\):([0-9a-f,\s]*)$/i.exec(text)?.[1];
  if (wide === undefined) return undefined;
  const bytes = wide.split(',').map((byte) => Number.parseInt(byte, 16) || 0);
  return new TextDecoder('utf-16le').decode(Uint8Array.from(bytes)).replace(/\0+$/, '');
}

function unquoted(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

/** An ini file: `[section]`, `name=value`. Nothing is unescaped: each program has its own way. */
export function readIni(text: string): Section[] {
  const sections = new Sections();
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const line = raw.trimStart();
    if (line === '' || line.startsWith(';')) continue;
    const section = /^\[(.*)\]\s*$/.exec(line)?.[1];
    if (section !== undefined) {
      sections.begin(section);
      continue;
    }
    const at = line.indexOf('=');
    if (at > 0) sections.set(line.slice(0, at).trim(), line.slice(at + 1));
  }
  return sections.found;
}

/** A session file of PuTTY on Unix (`Name=value`) or of portable KiTTY (`Name\value\`). */
export function readSessionFile(text: string): Values {
  const sections = new Sections();
  sections.begin('');
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const kitty = /^(\w+)\\(.*)\\$/.exec(line);
    if (kitty) sections.set(kitty[1] ?? '', kitty[2] ?? '');
    else {
      const at = line.indexOf('=');
      if (at > 0) sections.set(line.slice(0, at), line.slice(at + 1));
    }
  }
  return sections.found[0]?.values ?? new Map();
}
