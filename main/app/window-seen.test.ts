/** Whether the window can be seen: in the tray and minimised it cannot, alone or together. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { createWindowSeen } from './window-seen';

class Opened extends EventEmitter {
  visible = true;
  minimised = false;
  isVisible = () => this.visible;
  isMinimized = () => this.minimised;
  say(event: string, state: { visible?: boolean; minimised?: boolean }): void {
    Object.assign(this, state);
    this.emit(event);
  }
}

const told = () => {
  const seen = createWindowSeen();
  const window = new Opened();
  seen.follow(window);
  const states: boolean[] = [];
  const controller = new AbortController();
  void seen.feed.followUntil(controller.signal, (state) => states.push(state));
  return { seen, window, states };
};

test('one that opens is seen; hidden it is not, and shown again it is', () => {
  const { window, states } = told();
  window.say('hide', { visible: false });
  window.say('hide', {});
  window.say('show', { visible: true });
  assert.deepEqual(states, [true, false, true], 'each change once');
});

test('minimised it is not seen, and restored in the tray neither', () => {
  const { window, states } = told();
  window.say('minimize', { minimised: true });
  window.say('hide', { visible: false });
  window.say('restore', { minimised: false });
  assert.deepEqual(states, [true, false]);
  window.say('show', { visible: true });
  assert.deepEqual(states, [true, false, true]);
});

test('a window that opens after one that was hidden is seen', () => {
  const { seen, window, states } = told();
  window.say('hide', { visible: false });
  seen.follow(new Opened());
  assert.deepEqual(states, [true, false, true]);
});
