/**
 * A session bus with an unlocked keyring for one lab user, as a desktop gives it: the store for secrets that
 * the app finds there. Without it (`DBUS_SESSION_BUS_ADDRESS=disabled:`) there is none.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { giveTo, type LabUser } from './users';

const daemon = '/usr/bin/gnome-keyring-daemon';
const bus = '/usr/bin/dbus-daemon';
const send = '/usr/bin/dbus-send';

/** Why there is no keyring here, or `false`: fits `skip` of node:test. */
export function keyringMissing(): string | false {
  const missing = [daemon, bus, send].filter((path) => !existsSync(path));
  return missing.length > 0 && `needs ${missing.join(' and ')} (gnome-keyring, dbus)`;
}

export interface Keyring {
  /** What a program needs to find it. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** Whether somebody answers for the store of secrets on this bus. */
async function answers(user: LabUser, address: Record<string, string>): Promise<boolean> {
  const asked = await user.run(
    send,
    [
      ...['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'],
      ...['org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'],
    ],
    { env: { ...user.env, ...address } },
  );
  return /boolean true/.test(asked.stdout);
}

export async function startKeyring(user: LabUser): Promise<Keyring> {
  const runtime = join(user.home, 'run');
  mkdirSync(runtime, { mode: 0o700, recursive: true });
  giveTo(user, runtime);
  const children: ChildProcess[] = [];
  const start = (command: string, args: readonly string[], env: Record<string, string>) => {
    const child = spawn(command, args, {
      ...{ uid: user.uid, gid: user.gid, cwd: user.home },
      env: { ...user.env, XDG_RUNTIME_DIR: runtime, ...env },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    children.push(child);
    return child;
  };
  // A test process that dies takes them along.
  const kill = () => {
    for (const child of children) child.kill('SIGKILL');
  };
  process.once('exit', kill);
  const session = start(bus, ['--session', '--nofork', '--print-address=1'], {});
  const [line] = (await once(session.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const address = { DBUS_SESSION_BUS_ADDRESS: line.toString().trim() };
  const words = ['--foreground', '--unlock', '--components=secrets'];
  const keyring = start(daemon, words, address);
  // The password of the keyring is its input; it says nothing when it is there.
  keyring.stdin?.end('keyring-password');
  while (!(await answers(user, address))) {
    if (keyring.exitCode !== null) throw new Error(`the keyring ended with ${keyring.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    env: { ...address, XDG_RUNTIME_DIR: runtime, XDG_CURRENT_DESKTOP: 'GNOME' },
    async stop() {
      process.off('exit', kill);
      for (const child of children.reverse()) {
        const ended = child.exitCode === null ? once(child, 'exit') : undefined;
        child.kill('SIGTERM');
        await ended;
      }
    },
  };
}
