import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ServerDraft } from '../../../../preload/contract/servers';
import { silentLog } from '../../kit/log';
import type { ProblemError } from '../../kit/outcome';
import { createServers } from '..';
import {
  arrange,
  noArrangement,
  ordered,
  orderGroups,
  placeOf,
  prune,
  rename,
  renameGroup,
} from './arrange';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function room(config = '') {
  const folder = mkdtempSync(join(tmpdir(), 'labmate-arrange-'));
  folders.push(folder);
  const [ssh, data] = [join(folder, 'ssh'), join(folder, 'data')];
  const make = () =>
    createServers({
      host: { paths: { ssh, data, resources: folder }, log: silentLog },
      systemConfig: null,
    });
  return { make, servers: make(), config, ssh, file: join(data, 'arrangement.json') };
}

const draft = (name: string): ServerDraft => ({
  ...{ name, host: `${name}.lab`, port: 22, user: 'asha', identityFile: '', proxyJump: '' },
});

const names = (servers: ReturnType<typeof createServers>) =>
  servers.list().servers.map(({ name }) => name);

async function threeServers() {
  const made = room();
  for (const name of ['a', 'b', 'c']) await made.servers.save(draft(name));
  return made;
}

test('order, group and favourite are kept for another run, outside of the ssh config', async () => {
  const { servers, make, ssh } = await threeServers();
  const config = readFileSync(join(ssh, 'labmate_config'), 'utf8');
  await servers.arrange('c', { before: 'a', group: 'Vision', favourite: true });
  await servers.used('b');
  const again = make();
  assert.deepEqual(names(again), ['c', 'a', 'b']);
  const [c, a, b] = again.list().servers;
  assert.deepEqual([c?.group, c?.favourite, c?.usedBefore], ['Vision', true, false]);
  assert.deepEqual([a?.group, a?.favourite, a?.usedBefore], [null, false, false]);
  assert.equal(b?.usedBefore, true);
  assert.equal(readFileSync(join(ssh, 'labmate_config'), 'utf8'), config);
});

test('two programs at once: neither undoes what the other did', async () => {
  const { servers, make } = await threeServers();
  const other = make();
  await Promise.all([
    servers.arrange('a', { favourite: true }),
    other.arrange('b', { group: 'Vision' }),
    servers.arrange('c', { group: 'Robots' }),
    other.used('a'),
  ]);
  const [a, b, c] = make().list().servers;
  assert.deepEqual([a?.favourite, a?.usedBefore], [true, true]);
  assert.deepEqual([b?.group, c?.group], ['Vision', 'Robots']);
});

test('a change by another program is told to those who follow', async () => {
  const { servers, make } = await threeServers();
  // Looking at files does not keep a process alive; this test does.
  const alive = setInterval(() => {}, 1000);
  const seen = new Promise<void>((resolve) => {
    const stop = servers.follow((list) => {
      if (!list.servers.some(({ favourite }) => favourite)) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
  await make().arrange('b', { favourite: true });
  await seen.finally(() => clearInterval(alive));
});

test('groups are renamed and dissolved', async () => {
  const { servers } = await threeServers();
  await servers.arrange('a', { group: 'Vision' });
  await servers.arrange('b', { group: 'Vision' });
  await servers.renameGroup('Vision', 'Robots');
  const groups = () => servers.list().servers.map(({ group }) => group);
  assert.deepEqual(groups(), ['Robots', 'Robots', null]);
  await servers.renameGroup('Robots', null);
  assert.deepEqual(groups(), [null, null, null]);
});

test('a removed server comes back with its text, place, group and star', async () => {
  const { servers, ssh } = await threeServers();
  const file = join(ssh, 'labmate_config');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('Host b\n', 'Host b\n    Compression yes\n'),
  );
  await servers.arrange('b', { group: 'Vision', favourite: true, before: 'a' });
  const text = readFileSync(file, 'utf8');
  const { undo } = await servers.remove('b');
  assert.deepEqual(names(servers), ['a', 'c']);
  await servers.restore(undo);
  assert.equal(readFileSync(file, 'utf8'), text);
  assert.deepEqual(names(servers), ['b', 'a', 'c']);
  assert.deepEqual(servers.list().servers[0]?.group, 'Vision');
  const tag = await servers.restore(undo).catch((error) => (error as ProblemError).problem.tag);
  assert.equal(tag, 'servers/undo-gone', 'only once');
});

test('it comes back into its place after other changes, but not over another of its name', async () => {
  const { servers, ssh } = await threeServers();
  const { undo } = await servers.remove('a');
  await servers.save({ ...draft('d') });
  await servers.restore(undo);
  const text = readFileSync(join(ssh, 'labmate_config'), 'utf8');
  assert.deepEqual(
    [...text.matchAll(/^Host (\S+)/gm)].map(([, name]) => name),
    ['a', 'b', 'c', 'd'],
  );
  const second = await servers.remove('a');
  await servers.save({ ...draft('a'), host: 'other.lab' });
  await assert.rejects(servers.restore(second.undo), (error) => {
    assert.equal((error as ProblemError).problem.tag, 'servers/name-taken');
    return true;
  });
  assert.equal(servers.resolve('a').host, 'other.lab');
});

test('a new server does not inherit what an older one of its name had; a renamed one keeps it', async () => {
  const { servers } = await threeServers();
  await servers.arrange('a', { group: 'Vision' });
  await servers.used('a');
  await servers.save(draft('z'), 'a');
  const z = servers.list().servers.find(({ name }) => name === 'z');
  assert.deepEqual([z?.group, z?.usedBefore], ['Vision', true]);
  await servers.remove('z');
  await servers.save(draft('z'));
  const fresh = servers.list().servers.find(({ name }) => name === 'z');
  assert.deepEqual([fresh?.group, fresh?.usedBefore], [null, false]);
});

test('what a newer Labmate wrote stays, and a broken file is no reason to show nothing', async () => {
  const { servers, file } = await threeServers();
  await servers.arrange('a', { favourite: true });
  const written = JSON.parse(readFileSync(file, 'utf8'));
  written.theme = { a: 1 };
  written.places.a.colour = 'red';
  writeFileSync(file, JSON.stringify(written));
  await servers.arrange('a', { group: 'Vision' });
  const after = JSON.parse(readFileSync(file, 'utf8'));
  assert.deepEqual([after.theme, after.places.a.colour], [{ a: 1 }, 'red']);
  writeFileSync(file, '{"order": 7');
  assert.deepEqual(names(servers).length, 3);
});

test('vanished names are kept for a while, then forgotten', () => {
  const day = 24 * 3600 * 1000;
  const start = arrange(noArrangement, ['a', 'b'], 'b', { before: 'a', favourite: true });
  const gone = prune(start, ['a'], 0);
  assert.equal(placeOf(gone, 'b').favourite, true);
  assert.equal(prune(gone, ['a', 'b'], day).places['b']?.goneSince, undefined, 'it is back');
  const later = prune(gone, ['a'], 91 * day);
  assert.equal(placeOf(later, 'b').favourite, false);
  assert.deepEqual(later.order, ['a']);
});

test('names like those of every object are names like any other', () => {
  const servers = ['constructor', '__proto__'].map((name) => ({ name }));
  assert.deepEqual(placeOf(noArrangement, 'constructor').group, null);
  const moved = rename(noArrangement, 'constructor', 'toString');
  assert.deepEqual(ordered(moved, servers).length, 2);
});

test('the order of groups follows a new name, and keeps those that came meanwhile', () => {
  const first = orderGroups(noArrangement, ['B', 'A']);
  assert.deepEqual(renameGroup(first, 'B', 'Z').groups, ['Z', 'A']);
  assert.deepEqual(renameGroup(first, 'B', null).groups, ['A']);
  assert.deepEqual(orderGroups(first, ['A']).groups, ['A', 'B']);
});
