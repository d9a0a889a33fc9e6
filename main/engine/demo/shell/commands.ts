/** The commands of the demo's terminal. None of them starts a program; all are answered here. */
import { closeSync, constants, readSync } from 'node:fs';
import { gpuTable } from '../answers/nvidia-smi';
import { TreeFault } from '../files/tree';
import { longName } from '../files/wire';
import type { Machine } from '../machine';
import { dfRows } from '../model/disks';

export interface ShellState {
  /** Where the visitor is, absolute. */
  folder: string;
  columns: number;
}

export interface CommandResult {
  output: string;
  errors: string;
  code: number;
  /** The shell is to end. */
  ends?: boolean;
}

interface Call {
  machine: Machine;
  state: ShellState;
  args: string[];
  /** Makes a path of the visitor's absolute. */
  at(path: string): string;
}

type Command = (call: Call) => string | Partial<CommandResult>;

/** What a file may have to be printed, in bytes. */
const maxPrintedBytes = 256 * 1024;

const commands: Readonly<Record<string, Command>> = {
  help: () => helpText,
  pwd: ({ state }) => `${state.folder}\n`,
  whoami: ({ machine }) => `${machine.user}\n`,
  hostname: ({ machine }) => `${machine.name}\n`,
  echo: ({ args }) => `${args.join(' ')}\n`,
  clear: () => '\x1b[H\x1b[2J\x1b[3J',
  exit: () => ({ output: 'logout\n', ends: true }),
  logout: () => ({ output: 'logout\n', ends: true }),
  cd({ machine, state, args, at }) {
    const found = machine.tree.find(at(args[0] ?? machine.tree.home), { follow: true });
    if (!machine.tree.stat(found.path, { follow: true }).isDirectory()) {
      throw new TreeFault('ENOTDIR', 'Not a directory');
    }
    state.folder = found.path;
    return '';
  },
  ls({ machine, args, at }) {
    const options = args.filter((word) => word.startsWith('-')).join('');
    const entries = machine.tree.list(
      machine.tree.find(at(args.find((word) => !word.startsWith('-')) ?? '.'), { follow: true })
        .path,
    );
    const shown = entries
      .filter(({ name }) => options.includes('a') || !name.startsWith('.'))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    if (options.includes('l')) {
      return shown
        .map(({ name, stat }) => `${longName(printable(name), stat, machine.user)}\n`)
        .join('');
    }
    const words = shown.map(({ name, stat }) =>
      stat.isDirectory() ? `\x1b[1;34m${printable(name)}\x1b[0m` : printable(name),
    );
    return words.length > 0 ? `${words.join('  ')}\n` : '';
  },
  cat: (call) => call.args.map((path) => contentOf(call, path)).join(''),
  head: (call) => someLines(call, (lines, count) => lines.slice(0, count)),
  tail: (call) => someLines(call, (lines, count) => lines.slice(-count)),
  mkdir({ machine, args, at }) {
    for (const path of args) machine.tree.makeFolder(at(path), 0o755);
    return '';
  },
  rm({ machine, args, at }) {
    for (const path of args) machine.tree.remove(at(path));
    return '';
  },
  touch({ machine, args, at }) {
    for (const path of args) {
      closeSync(machine.tree.open(at(path), constants.O_WRONLY | constants.O_CREAT, 0o644));
    }
    return '';
  },
  'nvidia-smi': ({ machine }) =>
    `${gpuTable(machine.computer, machine.computer.at(machine.clock())).join('\n')}\n`,
  df: ({ machine, args }) =>
    `${dfRows(machine.computer.disks, args.includes('-i') ? 'inodes' : 'space').join('\n')}\n`,
  uptime({ machine }) {
    const { uptimeSeconds, load } = machine.computer.at(machine.clock());
    const days = Math.floor(uptimeSeconds / 86_400);
    return ` up ${days} days,  3 users,  load average: ${load.map((value) => value.toFixed(2)).join(', ')}\n`;
  },
  colours: () => colours(),
  nvtop: instead,
  htop: instead,
  top: instead,
};

/** Where there is no full-screen program, the window has the figures. */
function instead(): string {
  return 'The demo has no full-screen programs. The Overview tab shows the same, and it moves.\n';
}

export const commandNames: readonly string[] = Object.keys(commands);

const helpText = `Commands of the demo terminal:
  ls cd pwd cat head tail echo mkdir rm touch     files in your scratch folder
  nvidia-smi uptime df                            what this computer does
  whoami hostname colours clear exit              and these
Nothing else is part of the demo.
`;

/** Runs one line. Words may be quoted; there are no pipes and no variables. */
export function runLine(machine: Machine, state: ShellState, line: string): CommandResult {
  const result: CommandResult = { output: '', errors: '', code: 0 };
  const [name = '', ...args] = wordsOf(line);
  if (name === '') return result;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const said = `${printable(name).slice(0, 80)}: not part of the demo (type help)\n`;
    return { ...result, errors: said, code: 127 };
  }
  const at = (path: string) => {
    const home = path.replace(/^~(?=\/|$)/, machine.tree.home);
    return home.startsWith('/') ? home : `${state.folder}/${home}`;
  };
  try {
    const answer = command({ machine, state, args, at });
    return typeof answer === 'string' ? { ...result, output: answer } : { ...result, ...answer };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const why = error instanceof TreeFault ? error.message : reason(code);
    return { ...result, errors: `${name}: ${why}\n`, code: 1 };
  }
}

function reason(code: string): string {
  const words: Record<string, string> = {
    ENOENT: 'No such file or directory',
    EEXIST: 'File exists',
    EACCES: 'Permission denied',
    EISDIR: 'Is a directory',
  };
  return words[code] ?? code;
}

export function wordsOf(line: string): string[] {
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

function contentOf({ machine, at }: Call, path: string): string {
  const descriptor = machine.tree.open(at(path), constants.O_RDONLY, 0);
  try {
    const bytes = Buffer.alloc(maxPrintedBytes);
    const count = readSync(descriptor, bytes, 0, bytes.length, 0);
    return bytes.toString('utf8', 0, count);
  } finally {
    closeSync(descriptor);
  }
}

function someLines(call: Call, choose: (lines: string[], count: number) => string[]): string {
  const flag = call.args.indexOf('-n');
  const inline = call.args.find((word) => /^-\d+$/.test(word));
  const count = Number(inline?.slice(1) ?? (flag >= 0 ? call.args[flag + 1] : 10)) || 10;
  const paths = call.args.filter(
    (word, at) => !word.startsWith('-') && (flag < 0 || at !== flag + 1),
  );
  return paths
    .map((path) => choose(contentOf(call, path).replace(/\n$/, '').split('\n'), count).join('\n'))
    .map((text) => `${text}\n`)
    .join('');
}

/** Names may hold anything: a file name must not move the cursor. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}

function colours(): string {
  const basic = Array.from({ length: 8 }, (_, n) => `\x1b[3${n}m■■\x1b[9${n}m■■`).join(' ');
  const ramp = Array.from({ length: 64 }, (_, n) => {
    const hue = (shift: number) => Math.round(127 + 127 * Math.sin(n / 10 + shift));
    return `\x1b[48;2;${hue(0)};${hue(2)};${hue(4)}m `;
  }).join('');
  return `${basic}\x1b[0m\n${ramp}\x1b[0m\n日本語 한국어 ünïcödé 👩‍🔬 ━━┓ ▁▂▃▄▅▆▇█\n`;
}
