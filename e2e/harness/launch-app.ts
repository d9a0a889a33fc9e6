/**
 * The real app in a real Electron on a screen of its own, as an ordinary user with Chromium's
 * sandbox on: what a person runs, driven by Playwright. As root a lab user is made for it, since
 * a sandbox that is off would test nothing.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { buildIfStale } from '../../scripts/build-if-stale.mjs';
import { ensureRuntime, runtimeEnv } from '../../scripts/electron-bootstrap.mjs';
import { ensureLibraries } from '../../scripts/electron-libraries.mjs';
import { giveTo, isRoot, type Lab, type LabUser, startLab } from '../lab';
import { type Display, displayMissing, openDisplay } from './display';
import { processTree, sandboxFaults, sandboxMissing } from './sandbox';
import { stageApp } from './stage';

export interface LaunchOptions {
  /** The lab whose servers the app should know. Without it the app gets a lab with one user. */
  lab?: Lab;
  /** Who runs the app. As root: a user `window` of the lab, made when missing. */
  user?: LabUser;
  /** `LABMATE_HOME`; a new folder in the user's home unless told. Kept when the app closes. */
  home?: string;
  /** `LABMATE_SSH_DIR`; a copy of the lab's ssh folder unless told. */
  sshDir?: string;
  env?: Record<string, string>;
  /** Words for the app's command line. */
  args?: readonly string[];
  /** Outer size of the window, in pixels. The screen is at least 1400 by 900. */
  size?: { width: number; height: number };
  colorScheme?: 'dark' | 'light';
  /** Folder of the project; tests of the harness bring their own. */
  projectRoot?: string;
}

export interface App {
  readonly electronApp: ElectronApplication;
  /** The first window's page, loaded. */
  readonly page: Page;
  readonly user: LabUser;
  /** `LABMATE_HOME` of this app. */
  readonly home: string;
  /** `LABMATE_SSH_DIR` of this app. */
  readonly sshDir: string;
  /** Pid of the main process. */
  readonly pid: number;
  /** The latest lines that the app wrote to stdout and stderr. */
  output(): string;
  /** Saves what the window shows; returns the file, `.cache/screenshots/<name>.png`. */
  screenshot(name: string): Promise<string>;
  /** Ends everything that `launchApp` made. Safe to call twice. */
  close(): Promise<void>;
}

/** How long an app may take to close politely, in milliseconds; then it is killed. */
const CLOSE_MS = 15_000;

let reason: string | false | undefined;

/** Why no window can be tested on this machine, or `false`: fits `skip` of node:test. */
export function windowMissing(): string | false {
  reason ??= displayMissing() || sandboxMissing();
  return reason;
}

/** Undoes in reverse order; one failure does not keep the others. */
class Undo {
  readonly #steps: Array<() => unknown> = [];
  #done: Promise<void> | undefined;

  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  run(): Promise<void> {
    this.#done ??= this.#run();
    return this.#done;
  }

  async #run(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.reverse()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `closing the app: ${failures[0]}`);
  }
}

async function chooseUser(
  options: LaunchOptions,
  undo: Undo,
): Promise<{ user: LabUser; lab: Lab }> {
  let { lab } = options;
  if (!lab) {
    const own = await startLab();
    undo.add(() => own.stop());
    lab = own;
  }
  const user = options.user ?? (await ownUser(lab));
  return { user, lab };
}

/** As root somebody who has no server account; else the lab has room for one user only. */
async function ownUser(lab: Lab): Promise<LabUser> {
  const server = lab.servers[0];
  if (!isRoot && server) return server.user;
  return lab.addUser({ name: 'window' });
}

/** Words that run a command as the user; only root can, and only root needs to. */
export function userCommand(user: LabUser, command: readonly string[]): string[] {
  if (!isRoot) return [...command];
  const identity = ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups'];
  return ['setpriv', ...identity, '--', ...command];
}

/** Playwright starts one executable by name; as root that one changes the user first. */
function asUser(user: LabUser, executable: string, place: string): string {
  if (!isRoot) return executable;
  const wrapper = join(place, 'electron-as-user');
  const words = userCommand(user, [executable]).map((word) => `'${word}'`);
  writeFileSync(wrapper, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
  chmodSync(wrapper, 0o755);
  return wrapper;
}

/** The built app and a runtime where a lab user can run them. */
export async function makeRunnable(projectRoot: string, place: string) {
  const runtime = await ensureRuntime({ projectRoot, say: () => {} });
  ensureLibraries(runtime.path, (text: string) => console.error(text));
  await buildIfStale(projectRoot, { quiet: true });
  const staged = isRoot
    ? stageApp(projectRoot, runtime.path, place)
    : { appDir: projectRoot, executable: runtime.path };
  return { ...staged, env: runtimeEnv(runtime) };
}

function folderFor(user: LabUser, path: string): string {
  if (!existsSync(path)) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (isRoot) giveTo(user, path);
  }
  return path;
}

interface Prepared {
  executable: string;
  appDir: string;
  env: Record<string, string>;
  user: LabUser;
}

async function startElectron(prepared: Prepared, options: LaunchOptions, undo: Undo) {
  const lines: string[] = [];
  const electronApp = await _electron.launch({
    executablePath: prepared.executable,
    args: [prepared.appDir, ...(options.args ?? [])],
    cwd: prepared.user.home,
    env: prepared.env,
    chromiumSandbox: true, // else Playwright itself adds --no-sandbox
    colorScheme: options.colorScheme ?? 'light',
    timeout: 60_000,
  });
  const child = electronApp.process();
  const keep = (data: Buffer) => {
    lines.push(data.toString('utf8'));
    if (lines.length > 200) lines.shift();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const pid = child.pid ?? 0;
  undo.add(() => closeElectron(electronApp, pid));
  return { electronApp, pid, output: () => lines.join('') };
}

async function closeElectron(electronApp: ElectronApplication, pid: number): Promise<void> {
  const children = processTree(pid).map((facts) => facts.pid);
  let watchdog: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    watchdog = setTimeout(() => resolve('late'), CLOSE_MS);
  });
  const ended = await Promise.race([electronApp.close(), late]);
  clearTimeout(watchdog);
  for (const child of processTree(pid).map((facts) => facts.pid)) killNow(child);
  if (ended === 'late') {
    for (const child of children) killNow(child);
    throw new Error(`the app did not close within ${CLOSE_MS / 1000} s and was killed`);
  }
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Size and colours as a person would have set them. */
async function dress(electronApp: ElectronApplication, options: LaunchOptions): Promise<void> {
  const { colorScheme = 'light', size } = options;
  await electronApp.evaluate(({ nativeTheme }, scheme) => {
    nativeTheme.themeSource = scheme;
  }, colorScheme);
  if (!size) return;
  await electronApp.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, width, height });
  }, size);
}

function environment(user: LabUser, display: Display, home: string, sshDir: string) {
  const { HOME = '', USER = '', LOGNAME = '', SHELL = '', LANG = '', PATH = '' } = user.env;
  return {
    ...{ HOME, USER, LOGNAME, SHELL, LANG, PATH },
    DISPLAY: display.name,
    LABMATE_HOME: home,
    LABMATE_SSH_DIR: sshDir,
    // No session bus, and none started on the way that would outlive the app.
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
  };
}

/**
 * Starts the app and waits for its first window. Check `windowMissing()` first.
 * Fails if Chromium's sandbox turns out not to be on.
 */
export async function launchApp(options: LaunchOptions = {}): Promise<App> {
  const undo = new Undo();
  try {
    return await launch(options, undo);
  } catch (error) {
    await undo.run();
    throw error;
  }
}

async function launch(options: LaunchOptions, undo: Undo): Promise<App> {
  const projectRoot = options.projectRoot ?? process.cwd();
  const { user, lab } = await chooseUser(options, undo);
  const place = mkdtempSync(join(lab.dir, 'app-'));
  undo.add(() => rmSync(place, { recursive: true, force: true }));
  const runnable = await makeRunnable(projectRoot, place);
  const { width = 1400, height = 900 } = options.size ?? {};
  const display = await openDisplay(Math.max(width, 1400), Math.max(height, 900));
  undo.add(() => display.close());
  const home = folderFor(user, options.home ?? join(user.home, 'labmate-home'));
  const sshDir = folderFor(user, options.sshDir ?? lab.sshDirFor(user));
  const prepared = {
    executable: asUser(user, runnable.executable, place),
    appDir: runnable.appDir,
    env: { ...environment(user, display, home, sshDir), ...runnable.env, ...options.env },
    user,
  };
  const { electronApp, pid, output } = await startElectron(prepared, options, undo);
  const page = await electronApp.firstWindow();
  await dress(electronApp, options);
  const faults = sandboxFaults(pid);
  if (faults.length > 0) throw new Error(`the sandbox is not on: ${faults.join('; ')}`);
  return {
    ...{ electronApp, page, user, home, sshDir, pid, output },
    async screenshot(name) {
      const folder = join(process.cwd(), '.cache/screenshots');
      mkdirSync(folder, { recursive: true });
      const path = join(folder, `${name}.png`);
      await page.screenshot({ path });
      return path;
    },
    close: () => undo.run(),
  };
}
