import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Terminal } from '@xterm/xterm';
import { calmMs, drawLess } from './draw-less';
import { Flood, floodBytes } from './flood';

type Place = [number, number] | undefined;

/** The part of xterm that draws, which remembers what it was asked for. */
function terminalThatRemembers() {
  const asked: unknown[] = [];
  const core = {
    _syncTextArea: () => asked.push('input'),
    _renderService: {
      _renderDebouncer: {
        refresh: (first: number | undefined, last: number | undefined, of: number) =>
          asked.push([first, last, of]),
      },
      handleSelectionChanged: (start: Place, end: Place) => asked.push([start, end]),
      addRefreshCallback: (callback: (frame: number) => void) => {
        asked.push('scroll bar');
        callback(0);
        return 7;
      },
    },
  };
  return { asked, core, terminal: { _core: core } as unknown as Terminal };
}

test('while little comes, all is drawn at once', () => {
  const { asked, core, terminal } = terminalThatRemembers();
  assert.ok(drawLess(terminal, new Flood()));
  core._renderService._renderDebouncer.refresh(3, 3, 24);
  core._renderService._renderDebouncer.refresh(undefined, undefined, 24);
  core._syncTextArea();
  assert.deepEqual(asked, [[3, 3, 24], [0, 23, 24], 'input']);
});

test('in a flood everything waits and is drawn once, the rows joined', (t) => {
  t.mock.timers.enable(['setTimeout']);
  const { asked, core, terminal } = terminalThatRemembers();
  const flood = new Flood();
  drawLess(terminal, flood);
  const { _renderService: service } = core;
  service._renderDebouncer.refresh(0, 0, 24);
  asked.length = 0;
  flood.add(floodBytes, performance.now());
  service._renderDebouncer.refresh(5, 6, 24);
  service._renderDebouncer.refresh(2, 3, 24);
  service.addRefreshCallback(() => {});
  core._syncTextArea();
  core._syncTextArea();
  assert.deepEqual(asked, []);
  t.mock.timers.tick(calmMs);
  assert.deepEqual(asked, [[2, 6, 24], 'input', 'scroll bar']);
});

test('a selection is drawn, and taken away; none is not drawn again with every line', () => {
  const { asked, core, terminal } = terminalThatRemembers();
  drawLess(terminal, new Flood());
  const { _renderService: service } = core;
  service.handleSelectionChanged(undefined, undefined);
  service.handleSelectionChanged([7, 3], [7, 3]);
  assert.deepEqual(asked, []);
  service.handleSelectionChanged([0, 1], [4, 1]);
  service.handleSelectionChanged(undefined, undefined);
  service.handleSelectionChanged(undefined, undefined);
  assert.deepEqual(asked, [
    [
      [0, 1],
      [4, 1],
    ],
    [undefined, undefined],
  ]);
});

test('an xterm without these methods is left alone', () => {
  const { core } = terminalThatRemembers();
  const { addRefreshCallback: _gone, ...service } = core._renderService;
  const other = { _core: { ...core, _renderService: service } } as unknown as Terminal;
  assert.equal(drawLess(other, new Flood()), undefined);
  assert.equal(drawLess({} as Terminal, new Flood()), undefined);
});
