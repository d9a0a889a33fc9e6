import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerEntry } from '../../preload/contract/servers';
import { keptList, keptText, listKey } from './kept-list';

/** A storage in which this text is kept; undefined for none. */
const keeping = (text?: string) => ({
  getItem: (key: string) => (key === listKey && text !== undefined ? text : null),
});

const entry = (name: string, changes: Partial<ServerEntry> = {}): ServerEntry => ({
  ...{ name, origin: 'config', host: `${name}.lab`, port: 22, user: 'asha', jumps: [] },
  ...{ label: null, favourite: false, group: null, usedBefore: true },
  connection: { state: 'disconnected' },
  ...changes,
});

test('a list comes back with nothing connected, and without what lives as long as the app', () => {
  const failed = { tag: 'x', what: 'x', why: 'x', next: [], facts: {} };
  const text = keptText({
    servers: [
      entry('gpu1', { connection: { state: 'connecting', step: 'resolving' }, favourite: true }),
      entry('gpu2', { connection: { state: 'failed', problem: failed } }),
      entry('demo', { label: 'Demo' }),
      entry('asha@gpu3', { origin: 'typed' }),
    ],
    groupOrder: ['Lab'],
    problems: [failed],
  });
  assert.deepEqual(keptList(keeping(text)), {
    servers: [entry('gpu1', { favourite: true }), entry('gpu2')],
    groupOrder: ['Lab'],
    problems: [],
  });
});

test('a connection that changes is nothing new to keep', () => {
  const list = { groupOrder: [], problems: [] };
  const connecting = entry('gpu1', { connection: { state: 'connecting', step: 'resolving' } });
  assert.equal(
    keptText({ ...list, servers: [connecting] }),
    keptText({ ...list, servers: [entry('gpu1')] }),
  );
});

test('an empty list, another shape or nonsense is no list', () => {
  assert.equal(keptList(keeping()), undefined);
  const empty = keptText({ servers: [], groupOrder: [], problems: [] });
  assert.equal(keptList(keeping(empty)), undefined);
  const other = JSON.stringify({ shape: 0, list: { servers: [entry('gpu1')] } });
  for (const text of ['{', 'null', '7', other])
    assert.equal(keptList(keeping(text)), undefined, text);
});

test('what is damaged or was tampered with leaves the rest, and never stops the window', () => {
  const read = (list: unknown) => keptList(keeping(JSON.stringify({ shape: 1, list })));
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
  const many = Array.from({ length: 50_000 }, (_, at) => entry(`gpu${at}`));
  assert.equal(read({ servers: many })?.servers.length, 2_000);
});

test('ports, jump hosts and groups without measure, and names that stand twice', () => {
  const servers = [
    { ...entry('gpu1'), port: 1e308 },
    { ...entry('gpu2'), jumps: Array.from({ length: 100_000 }, () => 'x') },
    entry('gpu3'),
    entry('gpu3', { host: 'other.lab' }),
  ];
  const groupOrder = Array.from({ length: 200_000 }, (_, at) => `g${at}`);
  const list = keptList(keeping(JSON.stringify({ shape: 1, list: { servers, groupOrder } })));
  assert.deepEqual(
    list?.servers.map(({ name, jumps }) => [name, jumps.length]),
    [
      ['gpu2', 20],
      ['gpu3', 0],
    ],
  );
  assert.equal(list?.groupOrder.length, 2000);
});
