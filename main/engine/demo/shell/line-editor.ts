/**
 * Edits one line in a terminal: echo, cursor, history. Bytes in, bytes out; knows no commands. Keys
 * are those that xterm sends (ctlseqs, "PC-Style Function Keys").
 */

export interface LineEvents {
  /** To the terminal. */
  write(text: string): void;
  /** Enter. */
  line(text: string): void;
  /** Ctrl-D on an empty line. */
  endOfInput(): void;
}

const maxLineLength = 1000;
const maxHistory = 200;

export class LineEditor {
  #text: string[] = [];
  #cursor = 0;
  #history: string[] = [];
  #at = 0;
  #escape = '';
  readonly #decoder = new TextDecoder();

  constructor(
    private readonly events: LineEvents,
    private readonly prompt: () => string,
  ) {}

  /** Writes the prompt for a new line. */
  begin(): void {
    this.#text = [];
    this.#cursor = 0;
    this.#at = this.#history.length;
    this.events.write(this.prompt());
  }

  take(bytes: Uint8Array): void {
    for (const char of this.#decoder.decode(bytes, { stream: true })) this.#char(char);
  }

  #char(char: string): void {
    const key = this.#keys[char];
    if (this.#escape) this.#escaped(char);
    else if (key) key();
    else if (char >= ' ' && this.#text.length < maxLineLength) this.#insert(char);
  }

  readonly #keys: Readonly<Record<string, () => void>> = {
    '\x1b': () => {
      this.#escape = '\x1b';
    },
    '\r': () => this.#enter(),
    '\n': () => this.#enter(),
    '\x7f': () => this.#erase(),
    '\b': () => this.#erase(),
    '\x03': () => {
      this.events.write('^C\r\n');
      this.begin();
    },
    '\x04': () => {
      if (this.#text.length === 0) this.events.endOfInput();
    },
    '\x01': () => this.#move(0),
    '\x05': () => this.#move(this.#text.length),
    '\x15': () => this.#replace(''),
    '\x0c': () => {
      this.events.write('\x1b[H\x1b[2J');
      this.#draw();
    },
  };

  #escaped(char: string): void {
    this.#escape += char;
    if (this.#escape.length > 16) this.#escape = '';
    if (!/^\x1b(?:[[O][0-9;]*[A-Za-z~]|[^[O])$/.test(this.#escape)) return;
    const key = this.#escape;
    this.#escape = '';
    if (/[[O]A$/.test(key)) this.#recall(-1);
    else if (/[[O]B$/.test(key)) this.#recall(1);
    else if (/[[O]C$/.test(key)) this.#move(this.#cursor + 1);
    else if (/[[O]D$/.test(key)) this.#move(this.#cursor - 1);
    else if (/[[O]H$/.test(key)) this.#move(0);
    else if (/[[O]F$/.test(key)) this.#move(this.#text.length);
  }

  #enter(): void {
    const text = this.#text.join('');
    this.events.write('\r\n');
    if (text.trim() && this.#history.at(-1) !== text) this.#history.push(text);
    if (this.#history.length > maxHistory) this.#history.shift();
    this.#text = [];
    this.#cursor = 0;
    this.events.line(text);
  }

  #insert(char: string): void {
    this.#text.splice(this.#cursor, 0, char);
    this.#cursor += 1;
    if (this.#cursor === this.#text.length) this.events.write(char);
    else this.#draw();
  }

  #erase(): void {
    if (this.#cursor === 0) return;
    this.#cursor -= 1;
    this.#text.splice(this.#cursor, 1);
    this.#draw();
  }

  #move(to: number): void {
    this.#cursor = Math.max(0, Math.min(this.#text.length, to));
    this.#draw();
  }

  #recall(step: number): void {
    this.#at = Math.max(0, Math.min(this.#history.length, this.#at + step));
    this.#replace(this.#history[this.#at] ?? '');
  }

  #replace(text: string): void {
    this.#text = [...text];
    this.#cursor = this.#text.length;
    this.#draw();
  }

  /** Draws the line anew; what is right of the cursor is written and the cursor put back on it. */
  #draw(): void {
    const left = this.#text.slice(0, this.#cursor).join('');
    const right = this.#text.slice(this.#cursor).join('');
    // Save (ESC 7) and restore (ESC 8) the cursor: no need to know how wide a character is.
    this.events.write(`\r\x1b[J${this.prompt()}${left}\x1b7${right}\x1b8`);
  }
}
