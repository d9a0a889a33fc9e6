import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openWithDesktop } from './open-local';

const folder = mkdtempSync(join(tmpdir(), 'labmate-open-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A stand-in for the system's opener, which this machine need not have. */
function opener(name: string, body: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return path;
}

test('a program that goes on for ever holds up nobody, and gets the path as one word', async () => {
  const told = join(folder, 'told');
  const endless = opener(
    'endless',
    `printf '%s' "$1" > '${told}.new' && mv '${told}.new' '${told}'\necho $$ > '${told}.pid'\nexec sleep 600`,
  );
  await openWithDesktop('/tmp/a b; touch x', endless);
  assert.equal(readFileSync(told, 'utf8'), '/tmp/a b; touch x');
  const pid = Number(readFileSync(`${told}.pid`, 'utf8'));
  assert.ok(existsSync(`/proc/${pid}`) || process.platform !== 'linux', 'it is still there');
  process.kill(pid);
});

test('no opener, no program for the file, and one that is done at once', async () => {
  await assert.rejects(openWithDesktop('x', join(folder, 'none')), /ENOENT/);
  await assert.rejects(openWithDesktop('x', opener('no-program', 'exit 3')), /no program for it/);
  await assert.rejects(openWithDesktop('x', opener('odd', 'exit 9')), /ended with code 9/);
  await openWithDesktop('x', opener('done', 'exit 0'));
});
