/** The measured server: the lab's daemon at its own port, without the fault proxy in between. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab, LabServer } from '../e2e/lab';

/** Its name in the lab's ssh config. */
export const target = 'bench-direct';

/** Adds the daemon's own port to the lab's ssh config. */
export function addTarget(lab: Lab, server: LabServer): void {
  appendFileSync(
    join(lab.sshDir, 'config'),
    [
      '',
      `Host ${target}`,
      '  HostName 127.0.0.1',
      `  Port ${server.directPort}`,
      `  User ${server.login}`,
      `  IdentityFile ${lab.keys.ed25519.path}`,
      '  IdentitiesOnly yes',
      '  StrictHostKeyChecking no',
      `  UserKnownHostsFile ${join(lab.sshDir, 'known_hosts')}`,
      '  LogLevel ERROR',
      '',
    ].join('\n'),
  );
}

/** Words that make ssh, scp and rsync's ssh read the lab's config. */
export function sshOptions(lab: Lab): string[] {
  return ['-F', join(lab.sshDir, 'config')];
}

/** Runs a native tool to its end; throws with its words when it fails. */
export async function runCommand(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${said}`);
}
