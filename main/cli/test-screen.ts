/** For lab tests of this room: `labmate` on a real terminal. tmux plays the person's, and its screen is read as they see it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const screenMissing = spawnSync('tmux', ['-V']).error ? 'tmux is not installed' : false;

/** Terminals with a folder of their own for the program's data. */
export class Screens {
  readonly folder = mkdtempSync(join(tmpdir(), 'labmate-tty-'));
  #opened = 0;

  /** @param sshDir the ssh folder of the program. @param args as typed */
  open(sshDir: string, args: string): Screen {
    const name = `s${++this.#opened}`;
    const script = join(this.folder, `${name}.sh`);
    writeFileSync(
      script,
      [
        `export LABMATE_SSH_DIR='${sshDir}' LABMATE_HOME='${this.folder}' SSH_AUTH_SOCK=`,
        `export LABMATE_RESOURCES='${process.cwd()}/resources'`,
        `cd '${process.cwd()}'`,
        'trap : INT', // Ctrl-C is for the program only
        `'${process.execPath}' out/main/labmate.js ${args}; echo "exit=$?"; exec sleep 600`,
      ].join('\n'),
    );
    this.#tmux('new-session', '-d', '-s', name, '-x', '150', '-y', '40', `exec sh '${script}'`);
    return new Screen((...words) => this.#tmux(...words), name);
  }

  close(): void {
    this.#tmux('kill-server');
    rmSync(this.folder, { recursive: true, force: true });
  }

  #tmux(...args: string[]): string {
    const socket = join(this.folder, 'tmux');
    const words = ['-S', socket, '-f', '/dev/null', ...args];
    return spawnSync('tmux', words, { encoding: 'utf8' }).stdout;
  }
}

/** One `labmate`; its exit code appears as `exit=…`. */
class Screen {
  constructor(
    private readonly tmux: (...args: string[]) => string,
    private readonly name: string,
  ) {}

  text(): string {
    return this.tmux('capture-pane', '-p', '-J', '-t', this.name);
  }

  /** Waits until the screen shows it; the watchdog tells what it showed instead. */
  async shows(what: RegExp): Promise<string> {
    const until = Date.now() + 30_000;
    for (;;) {
      const text = this.text();
      if (what.test(text)) return text;
      if (Date.now() > until) assert.fail(`the screen never showed ${what}:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  type(...keys: string[]): void {
    this.tmux('send-keys', '-t', this.name, ...keys);
  }
}
