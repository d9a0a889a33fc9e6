/**
 * One terminal of the page: xterm and the port to its shell. Lives outside React, so that it keeps
 * its scrollback and goes on while another tab is shown.
 */
import { FitAddon } from '@xterm/addon-fit';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { Terminal } from '@xterm/xterm';
import type { TerminalDownFrame, TerminalUpFrame } from '../../preload/contract/wire';
import { openTerminalPort } from '../connect';
import { runCommand } from '../kit/commands';
import { say } from '../kit/toast';
import { Acknowledgements } from './acknowledgements';
import { colorsOf, optionsOf, type TerminalSettings } from './appearance';
import { drawLess } from './draw-less';
import { Flood } from './flood';
import { chooseGraphics, drawWithWebgl } from './graphics';
import { HeldInput } from './held-input';
import { makeInert } from './inert';
import { commandOf, copiesSelection, isPasteKey, isPlainEnter, leavesTerminal } from './keys';
import { checkPaste } from './paste';
import { readLines } from './search/lines';
import { type SearchResult, TerminalSearch } from './search/search';
import { type LinkEvents, linkHandler, plainLinks } from './session-links';

/** The most that one frame of typed or pasted text carries, in bytes. */
const pieceBytes = 32 * 1024;
/** How long a shell may say nothing before it is asked to draw again, in milliseconds. */
const quietMs = 500;
/** Between the two sizes, so that the program sees both (tmux looks at the size only once in a while). */
const redrawMs = 150;

export interface SessionEvents extends LinkEvents {
  /** A paste that has to be asked first. */
  askPaste(text: string): void;
  /** The keyboard is to leave the terminal. */
  leave(): void;
  /** Enter was pressed: true when that starts a new shell in place of an ended one. */
  startsAnew(): boolean;
  /** The port could not be had. */
  refused(): void;
  /** A program has set a title: untrusted text. */
  title(text: string): void;
  bell(): void;
  searched(result: SearchResult): void;
  /** The person asks for the menu, at a place of the window in CSS pixels. */
  menu(place: { x: number; y: number }): void;
}

const isMac = /mac/i.test(navigator.platform);

export class TerminalSession {
  readonly terminal: Terminal;
  /** Moved between tabs; xterm draws into it. */
  readonly element = document.createElement('div');
  readonly #fit = new FitAddon();
  readonly #encoder = new TextEncoder();
  #events: SessionEvents;
  #port: MessagePort | undefined;
  /** Typed while the port is on its way; undefined when none is. */
  #held: HeldInput | undefined;
  #observer: ResizeObserver | undefined;
  #frame = 0;
  readonly #flood = new Flood();
  #stopDrawing: (() => void) | undefined;
  #heard = false;
  #host: HTMLElement | undefined;
  #settings: TerminalSettings;
  #stopWebgl: (() => void) | undefined;
  readonly search: TerminalSearch;
  #redraw: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;
  readonly #written = new Acknowledgements((bytes) => this.#post({ type: 'ack', bytes }));

  constructor(
    readonly id: string,
    settings: TerminalSettings,
    still: boolean,
    events: SessionEvents,
  ) {
    this.#events = events;
    this.#settings = settings;
    this.terminal = new Terminal({
      ...optionsOf(settings, still),
      allowProposedApi: true, // unicode11 needs it
      minimumContrastRatio: 4.5,
      linkHandler: linkHandler(events, isMac),
      windowOptions: {},
      rightClickSelectsWord: false,
    });
    this.search = new TerminalSearch(this.terminal, colorsOf(settings), (result) =>
      this.#events.searched(result),
    );
    this.terminal.loadAddon(this.#fit);
    this.terminal.loadAddon(new Unicode11Addon());
    this.terminal.unicode.activeVersion = '11';
    this.terminal.loadAddon(plainLinks(events, isMac));
    makeInert(this.terminal, (title) => this.#events.title(title));
    this.#listen();
    void this.#connect();
  }

  /** Shows the terminal in a place, with the keyboard or without; it follows the size until `detach`. */
  attach(host: HTMLElement, keyboard: boolean): void {
    this.#host = host;
    host.append(this.element);
    if (!this.terminal.element) {
      this.terminal.open(this.element);
      this.#stopDrawing = drawLess(this.terminal, this.#flood);
    }
    this.#paint();
    this.#observer = new ResizeObserver(() => this.#refit());
    this.#observer.observe(host);
    this.#refit();
    if (keyboard) this.terminal.focus();
  }

  detach(): void {
    this.#observer?.disconnect();
    cancelAnimationFrame(this.#frame);
    // A page has about sixteen WebGL contexts: only terminals that are seen hold one.
    this.#stopWebgl?.();
    this.#stopWebgl = undefined;
    this.#host = undefined;
    this.element.remove();
  }

  /** Takes new settings over at once. */
  apply(settings: TerminalSettings, still: boolean): void {
    this.#settings = settings;
    Object.assign(this.terminal.options, optionsOf(settings, still));
    this.search.colors = colorsOf(settings);
    if (!this.#host) return;
    this.#paint();
    this.#refit();
  }

  /** A new shell is being started in place of the ended one: what is typed from now on is for it. */
  expectShell(): void {
    this.#held ??= new HeldInput();
    this.terminal.focus();
  }

  /** The shell that was expected does not come. */
  expectNoShell(): void {
    this.#held = undefined;
  }

  /** Asks for the port of the shell that was started in place of the old one, below a line of words. */
  reconnect(line: string): void {
    this.#port?.close();
    this.#port = undefined;
    this.expectShell();
    this.#heard = true; // the screen is not empty: nothing has to be drawn again
    // Modes of the old shell's programs (mouse, other screen, colours) end with it; the lines stay.
    // Leaving the other screen moves the cursor back, so that it is left only when it is shown.
    const leave = this.terminal.buffer.active.type === 'alternate' ? '\u001b[?1049l' : '';
    const modes = '\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?2004l\u001b[!p\u001b[0m';
    this.terminal.write(`${leave}${modes}\r\n${line}\r\n`);
    void this.#connect();
  }

  /** Everything that is kept, as text. */
  allText(): string {
    const { buffer } = this.terminal;
    return readLines(buffer.active).texts.join('\n').trimEnd();
  }

  /** Pastes what was confirmed, with line ends and brackets as the shell expects them. */
  paste(text: string): void {
    this.terminal.paste(text);
    this.terminal.focus();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#redraw);
    this.#written.dispose();
    this.detach();
    this.#port?.close();
    this.#stopDrawing?.();
    this.terminal.dispose();
  }

  async #connect(): Promise<void> {
    this.#held ??= new HeldInput();
    const held = this.#held;
    const port = await openTerminalPort(this.id);
    if (this.#held === held) this.#held = undefined;
    if (this.#disposed) {
      port?.close();
      return;
    }
    if (!port) {
      this.#events.refused();
      return;
    }
    this.#port = port;
    port.onmessage = (event: MessageEvent<TerminalDownFrame>) => {
      const { data } = event.data;
      this.#heard = true;
      this.#flood.add(data.length, performance.now());
      this.terminal.write(data, () => this.#written.add(data.length));
    };
    this.#post({ type: 'resize', cols: this.terminal.cols, rows: this.terminal.rows });
    for (const piece of held.take()) this.#send(piece);
    this.#redraw = setTimeout(() => this.#askForDrawing(), quietMs);
  }

  /**
   * After the page was loaded again the shell lives and the screen is empty. Prompts and full-screen
   * programs draw again when their size changes, so it changes and changes back.
   */
  #askForDrawing(): void {
    if (this.#heard) return;
    const { cols, rows } = this.terminal;
    this.#post({ type: 'resize', cols, rows: Math.max(2, rows - 1) });
    this.#redraw = setTimeout(
      () => this.#post({ type: 'resize', cols: this.terminal.cols, rows: this.terminal.rows }),
      redrawMs,
    );
  }

  #post(frame: TerminalUpFrame): void {
    if (!this.#disposed) this.#port?.postMessage(frame);
  }

  #send(bytes: Uint8Array): void {
    if (this.#held) {
      if (!this.#held.hold(bytes))
        say('That was too much before the shell was there. Paste it again.');
      return;
    }
    for (let at = 0; at < bytes.length; at += pieceBytes)
      this.#post({ type: 'data', data: bytes.slice(at, at + pieceBytes) });
  }

  /** The ground around the rows, and who draws them. */
  #paint(): void {
    this.#host?.style.setProperty('--lm-terminal', colorsOf(this.#settings).background);
    const { used } = chooseGraphics(this.#settings.renderer);
    if (used === 'webgl') this.#stopWebgl ??= drawWithWebgl(this.terminal);
    else {
      this.#stopWebgl?.();
      this.#stopWebgl = undefined;
    }
  }

  #listen(): void {
    this.terminal.onData((text) => this.#send(this.#encoder.encode(text)));
    this.terminal.onBinary((text) =>
      this.#send(Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff)),
    );
    this.terminal.onResize(({ cols, rows }) => this.#post({ type: 'resize', cols, rows }));
    this.terminal.attachCustomKeyEventHandler((event) => this.#onKey(event));
    this.terminal.onBell(() => this.#events.bell());
    this.element.addEventListener('contextmenu', (event) => this.#onMenu(event));
    this.element.addEventListener('paste', (event) => this.#onPaste(event), true);
  }

  /** False keeps xterm from a key; the browser then copies or pastes. */
  #onKey(event: KeyboardEvent): boolean {
    if (leavesTerminal(event)) {
      event.preventDefault();
      if (event.type === 'keydown') this.#events.leave();
      return false;
    }
    if (copiesSelection(event, this.terminal.hasSelection(), isMac)) {
      if (event.type === 'keydown') {
        event.preventDefault();
        document.execCommand('copy');
        if (!event.shiftKey) this.terminal.clearSelection();
      }
      return false;
    }
    if (isPlainEnter(event) && event.type === 'keydown' && this.#events.startsAnew()) {
      event.preventDefault();
      return false;
    }
    const command = commandOf(event, isMac);
    if (command !== null) {
      event.preventDefault();
      event.stopPropagation();
      if (event.type === 'keydown') runCommand(command);
      return false;
    }
    return !isPasteKey(event, isMac);
  }

  /** A program that takes the mouse gets the right button too; Shift keeps it for the window. */
  #onMenu(event: MouseEvent): void {
    event.preventDefault();
    if (this.terminal.modes.mouseTrackingMode !== 'none' && !event.shiftKey) return;
    this.#events.menu({ x: event.clientX, y: event.clientY });
  }

  #onPaste(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text === '') return;
    if (checkPaste(text).ask) this.#events.askPaste(text);
    else this.paste(text);
  }

  #refit(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      if (this.element.clientWidth > 0 && this.element.clientHeight > 0) this.#fit.fit();
    });
  }
}
