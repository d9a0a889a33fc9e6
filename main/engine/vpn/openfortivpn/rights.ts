/**
 * openfortivpn needs root. How this computer lets a person have it, the least asking first: being root, a rule
 * of sudo that asks nothing, polkit's own window, sudo with the person's password.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';

export type Rights = 'root' | 'sudo-free' | 'pkexec' | 'sudo';

const PATIENCE_MS = 5000;
/** Root's programs are taken from where root's own are, never from a person's PATH. */
const folders = ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin', '/usr/local/sbin'];
const homebrew = ['/opt/homebrew/bin', '/opt/homebrew/sbin'];

/** The absolute path of a program, or null. */
export function findProgram(
  name: string,
  exists: (path: string) => boolean = existsSync,
): string | null {
  const all = process.platform === 'darwin' ? [...folders, ...homebrew] : folders;
  return all.map((folder) => `${folder}/${name}`).find((path) => exists(path)) ?? null;
}

/** @returns null where there is no way to run it as root */
export async function findRights(
  program: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Rights | null> {
  if (process.geteuid?.() === 0) return 'root';
  const sudo = findProgram('sudo');
  if (sudo && (await works(sudo, ['-n', '-l', program]))) return 'sudo-free';
  // Without a desktop nobody could answer polkit's window.
  const hasDesktop = Boolean(env['WAYLAND_DISPLAY'] || env['DISPLAY']);
  if (hasDesktop && findProgram('pkexec')) return 'pkexec';
  return sudo ? 'sudo' : null;
}

/** @param sudoPrompt what sudo prints when it asks for a password */
export function withRights(
  rights: Rights,
  command: readonly string[],
  sudoPrompt: string,
): readonly string[] {
  switch (rights) {
    case 'root':
      return command;
    case 'sudo-free':
      return [findProgram('sudo') ?? 'sudo', '-n', '--', ...command];
    case 'pkexec':
      return [findProgram('pkexec') ?? 'pkexec', '--disable-internal-agent', ...command];
    case 'sudo':
      return [findProgram('sudo') ?? 'sudo', '-p', sudoPrompt, '--', ...command];
  }
}

function works(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: PATIENCE_MS }, (error) => resolve(error === null));
  });
}
