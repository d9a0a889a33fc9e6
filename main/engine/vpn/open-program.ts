/** Opens a VPN's own window: a fixed path of its program, never a text from anywhere else. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type VpnKind, vpnNames } from '../../../preload/contract/vpn';
import { ProblemError, problem } from '../kit/outcome';
import { traits } from './kinds';

/** Where a kind's program is on this computer; null where it is not, or has no window. */
export function programOf(
  kind: VpnKind,
  exists: (path: string) => boolean = existsSync,
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): string | null {
  const paths = traits.find((each) => each.kind === kind)?.programs[platform] ?? [];
  const usual: Record<string, string> = {
    ProgramFiles: 'C:\\Program Files',
    'ProgramFiles(x86)': 'C:\\Program Files (x86)',
  };
  const whole = paths.map((path) =>
    path.replace(/^%([^%]+)%/, (_, name: string) => env[name] ?? usual[name] ?? ''),
  );
  return whole.find((path) => exists(path)) ?? null;
}

/**
 * Resolves when it has been started.
 * @throws ProblemError `vpn/no-program`, `vpn/not-started`
 */
export async function openProgram(
  kind: VpnKind,
  path: string | null = programOf(kind),
): Promise<void> {
  const name = vpnNames[kind];
  if (path === null) {
    throw new ProblemError(
      problem('vpn/no-program', `The program of ${name} was not found on this computer.`, {
        why: 'It is not where its installer puts it, or it has no window on this system.',
        next: ['Start it as you usually do, then try again.'],
        facts: { kind },
      }),
    );
  }
  const [command, args] = path.endsWith('.app') ? ['/usr/bin/open', [path]] : [path, []];
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command, args, { detached: true, stdio: 'ignore' });
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
    child.once('error', (error) =>
      reject(
        new ProblemError(
          problem('vpn/not-started', `${name} could not be opened.`, {
            next: ['Start it as you usually do, then try again.'],
            facts: { kind, path },
            detail: error.message,
          }),
          { cause: error },
        ),
      ),
    );
  });
}
