/**
 * Search in one terminal: reads the buffer, has a worker find, and shows the hits. The search addon of
 * xterm runs patterns in the page, where one that backtracks without end would stop the window.
 */
import type { IDecoration, IMarker, Terminal } from '@xterm/xterm';
import type { Found, Hit, SearchQuery } from './find';
import { cellAt, readLines } from './lines';

/** How long a pattern may take, in milliseconds. */
const patienceMs = 2000;
/** Hits that are lit before and after the one that is chosen. */
const litAround = 200;

export type SearchResult =
  | { kind: 'none' }
  | { kind: 'searching' }
  /** `at` counts from one, from the top. */
  | { kind: 'found'; at: number; total: number }
  | { kind: 'invalid'; why: string }
  | { kind: 'too-slow' };

export interface SearchColors {
  match: string;
  activeMatch: string;
  matchText: string;
}

export class TerminalSearch {
  readonly #terminal: Terminal;
  readonly #tell: (result: SearchResult) => void;
  colors: SearchColors;
  #worker: Worker | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #query: SearchQuery | undefined;
  #rows: number[] = [];
  #hits: Hit[] = [];
  #total = 0;
  #at = 0;
  /** Moves with its line: by it the rows of older hits are still right when the top is cut off. */
  #anchor: IMarker | undefined;
  #anchorRow = 0;
  #stale = false;
  #lit: (IDecoration | IMarker)[] = [];

  constructor(terminal: Terminal, colors: SearchColors, tell: (result: SearchResult) => void) {
    this.#terminal = terminal;
    this.#tell = tell;
    this.colors = colors;
    terminal.onWriteParsed(() => {
      this.#stale = true;
    });
    terminal.onResize(() => {
      this.#stale = true;
    });
    terminal.buffer.onBufferChange(() => {
      this.#stale = true;
    });
  }

  /** Finds a pattern anew and goes to the newest hit. */
  start(query: SearchQuery): void {
    this.#query = query;
    this.#run(() => this.#hits.length - 1);
  }

  /** Goes down (1) or up (-1), around the ends; searches again when there is new output. */
  step(by: 1 | -1): void {
    if (!this.#query) return;
    if (this.#stale) {
      const fromTop = this.#total - this.#hits.length + this.#at;
      this.#run(() => fromTop - (this.#total - this.#hits.length) + by);
    } else this.#choose(this.#at + by);
  }

  /** Puts out the light and forgets the pattern. */
  clear(): void {
    this.#stopWorker();
    this.#unlight();
    this.#query = undefined;
    this.#hits = [];
    this.#anchor?.dispose();
    this.#anchor = undefined;
    this.#tell({ kind: 'none' });
  }

  #run(choice: () => number): void {
    const query = this.#query;
    this.#stopWorker();
    this.#unlight();
    if (!query || query.text === '') {
      this.#hits = [];
      this.#tell({ kind: 'none' });
      return;
    }
    const { texts, rows } = readLines(this.#terminal.buffer.active);
    this.#rows = rows;
    this.#setAnchor();
    this.#stale = false;
    this.#tell({ kind: 'searching' });
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    this.#worker = worker;
    this.#patience = setTimeout(() => {
      this.#stopWorker();
      this.#tell({ kind: 'too-slow' });
    }, patienceMs);
    worker.onmessage = ({ data }: MessageEvent<Found>) => {
      if (this.#worker !== worker) return;
      this.#stopWorker();
      this.#take(data, choice);
    };
    worker.postMessage({ lines: texts, query });
  }

  #take({ hits, total, invalid }: Found, choice: () => number): void {
    this.#hits = hits;
    this.#total = total;
    if (invalid !== undefined) this.#tell({ kind: 'invalid', why: invalid });
    else if (total === 0) this.#tell({ kind: 'found', at: 0, total: 0 });
    else this.#choose(choice());
  }

  #choose(wanted: number): void {
    const count = this.#hits.length;
    if (count === 0) return;
    this.#at = ((wanted % count) + count) % count;
    this.#light();
    this.#tell({ kind: 'found', at: this.#total - count + this.#at + 1, total: this.#total });
  }

  #light(): void {
    this.#unlight();
    const from = Math.max(0, this.#at - litAround);
    for (let at = from; at <= this.#at + litAround; at += 1) {
      const hit = this.#hits[at];
      if (hit && at !== this.#at) this.#lightHit(hit, false);
    }
    const chosen = this.#hits[this.#at];
    if (!chosen) return;
    const row = this.#lightHit(chosen, true);
    if (row === undefined) return;
    const { viewportY } = this.#terminal.buffer.active;
    const shown = row >= viewportY && row < viewportY + this.#terminal.rows;
    if (!shown) this.#terminal.scrollToLine(Math.max(0, row - (this.#terminal.rows >> 1)));
  }

  /** Lights the cells of a hit, row by row; returns its first row, undefined when it is gone. */
  #lightHit(hit: Hit, active: boolean): number | undefined {
    const { cols, buffer } = this.#terminal;
    const first = this.#rows[hit.line];
    if (first === undefined || !this.#anchor || this.#anchor.isDisposed) return undefined;
    const row = first + this.#anchor.line - this.#anchorRow;
    if (row < 0) return undefined;
    const start = cellAt(buffer.active, row, hit.index, cols);
    const last = cellAt(buffer.active, row, hit.index + hit.length - 1, cols);
    const lastWidth = buffer.active.getLine(last.row)?.getCell(last.col)?.getWidth() || 1;
    for (let at = start.row; at <= last.row; at += 1) {
      const from = at === start.row ? start.col : 0;
      const to = at === last.row ? last.col + lastWidth : cols;
      this.#lightCells(at, from, Math.min(to, cols) - from, active);
    }
    return start.row;
  }

  #lightCells(row: number, x: number, width: number, active: boolean): void {
    const { baseY, cursorY } = this.#terminal.buffer.active;
    const marker = this.#terminal.registerMarker(row - baseY - cursorY);
    if (!marker || width <= 0) return;
    const decoration = this.#terminal.registerDecoration({
      marker,
      x,
      width,
      backgroundColor: active ? this.colors.activeMatch : this.colors.match,
      foregroundColor: this.colors.matchText,
      layer: 'top',
    });
    decoration?.onRender((element) => {
      element.dataset['hit'] = active ? 'active' : 'other';
    });
    this.#lit.push(marker);
    if (decoration) this.#lit.push(decoration);
  }

  #unlight(): void {
    for (const each of this.#lit.splice(0)) each.dispose();
  }

  #setAnchor(): void {
    this.#anchor?.dispose();
    this.#anchor = this.#terminal.registerMarker(0);
    this.#anchorRow = this.#anchor?.line ?? 0;
  }

  #stopWorker(): void {
    clearTimeout(this.#patience);
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
