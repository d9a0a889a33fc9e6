import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepView, readView, selectServer, showTab, useShell } from './store';

test('what the window shows is there again after the page was loaded again', () => {
  const kept = new Map<string, string>();
  keepView({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  });
  assert.equal(useShell.getState().server, null);
  selectServer('gpu1');
  showTab('gpu1', 'terminal');
  const [text] = kept.values();
  assert.deepEqual(readView(text ?? null), { server: 'gpu1', tabs: { gpu1: 'terminal' } });
});

test('a view that makes no sense is left alone', () => {
  assert.deepEqual(readView('[]'), { server: null, tabs: {} });
  assert.deepEqual(readView('{"server":1,"tabs":null}'), { server: null, tabs: {} });
});
