/**
 * `labmate config` against `ssh -G` of the installed ssh: the same keys and values over configs that
 * people do write. The corpus is in same-as-ssh/.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { configReport } from './config-report';
import { configPaths, readConfig } from './read-servers';

import { corpus } from './same-as-ssh/corpus';

const version = spawnSync('ssh', ['-V'], { encoding: 'utf8' });
const skip = version.error ? 'no ssh client is installed' : false;
const folder = mkdtempSync(join(tmpdir(), 'labmate-same-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const lists = 'identityfile localforward remoteforward dynamicforward setenv sendenv'.split(' ');
const singles =
  `hostname user port addressfamily identitiesonly identityagent proxyjump proxycommand
serveraliveinterval serveralivecountmax hostkeyalias userknownhostsfile globalknownhostsfile
forwardagent connecttimeout stricthostkeychecking hashknownhosts updatehostkeys`.split(/\s+/);

for (const { name, config, files, hosts } of corpus) {
  test(`as ssh -G (${version.stderr?.trim()}): ${name}`, { skip }, () => {
    const here = mkdtempSync(join(folder, 'case-'));
    const write = (file: string, text: string) => {
      mkdirSync(join(here, file, '..'), { recursive: true });
      writeFileSync(join(here, file), text.replaceAll('DIR', here));
    };
    write('config', config);
    for (const [file, text] of Object.entries(files ?? {})) write(file, text);
    const paths = { ...configPaths(here, homedir(), null), folder: join(homedir(), '.ssh') };
    const read = readConfig(paths);
    assert.deepEqual(read.problems, []);
    for (const host of hosts) {
      assert.deepEqual(configReport(read, host), sshSays(here, host), host);
    }
  });
}

test('the corpus is as large as promised', () => {
  assert.ok(corpus.length >= 90, String(corpus.length));
});

function sshSays(here: string, host: string): Record<string, string | string[]> {
  const args = ['-F', join(here, 'config'), '-G', host];
  const { stdout, stderr, status } = spawnSync('ssh', args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const said: Record<string, string | string[]> = {};
  for (const line of stdout.split('\n')) {
    const [, key = '', value = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (singles.includes(key)) said[key] = value;
    if (lists.includes(key)) said[key] = [...(said[key] ?? []), value];
  }
  return withoutSlip(said);
}

/** OpenSSH 9.2 prints a local forward to a Unix socket once more as a dynamic one, which it is not. */
function withoutSlip(said: Record<string, string | string[]>): Record<string, string | string[]> {
  const sockets = [said['localforward'] ?? []]
    .flat()
    .filter((text) => / [^[]/.test(text))
    .map((text) => text.split(' ')[0]);
  const { dynamicforward, ...rest } = said;
  const dynamic = [dynamicforward ?? []].flat().filter((text) => !sockets.includes(text));
  return dynamic.length > 0 ? { ...rest, dynamicforward: dynamic } : rest;
}
