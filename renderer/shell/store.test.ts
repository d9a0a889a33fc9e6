import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectServer, showLog, showPage, showTab, useShell } from './store';
import { emptyView, readView, viewText } from './view';

test('what the window shows can be kept and read again', () => {
  selectServer('gpu1');
  showTab('gpu1', 'terminal');
  showPage('settings');
  useShell.setState({ sidebarHidden: true, sidebarWidth: 300 });
  assert.deepEqual(readView(viewText(useShell.getState())), {
    server: 'gpu1',
    tabs: { gpu1: 'terminal' },
    page: 'settings',
    sidebarHidden: true,
    sidebarWidth: 300,
  });
});

test('choosing a server leaves the settings and the log', () => {
  showLog('a1b2');
  assert.equal(useShell.getState().logSearch, 'a1b2');
  selectServer(null);
  assert.equal(useShell.getState().page, 'lab');
});

test('a view that makes no sense is left alone', () => {
  const senseless = ['[]', 'null', '{', '', '{"server":1,"tabs":null,"page":"x"}', '{"tabs":[1]}'];
  for (const text of [null, ...senseless]) assert.deepEqual(readView(text), emptyView, `${text}`);
});

test('a width that was kept is one that there may be', () => {
  const width = (kept: unknown) => readView(JSON.stringify({ sidebarWidth: kept })).sidebarWidth;
  assert.deepEqual([300.4, 1, 1e9, -5].map(width), [300, 200, 520, 200]);
  for (const none of [null, 'wide', {}]) assert.equal(width(none), null);
});

test('of the tabs only those that exist are read', () => {
  const { tabs } = readView('{"tabs":{"a":"files","b":"nowhere","c":7,"__proto__":{"d":"files"}}}');
  assert.deepEqual(tabs, { a: 'files' });
});
