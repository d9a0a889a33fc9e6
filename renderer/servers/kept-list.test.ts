import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerEntry } from '../../preload/contract/servers';
import { keepList, keptList } from './kept-list';

function memory(first: Record<string, string> = {}) {
  const items = new Map(Object.entries(first));
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
}

const entry = (name: string, changes: Partial<ServerEntry> = {}): ServerEntry => ({
  ...{ name, origin: 'config', host: `${name}.lab`, port: 22, user: 'asha', jumps: [] },
  ...{ label: null, favourite: false, group: null, usedBefore: true },
  connection: { state: 'disconnected' },
  ...changes,
});

test('a list comes back with nothing connected, and without what lives as long as the app', () => {
  const storage = memory();
  const failed = { tag: 'x', what: 'x', why: 'x', next: [], facts: {} };
  keepList(
    {
      servers: [
        entry('gpu1', { connection: { state: 'connecting', step: 'resolving' }, favourite: true }),
        entry('gpu2', { connection: { state: 'failed', problem: failed } }),
        entry('demo', { label: 'Demo' }),
        entry('asha@gpu3', { origin: 'typed' }),
      ],
      groupOrder: ['Lab'],
      problems: [failed],
    },
    storage,
  );
  assert.deepEqual(keptList(storage), {
    servers: [entry('gpu1', { favourite: true }), entry('gpu2')],
    groupOrder: ['Lab'],
    problems: [],
  });
});

test('an empty list, another shape or nonsense is no list', () => {
  const storage = memory();
  assert.equal(keptList(storage), undefined);
  keepList({ servers: [], groupOrder: [], problems: [] }, storage);
  assert.equal(keptList(storage), undefined);
  const [key = ''] = storage.items.keys();
  const other = JSON.stringify({ shape: 0, list: { servers: [entry('gpu1')] } });
  for (const text of ['{', 'null', '7', other])
    assert.equal(keptList(memory({ [key]: text })), undefined, text);
});

test('what is damaged or was tampered with leaves the rest, and never stops the window', () => {
  const storage = memory();
  keepList({ servers: [entry('gpu1')], groupOrder: [], problems: [] }, storage);
  const [key = ''] = storage.items.keys();
  const read = (list: unknown) => keptList(memory({ [key]: JSON.stringify({ shape: 1, list }) }));
  for (const list of [undefined, null, 7, 'gpu1', [], {}, { servers: 'gpu1' }, { servers: {} }])
    assert.equal(read(list), undefined, JSON.stringify(list));
  const bad = [null, 7, {}, entry('__proto__'), entry('constructor'), { ...entry('a'), host: 7 }];
  assert.equal(read({ servers: bad }), undefined);
  const tampered = {
    ...entry('gpu2', { label: 'Demo', connection: { state: 'connecting', step: 'x' } }),
    ...{ jumps: 'x', group: 7, favourite: 'yes', extra: 1 },
  };
  assert.deepEqual(read({ servers: [...bad, tampered], groupOrder: [7, 'Lab'], problems: [1] }), {
    servers: [entry('gpu2')],
    groupOrder: ['Lab'],
    problems: [],
  });
  assert.equal(read({ servers: Array(50_000).fill(entry('gpu1')) })?.servers.length, 2_000);
});
