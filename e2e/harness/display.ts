/** A screen of our own for each app under test: Xvfb on whichever display is free. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { canInstallPackages, installPackages } from '../../scripts/electron-libraries.mjs';

export interface Display {
  /** For `DISPLAY`, such as `:101`. */
  readonly name: string;
  close(): Promise<void>;
}

const xvfb = '/usr/bin/Xvfb';

/** Makes Xvfb present where that can be done, else returns the reason why there is no screen. */
export function displayMissing(): string | false {
  if (process.platform !== 'linux') return 'the harness brings its own screen on Linux only';
  if (existsSync(xvfb)) return false;
  if (!canInstallPackages) return 'Xvfb is missing: sudo apt-get install xvfb';
  installPackages(() => ['xvfb']);
  return existsSync(xvfb) ? false : 'Xvfb could not be installed';
}

/** Reads the display number that the server writes once it listens (`-displayfd`, Xserver(1)). */
async function displayNumber(server: ChildProcess): Promise<string> {
  const pipe = server.stdio[3] as Readable;
  let text = '';
  let said = '';
  server.stderr?.on('data', (data: Buffer) => {
    said = (said + data.toString('utf8')).slice(-2_000);
  });
  for await (const data of pipe) {
    text += String(data);
    if (text.includes('\n')) return text.trim();
  }
  throw new Error(`Xvfb ended before it had a display: ${said}`);
}

/** Starts a screen. Sizes in pixels. */
export async function openDisplay(width: number, height: number): Promise<Display> {
  const server = spawn(
    xvfb,
    ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset'],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const ended = once(server, 'exit');
  // A test process that dies takes its screen along.
  const kill = () => void server.kill('SIGTERM');
  process.once('exit', kill);
  const number = await displayNumber(server);
  return {
    name: `:${number}`,
    async close() {
      process.off('exit', kill);
      server.kill('SIGTERM'); // politely, so that it removes its lock and socket
      await ended;
    },
  };
}
