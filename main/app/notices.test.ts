/** Notices: to whom looks elsewhere, of the kinds they want, and never as markup. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { beforeEach, test } from 'node:test';
import { defaultSettings } from '../../preload/contract/settings';
import type { Notification } from '../engine/host';
import { logTo } from '../engine/kit/log';
import { StateFeed } from '../engine/kit/state-feed';
import { createNotices } from './notices';

/** Stands in for the operating system's notice, which a test cannot read. */
class Given extends EventEmitter {
  shown = false;
  constructor(readonly text: { title: string; body: string }) {
    super();
  }
  show(): void {
    this.shown = true;
  }
}

let given: Given[] = [];
let clicked: (string | undefined)[] = [];
let logged: string[] = [];
let focused = false;
let supported = true;
let time = 0;
const feed = new StateFeed(structuredClone(defaultSettings));
const notify = () =>
  createNotices({
    focused: () => focused,
    settings: { feed },
    make(text) {
      const notice = new Given(text);
      if (supported) given.push(notice);
      return supported ? notice : undefined;
    },
    show: (server) => clicked.push(server),
    log: logTo(({ text }) => logged.push(text)),
    now: () => time,
  });
const lost: Notification = {
  kind: 'connection-lost',
  title: 'gpu1 is gone',
  body: 'The network was cut.',
  server: 'gpu1',
};

beforeEach(() => {
  [given, clicked, logged, focused, supported, time] = [[], [], [], false, true, 0];
  feed.set(structuredClone(defaultSettings));
});

test('is shown, and a click on it shows its server', () => {
  notify()(lost);
  assert.deepEqual(
    given.map(({ text, shown }) => [text.title, text.body, shown]),
    [['gpu1 is gone', 'The network was cut.', true]],
  );
  given[0]?.emit('click');
  assert.deepEqual(clicked, ['gpu1']);
});

test('nobody who looks at the window is told again', () => {
  focused = true;
  notify()(lost);
  assert.equal(given.length, 0);
});

for (const off of Object.keys(defaultSettings.notifications) as Notification['kind'][])
  test(`${off} that is switched off stays silent, the other kinds do not`, () => {
    const { notifications } = defaultSettings;
    feed.set({ ...defaultSettings, notifications: { ...notifications, [off]: false } });
    const give = notify();
    const kinds = Object.keys(notifications) as Notification['kind'][];
    for (const kind of kinds) give({ ...lost, kind, title: kind });
    assert.deepEqual(
      given.map(({ text }) => text.title),
      kinds.filter((kind) => kind !== off),
    );
  });

test('a link that comes and goes is told of once a minute, each server for itself', () => {
  const give = notify();
  give(lost);
  time = 59_999;
  give(lost);
  give({ ...lost, server: 'gpu2' });
  assert.equal(given.length, 2);
  time = 60_000;
  give(lost);
  assert.equal(given.length, 3);
});

test('what a server calls itself is one line, bounded, and no markup', () => {
  notify()({ ...lost, title: '<b>x</b>\u202e & y', body: `a\nb\u0007${'c'.repeat(400)}` });
  const { title = '', body = '' } = given[0]?.text ?? {};
  assert.equal(title, '‹b>x‹/b>  + y');
  assert.equal(body.length, 300);
  assert.ok(body.startsWith('a b c') && body.endsWith('…'), body);
});

test('a system without notices, or one that fails, is written to the log', () => {
  supported = false;
  notify()(lost);
  supported = true;
  notify()(lost);
  given[0]?.emit('failed', {}, 'no server');
  assert.deepEqual(logged, ['the system shows no notices', 'a notice was not shown']);
});
