/** A session over the real script in a local shell: what becomes of a bug of our own. */
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Link, RemoteProcess } from '../connections';
import { SamplerChannel } from './channel';
import { GpuQuery } from './gpu-query';
import { Session, usualCadence } from './session';

/** A shell of this computer in the place of a server's. */
function asRemote(child: ChildProcessWithoutNullStreams): RemoteProcess {
  const exit = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  const { stdin, stdout, stderr } = child;
  return { stdin, stdout, stderr, exit, resize() {}, signal() {}, close: () => void child.kill() };
}

test('a bug while figures are taken ends the session with that bug, and the script too', {
  skip: process.platform === 'win32' && 'the script needs a POSIX shell',
}, async () => {
  const child = spawn('/bin/sh', ['-s'], { detached: true });
  const link = { server: 'here', exec: async () => asRemote(child) } as unknown as Link;
  const script = await readFile(join(process.cwd(), 'resources/sampler.sh'), 'utf8');
  const never = new AbortController().signal;
  const channel = await SamplerChannel.open(link, script, never);
  const session = new Session({
    channel,
    cadence: usualCadence,
    query: new GpuQuery(),
    onChange() {
      throw new TypeError('a bug of a test');
    },
  });
  await assert.rejects(session.run(never), TypeError);
  await channel.ended;
});
