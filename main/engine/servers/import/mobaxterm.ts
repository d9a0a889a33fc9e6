/**
 * MobaXterm's sessions: `MobaXterm.ini`, or an export (`.mxtsessions`). Each folder is a section
 * `Bookmarks` or `Bookmarks_<n>` with its path in `SubRep`; each session is one value, whose parts
 * are `#icon#kind%host%port%user%…`. There is no description by its makers: the places of the parts
 * are those that several programs which read and write these files agree on.
 */
import type { Section } from './records';
import { type FoundSession, hop, notTaken, portOf, refusals, splitHost } from './session';

const bookmarks = /^Bookmarks(_\d+)?$/i;

/** The numbers of kinds of sessions, where they are known. */
const kinds: Readonly<Record<string, string>> = {
  '1': 'Telnet',
  '2': 'RSH',
  '3': 'XDMCP',
  '4': 'remote desktop (RDP)',
  '5': 'VNC',
  '6': 'FTP',
  '7': 'SFTP',
  '8': 'a serial line',
  '9': 'a local file',
  '10': 'a local shell',
  '11': 'a web page',
  '12': 'Mosh',
  '13': 'S3',
  '14': 'WSL',
};

/** Where the program keeps its own places in paths: `_ProfileDir_\.ssh\id_ed25519`. */
export interface WindowsPlaces {
  home: string;
  /** `C:`. */
  drive: string;
}

export function isMobaXterm(sections: readonly Section[]): boolean {
  return sections.some(({ name }) => bookmarks.test(name));
}

export function mobaxtermSessions(
  sections: readonly Section[],
  places: WindowsPlaces,
): FoundSession[] {
  const sessions: FoundSession[] = [];
  for (const { name, values, lines } of sections) {
    if (!bookmarks.test(name)) continue;
    const folder = values.get('subrep') ?? '';
    for (const [title, value] of lines) {
      const found = session(title, value, places);
      if (found) sessions.push({ ...found, group: folder === '' ? null : plainText(folder) });
    }
  }
  return sessions;
}

function session(title: string, value: string, places: WindowsPlaces): FoundSession | undefined {
  const parts = /^\s*[^#]*#\d+#(\d+)%([^#]*)/.exec(value);
  if (!parts) return undefined;
  const kind = parts[1] ?? '';
  const fields = (parts[2] ?? '').split('%').map(plainText);
  // Counted with the kind as the first part, as everybody does who describes them.
  const field = (at: number) => fields[at - 1]?.trim() ?? '';
  const { host, user } = splitHost(field(1), userOf(field(3)));
  const port = portOf(field(2));
  const isSsh = kind === '0';
  const left: string[] = [];
  const jump = isSsh ? jumpOf(field(8), field(9), field(10)) : '';
  // A name in brackets stands for a stored account: user and password.
  if (/^\[.*\]$/.test(field(3))) left.push(`the stored account ${field(3)}`);
  if (isSsh && field(7) !== '') left.push(notTaken.command);
  const refused = !isSsh
    ? refusals.kind(kinds[kind] ?? 'another kind')
    : host === ''
      ? refusals.noHost
      : port === null
        ? refusals.port(field(2))
        : null;
  const keyFile = isSsh ? pathOf(field(14), places) : '';
  return {
    title: plainText(title),
    group: null,
    host,
    port: port ?? 22,
    user,
    keyFile,
    jump,
    left,
    refused,
  };
}

/** `<default>` is the name of the Windows account, which no server knows. */
function userOf(text: string): string {
  return text === '<default>' || /^\[.*\]$/.test(text) ? '' : text;
}

/** Several jump hosts stand beside each other with `|`, each list in the same order. */
function jumpOf(hosts: string, ports: string, users: string): string {
  if (hosts === '') return '';
  const port = ports.split('|');
  const user = users.split('|');
  return hosts
    .split('|')
    .filter((host) => host !== '')
    .map((host, at) => hop(userOf(user[at] ?? ''), host, portOf(port[at]) ?? 22))
    .join(',');
}

function pathOf(path: string, { home, drive }: WindowsPlaces): string {
  return path
    .replace(/^_ProfileDir_/, () => home)
    .replace(/^_MyDocuments_/, () => `${home}\\Documents`)
    .replace(/^_DesktopDir_/, () => `${home}\\Desktop`)
    .replace(/^_CurrentDrive_:?/, () => drive);
}

const escapes: Readonly<Record<string, string>> = {
  __PTVIRG__: ';',
  __DBLQUO__: '"',
  __PIPE__: '|',
  __DIEZE__: '#',
  __PERCENT__: '%',
  __EQUAL__: '=',
  __DBLDOT__: ':',
};

function plainText(text: string): string {
  return text.replace(/__[A-Z]+__/g, (word) => escapes[word] ?? word);
}
