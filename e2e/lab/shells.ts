/**
 * Login shells of lab users and their start-up files. Debian's /etc/profile sets PATH anew, so the
 * shells' own files put back the server's PATH (which sshd hands over as LABMATE_LAB_PATH).
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `noisy` is bash whose .bashrc talks on every start, as the ones that break scp do. */
export type LabShell = 'bash' | 'noisy' | 'dash' | 'fish' | 'tcsh' | 'zsh';

/** What the noisy .bashrc prints. */
export const noise = 'Welcome to the lab! Quota: 93 % used';

/** Candidates in order; Debian's /bin is a link to /usr/bin. */
const paths: Record<LabShell, string> = {
  bash: '/bin/bash',
  noisy: '/bin/bash',
  dash: '/bin/dash',
  fish: '/usr/bin/fish',
  tcsh: '/usr/bin/tcsh',
  zsh: '/usr/bin/zsh',
};

/** Whether a shell is on this machine: tests of an absent one are skipped with that reason. */
export function hasShell(shell: LabShell): boolean {
  return existsSync(paths[shell]);
}

export function shellPath(shell: LabShell): string {
  if (!hasShell(shell)) throw new Error(`${paths[shell]} is not installed`);
  return paths[shell];
}

export function writeShellFiles(home: string, shell: LabShell): void {
  const restore = '[ -z "$LABMATE_LAB_PATH" ] || PATH=$LABMATE_LAB_PATH\n';
  writeFileSync(join(home, '.profile'), `${restore}[ -z "$BASH" ] || . ~/.bashrc\n`);
  writeFileSync(join(home, '.zshenv'), restore);
  writeFileSync(join(home, '.zprofile'), restore);
  const cshell = 'if ( $?LABMATE_LAB_PATH ) setenv PATH $LABMATE_LAB_PATH\n';
  writeFileSync(join(home, '.tcshrc'), cshell);
  mkdirSync(join(home, '.config/fish'), { recursive: true });
  writeFileSync(
    join(home, '.config/fish/config.fish'),
    'if set -q LABMATE_LAB_PATH\n  set -x PATH (string split : $LABMATE_LAB_PATH)\nend\n',
  );
  // bash reads .bashrc also for commands over ssh (it finds sshd as its parent): hence the noise.
  writeFileSync(join(home, '.bashrc'), `${restore}${shell === 'noisy' ? `echo '${noise}'\n` : ''}`);
}
