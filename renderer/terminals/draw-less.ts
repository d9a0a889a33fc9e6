/**
 * Draws a terminal less often while much streams by. Style, layout and paint of a full screen take
 * as long as reading half a megabyte of text, and nobody reads sixty screens a second: the time goes to
 * the text, and to the echo of a key (docs/decisions/0010-a-flood-is-drawn-less-often.md).
 *
 * xterm 6.0 has no option for it, so what asks for a frame is wrapped here: the rows, the selection (drawn
 * anew with every line that scrolls, also where nothing is selected), the scroll bar, and the place of the
 * hidden input. A version without these methods draws as it likes: terminal-programs.e2e tells.
 */
import type { Terminal } from '@xterm/xterm';
import type { Flood } from './flood';

/** Between two drawings in a flood, in milliseconds. */
export const calmMs = 80;

type Place = [column: number, row: number] | undefined;
/** The methods of xterm that cause a frame. */
interface Core {
  /** Moves the hidden input to the cursor. */
  _syncTextArea(): void;
  _renderService: {
    _renderDebouncer: {
      refresh(first: number | undefined, last: number | undefined, of: number): void;
    };
    handleSelectionChanged(start: Place, end: Place, columns: boolean): void;
    /** The scroll bar's next frame; the number only says that there is one. */
    addRefreshCallback(callback: (frame: number) => void): number;
  };
}

/** What waits to be drawn. */
interface Held {
  rows?: { first: number; last: number; of: number };
  selection?: { start: Place; end: Place; columns: boolean };
  cursor?: true;
}

/**
 * Holds the drawings of an opened terminal back while `flood` runs.
 * @returns stops what waits; undefined where xterm has not what is needed
 */
export function drawLess(terminal: Terminal, flood: Flood): (() => void) | undefined {
  const core = coreOf(terminal);
  if (!core) return undefined;
  const { _renderService: service, _syncTextArea: moveInput } = core;
  const { _renderDebouncer: drawing, handleSelectionChanged, addRefreshCallback } = service;
  const { refresh } = drawing;
  let held: Held = {};
  let callbacks: ((frame: number) => void)[] = [];
  let drawn = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const draw = () => {
    const { rows, selection, cursor } = held;
    const waiting = callbacks;
    timer = undefined;
    held = {};
    callbacks = [];
    drawn = performance.now();
    if (rows) refresh.call(drawing, rows.first, rows.last, rows.of);
    if (selection)
      handleSelectionChanged.call(service, selection.start, selection.end, selection.columns);
    if (cursor) moveInput.call(core);
    for (const callback of waiting) addRefreshCallback.call(service, callback);
  };
  const drawWhenDue = () => {
    if (timer !== undefined) return;
    const now = performance.now();
    const due = drawn + calmMs - now;
    if (due > 0 && flood.runs(now)) timer = setTimeout(draw, due);
    else draw();
  };

  drawing.refresh = (from, to, of) => {
    const first = Math.min(held.rows?.first ?? of, from ?? 0);
    held.rows = { first, last: Math.max(held.rows?.last ?? 0, to ?? of - 1), of };
    drawWhenDue();
  };
  let selected = false;
  service.handleSelectionChanged = (start, end, columns) => {
    const isSelected = start?.join() !== end?.join(); // a click leaves an empty one
    if (!isSelected && !selected) return; // nothing to draw, nothing to take away
    selected = isSelected;
    held.selection = { start, end, columns };
    drawWhenDue();
  };
  service.addRefreshCallback = (callback) => {
    callbacks.push(callback);
    drawWhenDue();
    return 1;
  };
  core._syncTextArea = () => {
    held.cursor = true;
    drawWhenDue();
  };
  return () => clearTimeout(timer);
}

function coreOf(terminal: Terminal): Core | undefined {
  const { _core: core } = terminal as unknown as { _core?: Partial<Core> };
  const service: Partial<Core['_renderService']> | undefined = core?._renderService;
  const methods: unknown[] = [
    core?._syncTextArea,
    service?._renderDebouncer?.refresh,
    service?.handleSelectionChanged,
    service?.addRefreshCallback,
  ];
  return methods.every((each) => typeof each === 'function') ? (core as Core) : undefined;
}
