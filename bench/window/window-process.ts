/**
 * A window as a process of its own: Labmate or the bare one, started as a person's desktop would
 * (no test driver in between), on a screen of its own and with Chromium's sandbox on. Its page is
 * looked at over Chromium's debugging protocol, which both of them have.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { build } from 'esbuild';
import { type Display, openDisplay } from '../../e2e/harness/display';
import { makeRunnable, processTree, userCommand } from '../../e2e/harness/for-bench';
import { giveTo, type Lab, type LabUser } from '../../e2e/lab';
import { DevTools } from './devtools';

export interface Runnable {
  name: string;
  executable: string;
  appDir: string;
  env: Record<string, string>;
}

/** What both windows are started with. */
export interface Stage {
  labmate: Runnable;
  bare: Runnable;
  user: LabUser;
  display: Display;
  close(): Promise<void>;
}

/** Builds and stages both windows, with one copy of the runtime that nobody else uses. */
export async function setStage(lab: Lab): Promise<Stage> {
  const user = await lab.addUser({ name: 'window' });
  const place = mkdtempSync(join(lab.dir, 'bench-window-'));
  const made = await makeRunnable(process.cwd(), place);
  const bareDir = join(place, 'bare');
  cpSync('bench/window/bare', bareDir, { recursive: true });
  await build({
    entryPoints: ['bench/window/bare/terminal.ts'],
    outfile: join(bareDir, 'terminal.js'),
    bundle: true,
    target: 'chrome114',
    logLevel: 'warning',
  });
  cpSync('node_modules/@xterm/xterm/css/xterm.css', join(bareDir, 'terminal.css'));
  const display = await openDisplay(2800, 900); // room for both, side by side
  const common = { executable: made.executable, env: made.env };
  return {
    user,
    display,
    labmate: { name: 'labmate', appDir: made.appDir, ...common },
    bare: { name: 'bare window', appDir: bareDir, ...common },
    close: () => display.close(),
  };
}

export interface RunningWindow {
  page: DevTools;
  /** Milliseconds since the epoch at which the process was asked for. */
  spawnedAt: number;
  /** Proportional memory of all its processes, in MiB. */
  pssMiB(): number;
  close(): Promise<void>;
}

export interface StartOptions {
  home: string;
  sshDir: string;
  env?: Record<string, string>;
}

/** Starts a window and waits until its page has painted. */
export async function startWindow(
  stage: Stage,
  what: Runnable,
  options: StartOptions,
): Promise<RunningWindow> {
  const { user } = stage;
  const data = join(options.home, 'chromium');
  mkdirSync(data, { recursive: true });
  giveTo(user, options.home);
  const words = [what.appDir, '--remote-debugging-pipe'];
  // The bare window would use a folder of its name in the user's home; a fresh one is fairer.
  if (what === stage.bare) words.push(`--user-data-dir=${data}`);
  const [command = '', ...args] = userCommand(user, [what.executable, ...words]);
  const spawnedAt = Date.now();
  const child = spawn(command, args, {
    cwd: user.home,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe'],
    env: {
      ...user.env,
      DISPLAY: stage.display.name,
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      LABMATE_HOME: options.home,
      LABMATE_SSH_DIR: options.sshDir,
      ...what.env,
      ...options.env,
    },
  });
  const page = new DevTools(child.stdio[3] as Writable, child.stdio[4] as Readable);
  await page.join();
  await page.until(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  return {
    page,
    spawnedAt,
    pssMiB: () => pssOf(child.pid ?? 0),
    close: () => closeWindow(child),
  };
}

async function closeWindow(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Shared pages are counted by their share (`Pss` of /proc/<pid>/smaps_rollup, proc(5)). */
function pssOf(pid: number): number {
  const sizes = processTree(pid).map((facts) => {
    const text = readFileSync(`/proc/${facts.pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
  });
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

/** When a mark or paint of the page happened, in seconds after the process was asked for. */
export async function secondsTo(window: RunningWindow, entry: string): Promise<number> {
  const at = await window.page.run((name) => {
    const [found] = performance.getEntriesByName(name);
    if (!found) throw new Error(`the page has no ${name}`);
    return performance.timeOrigin + found.startTime;
  }, entry);
  return (at - window.spawnedAt) / 1000;
}
