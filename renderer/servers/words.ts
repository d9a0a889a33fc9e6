/** Words of the servers' list: the badge of a connection, addresses, typed names. Pure. */
import type { ValueOf } from '../../preload/contract';
import type { Glance } from '../../preload/contract/monitor';
import type { Problem } from '../../preload/contract/problem';
import type { ConnectionState, ServerDraft, ServerEntry } from '../../preload/contract/servers';
import { percentOf } from '../kit/format';

/** A badge differs in word, shape and colour. */
export interface BadgeLook {
  word: string;
  shape:
    | 'filled'
    | 'hollow'
    | 'spinning'
    | 'triangle'
    | 'octagon'
    | 'key'
    | 'fingerprint'
    | 'cloud'
    | 'ellipsis';
  tone: 'ok' | 'muted' | 'busy' | 'warn' | 'danger';
}

const hostDown: BadgeLook = { word: 'Host down', shape: 'triangle', tone: 'danger' };
const signIn: BadgeLook = { word: 'Sign-in needed', shape: 'key', tone: 'warn' };
const lost: BadgeLook = { word: 'Connection lost', shape: 'triangle', tone: 'danger' };
const keyChanged: BadgeLook = { word: 'Key changed', shape: 'octagon', tone: 'danger' };
const keyOpen: BadgeLook = { word: 'Key not accepted', shape: 'fingerprint', tone: 'warn' };
const keyNew: BadgeLook = { ...keyOpen, word: 'New host key' };

/** What a failure is called in one or two words, by the engine's tags (connections/words*.ts). */
const failures: Readonly<Record<string, BadgeLook>> = {
  'connections/host-key-changed': keyChanged,
  'connections/host-key-revoked': { ...keyChanged, word: 'Key revoked' },
  'connections/host-key-refused': keyOpen,
  'connections/host-key-unknown': keyOpen,
  'connections/auth-failed': signIn,
  'connections/sign-in-needed': signIn,
  'connections/sign-in-closed': signIn,
  'connections/too-many-tries': signIn,
  'connections/password-expired': { ...signIn, word: 'Password expired' },
  'connections/vpn-needed': { word: 'VPN needed', shape: 'cloud', tone: 'warn' },
  'connections/unresolved': { ...hostDown, word: 'Name not found' },
  'connections/refused': { ...hostDown, word: 'Refused' },
  'connections/timed-out': hostDown,
  'connections/unreachable': hostDown,
  'connections/silent': hostDown,
  'connections/network': hostDown,
  'connections/not-ssh': { ...hostDown, word: 'Not SSH' },
  'connections/busy': { ...hostDown, word: 'Server busy', tone: 'warn' },
  'connections/jump-failed': { ...hostDown, word: 'Jump host failed' },
  'connections/lost': lost,
  'connections/dropped': lost,
  'connections/handshake-timeout': lost,
  'kit/cancelled': { word: 'Not connected', shape: 'hollow', tone: 'muted' },
};

export function badgeOf(connection: ConnectionState): BadgeLook {
  if (connection.state === 'connected') {
    return connection.silentSince === null
      ? { word: 'Connected', shape: 'filled', tone: 'ok' }
      : { word: 'Not answering', shape: 'ellipsis', tone: 'warn' };
  }
  if (connection.state === 'connecting')
    return { word: 'Connecting', shape: 'spinning', tone: 'busy' };
  if (connection.state === 'disconnected')
    return { word: 'Not connected', shape: 'hollow', tone: 'muted' };
  return badgeOfProblem(connection.problem);
}

function badgeOfProblem(problem: Problem): BadgeLook {
  // Nobody signs in yet: the host key waits for a look.
  if (problem.tag === 'connections/sign-in-needed' && problem.facts['waitsFor'] === 'host-key')
    return keyNew;
  const known = Object.hasOwn(failures, problem.tag) ? failures[problem.tag] : undefined;
  return known ?? { word: 'Failed', shape: 'triangle', tone: 'danger' };
}

/** `asha@gpu1.lab.example`, with the port where it is not 22. */
export function addressOf(server: Pick<ServerEntry, 'host' | 'port' | 'user'>): string {
  const host = server.host.includes(':') ? `[${server.host}]` : server.host;
  const at = server.user === '' ? host : `${server.user}@${host}`;
  return server.port === 22 ? at : `${at}:${server.port}`;
}

/** When a lost link is tried again. */
export function nextTryWords(inMs: number): string {
  const seconds = Math.ceil(inMs / 1000);
  return seconds > 0 ? `next try in ${seconds} s` : 'trying again';
}

/** The GPUs of a row of the list, in one sentence. */
export function glanceSentence({ gpus }: Glance): string {
  if (gpus.state === 'waiting') return 'Reading the GPUs';
  if (gpus.state === 'none') return 'No GPUs';
  if (gpus.state === 'broken') return gpus.problem.what;
  const free = gpus.gpus.filter((gpu) => gpu.free).length;
  const parts = gpus.gpus.map((gpu) => {
    const fill = percentOf(gpu.memoryUsedMiB, gpu.memoryTotalMiB);
    return fill === null ? `GPU ${gpu.index} unknown` : `GPU ${gpu.index} ${Math.round(fill)} %`;
  });
  return `${free} of ${gpus.gpus.length} GPUs free; memory used: ${parts.join(', ')}`;
}

const originWords = {
  saved: 'Saved here, in a file that your ssh config includes',
  config: 'From your ssh config',
  typed: 'Typed, not saved',
} as const;

export function originOf(server: ServerEntry): string {
  return originWords[server.origin];
}

/** Servers whose name, group, host or user holds every word of the search, in their order. */
export function searchServers(servers: readonly ServerEntry[], search: string): ServerEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return servers.filter((server) => {
    const text = `${server.name} ${server.group ?? ''} ${addressOf(server)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The typed text when it can be connected to as it is: `user@host`, `user@host:2222`. */
export function quickTarget(search: string): string | null {
  const text = search.trim().replace(/^ssh\s+/, '');
  return /^[^-\s@:/\p{Cc}][^\s@/\p{Cc}]*@[^-\s@/\p{Cc}][^\s@/\p{Cc}]*$/u.test(text) ? text : null;
}

/** The parts of what people are given for a server. */
export interface SplitAddress {
  host: string;
  user?: string;
  port?: number;
}

/**
 * Takes apart what people copy into the address: `alice@gpu1`, `gpu1:2222`, `ssh alice@gpu1 -p 2222`,
 * `ssh://alice@gpu1:2222`. An IPv6 address with a port stands in brackets. Null when it is none of them.
 */
export function splitAddress(text: string): SplitAddress | null {
  let rest = text.trim().replace(/^(ssh:\/\/|ssh\s+)/i, '');
  let port: string | undefined;
  rest = rest.replace(/(?:^|\s)-p\s*(\d+)(?=\s|$)/, (_whole, digits: string) => {
    port = digits;
    return ' ';
  });
  const found = /^(?:([^\s@:/]+)@)?(?:\[([0-9A-Fa-f:.]+)\]|([^\s@:/[\]]+))(?::(\d+))?\/?$/.exec(
    rest.trim(),
  );
  if (!found) return null;
  const [, user, bracketed, plain = '', written] = found;
  const digits = written ?? port;
  return {
    host: bracketed ?? plain,
    ...(user !== undefined && { user }),
    ...(digits !== undefined && { port: Number(digits) }),
  };
}

/** The form with its address taken apart, and with a name if it has none and the address offers one. */
export function completeDraft(draft: ServerDraft, taken: readonly string[]): ServerDraft {
  const found = splitAddress(draft.host);
  const host = found?.host ?? draft.host.trim();
  const [label = ''] = host.split('.');
  const offered = /^[a-z][\w-]*$/i.test(label) && !taken.includes(label) ? label : '';
  return {
    ...draft,
    host,
    user: found?.user ?? draft.user.trim(),
    port: found?.port ?? draft.port,
    name: draft.name === '' ? offered : draft.name,
  };
}

export const puttyKeyWords =
  'This is a PuTTY key (.ppk), which ssh cannot read. Import it first: “Import a PuTTY key” in the palette, or on the page “SSH keys”; then choose the imported file here.';

/** What the keys of this computer are, for the person who is to choose. */
export function usualKeysWords(found: ValueOf<'servers.identities'> | null): string {
  if (!found) return 'Looking for keys…';
  const { files, agentKeys } = found;
  const agent =
    agentKeys === null ? '' : `the ssh agent with ${agentKeys} ${agentKeys === 1 ? 'key' : 'keys'}`;
  const parts = [...files.map(({ path }) => path), ...(agent === '' ? [] : [agent])];
  if (files.length === 0 && !agentKeys) return 'None were found here.';
  return `Found: ${parts.join(', ')}. Each is tried, then the password.`;
}

export function foundKeyWords(file: ValueOf<'servers.identities'>['files'][number]): string {
  const lock = file.encrypted ? 'locked with a passphrase' : 'without a passphrase';
  return [`${file.kind} key`, lock, file.comment].filter(Boolean).join(', ');
}

export const blankDraft: ServerDraft = {
  name: '',
  host: '',
  port: 22,
  user: '',
  identityFile: '',
  proxyJump: '',
  proxy: '',
};

/** The engine reads it more closely; this catches what is no address at all. */
function isProxy(text: string): boolean {
  return /^(system|none|(socks5h?|socks|http):\/\/([^\s/:@]+@)?[^\s/@]+\/?)$/i.test(text);
}

export type DraftFaults = Partial<Record<keyof ServerDraft, string>>;

/** What is wrong with the form, in words, before the engine is asked. */
export function draftFaults(draft: ServerDraft, taken: readonly string[]): DraftFaults {
  const faults: DraftFaults = {};
  if (draft.name === '') faults.name = 'Give it a short name, for example gpu1.';
  else if (/[\s\p{Cc}]/u.test(draft.name) || /[*?!,"']/.test(draft.name))
    faults.name = 'A name has no spaces, quotes or wildcards.';
  else if (draft.name.startsWith('-')) faults.name = 'A name does not begin with a dash.';
  else if (taken.includes(draft.name)) faults.name = 'There is a server with this name already.';
  if (draft.host.trim() === '')
    faults.host = 'The address that you were given, for example gpu1.lab.edu.';
  else if (/[\s\p{Cc}@]/u.test(draft.host) || draft.host.startsWith('-'))
    faults.host = 'An address is one word, for example gpu1.lab.edu.';
  if (/[\s\p{Cc}]/u.test(draft.user)) faults.user = 'An account name has no spaces.';
  if (/[\s\p{Cc}]/u.test(draft.proxyJump) || draft.proxyJump.startsWith('-'))
    faults.proxyJump = 'A jump host is user@host or a name; several are separated by commas.';
  if (draft.proxy && !isProxy(draft.proxy))
    faults.proxy =
      'A proxy is socks5://host:port or http://host:port, with name@ but no password before the host; or system.';
  if (!Number.isInteger(draft.port) || draft.port < 1 || draft.port > 65_535)
    faults.port = 'A port is a number from 1 to 65535.';
  return faults;
}
