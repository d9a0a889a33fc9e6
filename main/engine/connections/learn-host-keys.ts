/**
 * Further host keys that a server tells after sign-in (`hostkeys-00@openssh.com`), so that a later
 * change of its preferred key type is no surprise. As OpenSSH does (PROTOCOL, 2.5; clientloop.c,
 * `client_input_hostkeys`): only keys that the server proves to own are kept, and only where the
 * host has plain lines of its own. Unlike OpenSSH, nothing is ever removed here: forgetting a key is
 * a person's own act.
 */
import type { Client, ParsedKey } from 'ssh2';
import type { ResolvedServer } from '../servers/resolved';
import { keyTypesWeKnow } from './algorithms';
import type { AttemptContext } from './attempt';
import type { HostKeys } from './host-key';
import { fingerprint, hostMatches, type KnownKey, parseKnownHosts } from './known-hosts';
import { addKnownHost, textOf } from './known-hosts-file';
import { proveHostKeys } from './prove-host-keys';

/** A server has one key of each type; more is no list of keys. */
const MOST_KEYS = 16;

/**
 * Pure: which of the keys that a server tells are new and may be added to the person's lines.
 * @param lines of the person's own files only
 */
export function keysToLearn(lines: readonly KnownKey[], name: string, told: Buffer[]): Buffer[] {
  const mine = lines.filter((line) => hostMatches(line.hosts, name));
  const others = lines.filter((line) => !mine.includes(line));
  const isTold = (line: KnownKey) => told.some((key) => key.equals(line.key));
  // Markers, patterns and lists of names are a person's own arrangement: ssh leaves them alone.
  if (mine.some((line) => line.marker !== 'none' || isComplex(line.hosts))) return [];
  // A key that other names have too: whoever wrote those lines decides.
  if (others.some(isTold)) return [];
  const old = mine.filter((line) => !isTold(line));
  if (old.some((line) => others.some((other) => other.key.equals(line.key)))) return [];
  return told.filter((key) => !mine.some((line) => line.key.equals(key)));
}

/** clientloop.c, `hostspec_is_complex`: anything but a name, or a name and its address. */
function isComplex(hosts: string): boolean {
  return /[*?]/.test(hosts) || hosts.split(',').length > 2;
}

interface Told {
  server: ResolvedServer;
  hostKeys: HostKeys;
  context: Pick<AttemptContext, 'host' | 'log'>;
  /** Fires when the connection has ended. */
  signal: AbortSignal;
}

interface Internals {
  _protocol: {
    _handlers: {
      GLOBAL_REQUEST(protocol: unknown, name: string, wantReply: boolean, data: unknown): void;
    };
    requestFailure(): void;
  };
}

/** Listens for the server's list. Call after `connect`, which makes the handlers. */
export function learnHostKeys(client: Client, about: Told): void {
  const { _protocol: protocol } = client as unknown as Internals;
  const handlers = protocol._handlers;
  const others = handlers.GLOBAL_REQUEST;
  let seen = false;
  handlers.GLOBAL_REQUEST = (self, name, wantReply, data) => {
    if (name !== 'hostkeys-00@openssh.com') return others(self, name, wantReply, data);
    if (wantReply) protocol.requestFailure();
    if (seen || !Array.isArray(data)) return;
    seen = true;
    learn(client, data as ParsedKey[], about).catch((error: unknown) => {
      const { server } = about;
      about.context.log.warn('further host keys were not learned', {
        server: server.name,
        error: String(error),
      });
    });
  };
}

async function learn(client: Client, told: ParsedKey[], about: Told): Promise<void> {
  const { server, hostKeys, context, signal } = about;
  const fresh = await wanted(told, about);
  if (fresh.length === 0) {
    context.log.debug('no further host keys to learn', { server: server.name });
    return;
  }
  if (!(await proveHostKeys(client, fresh, signal))) {
    context.log.warn('a server could not prove its further host keys', { server: server.name });
    return;
  }
  if (server.updateHostKeys === 'ask' && !(await isAllowed(fresh, about))) {
    context.log.info('further host keys were not wanted', { server: server.name });
    return;
  }
  const [file] = server.userKnownHostsFiles;
  const where = { server: server.name, host: hostKeys.name };
  for (const key of file ? fresh : []) {
    const entry = { keyType: key.type, key: key.getPublicSSH(), hashed: server.hashKnownHosts };
    await addKnownHost(file as string, { name: hostKeys.name, ...entry }, where);
  }
  context.log.info('learned further host keys', {
    server: server.name,
    keys: fresh.map((key) => `${key.type} ${fingerprint(key.getPublicSSH())}`),
  });
}

/** The keys that would be learned if the server can prove them. */
async function wanted(told: ParsedKey[], { server, hostKeys }: Told): Promise<ParsedKey[]> {
  const files = server.userKnownHostsFiles;
  if (server.updateHostKeys === 'no' || files.length === 0 || !hostKeys.mayLearn) return [];
  const usable = told.filter((key) => keyTypesWeKnow.has(key.type));
  if (usable.length > MOST_KEYS || hasTwice(usable)) return [];
  const lines: KnownKey[] = [];
  for (const file of files) lines.push(...parseKnownHosts(await textOf(file), file));
  const blobs = usable.map((key) => key.getPublicSSH());
  const fresh = keysToLearn(lines, hostKeys.name, blobs);
  return usable.filter((_, at) => fresh.includes(blobs[at] as Buffer));
}

function hasTwice(keys: ParsedKey[]): boolean {
  return new Set(keys.map((key) => key.getPublicSSH().toString('base64'))).size < keys.length;
}

async function isAllowed(keys: ParsedKey[], { server, context, signal }: Told): Promise<boolean> {
  const list = keys.map((key) => `${key.type} ${fingerprint(key.getPublicSSH())}`).join('; ');
  const answer = await context.host.ask(
    {
      kind: 'confirm',
      server: server.name,
      title: `Keep further host keys of ${server.name}?`,
      text: `The server, whose key is known, has proven that these are its keys too: ${list}.`,
      yes: 'Keep them',
      danger: false,
    },
    signal,
  );
  return answer.kind === 'yes';
}
