/**
 * Runs a program of root's on a terminal of its own. An ordinary person may not signal such a process, but the
 * terminal may: Ctrl+C typed there reaches it whoever it belongs to. It is typed when our end of its input
 * closes, so that the program also ends, in order, when Labmate is killed. `script` (util-linux, BSD) makes the terminal.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { quote } from '../../kit/quote';

/** What is not gone so long after it was asked to end is left alone, in milliseconds. */
const LAST_RESORT_MS = 20_000;

/**
 * Ctrl+C when the input ends; Ctrl+\ where that was of no use for 10 s (a gateway that does not answer the
 * farewell: the routes are restored by then). The last line tells the exit code; then the whole group goes.
 */
const lifeline = (terminal: string) =>
  `{ cat; printf '\\003' && sleep 10 && printf '\\034' && sleep 2; } | { ${terminal}; code=$?; trap '' PIPE; printf '\\n%s %s\\n' "$2" "$code"; kill 0; }`;

const terminals: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'script -qefc "$1" /dev/null',
  darwin: 'script -q /dev/null /bin/sh -c "$1"',
};

export interface OnTerminal {
  /** Types a line. Its echo is off. */
  answer(line: string): void;
  /** Resolves with its exit code, or null when it was lost, once all that it said was told. */
  readonly ended: Promise<number | null>;
  /** Asks it to end; `ended` tells when it has. */
  stop(): void;
}

/** @param say what it prints, as it comes */
export function runOnTerminal(command: readonly string[], say: (text: string) => void): OnTerminal {
  const mark = `labmate-${randomBytes(12).toString('hex')}`;
  const inner = `stty -echo; exec ${command.map(quote).join(' ')}`;
  const child = spawn(
    '/bin/sh',
    ['-c', lifeline(terminals[process.platform] ?? 'false'), 'labmate-vpn', inner, mark],
    {
      // A group of its own: Ctrl+C at the command line is for us, and we end it in order.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        // Nothing that this person's PATH brings is run for root.
        PATH: '/usr/bin:/bin:/usr/sbin:/sbin:/usr/local/bin:/usr/local/sbin',
        SHELL: '/bin/sh',
        LC_ALL: 'C',
        TERM: 'dumb',
      },
    },
  );
  const ended = follow(child, mark, say);
  let stopping = false;
  return {
    answer: (line) => child.stdin.write(`${line}\n`),
    ended,
    stop() {
      if (stopping) return;
      stopping = true;
      child.stdin.end();
      const last = setTimeout(() => {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      }, LAST_RESORT_MS);
      void ended.then(() => clearTimeout(last));
    },
  };
}

/** Hands on what is said; the line with the mark is ours, and the end. */
function follow(
  child: ChildProcessWithoutNullStreams,
  mark: string,
  say: (text: string) => void,
): Promise<number | null> {
  return new Promise((resolve) => {
    let held = '';
    child.stdin.on('error', () => undefined); // it has ended: `close` tells
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk: string) => {
      const text = held + chunk;
      const at = text.indexOf(`\n${mark} `);
      if (at < 0) {
        // The mark may come in two pieces.
        const cut = text.lastIndexOf('\n');
        const tail = cut >= 0 && `\n${mark} `.startsWith(text.slice(cut)) ? cut : text.length;
        held = text.slice(tail);
        if (tail > 0) say(text.slice(0, tail));
        return;
      }
      const line = /^\n\S+ (\d+)\n/.exec(text.slice(at));
      if (!line) {
        held = text;
        return;
      }
      held = '';
      if (at > 0) say(`${text.slice(0, at)}\n`);
      resolve(Number(line[1]));
    });
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', say);
    child.once('error', () => resolve(null));
    child.once('close', () => resolve(null));
  });
}
