/**
 * Decides whether the key that a server presents may be trusted, before any credential leaves:
 * known_hosts first, then the person, never anybody else.
 */
import type { ResolvedServer } from '../servers/resolved';
import type { AttemptContext } from './attempt';
import {
  fingerprint,
  judge,
  type KnownKey,
  keysOf,
  knownHostName,
  typeOfBlob,
} from './known-hosts';
import { addKnownHost, type KnownLines, readKnownHosts } from './known-hosts-file';
import { connectionError } from './words';

/** The name under which known_hosts keeps a server. */
export function hostNameOf({ hostKeyAlias, host, port }: ResolvedServer): string {
  // HostKeyAlias is used as it stands, without a port (ssh_config(5)).
  return hostKeyAlias ?? knownHostName(host, port);
}

/** The known keys of one server, read once for an attempt. */
export class HostKeys {
  readonly name: string;
  /** Why the key is trusted, in words. */
  accepted = '';
  /**
   * Whether the trust is firm enough to learn further keys by it: a line of the person's own file, or
   * their yes. A key that was accepted unseen, or by the system's file, is not (sshconnect.c).
   */
  mayLearn = false;
  #accepted: Buffer | undefined;

  private constructor(
    private readonly server: ResolvedServer,
    private readonly lines: KnownLines,
  ) {
    this.name = hostNameOf(server);
  }

  static async read(server: ResolvedServer): Promise<HostKeys> {
    const about = { server: server.name, host: server.host };
    const files = [...server.userKnownHostsFiles, ...server.globalKnownHostsFiles];
    return new HostKeys(server, await readKnownHosts(files, about));
  }

  /** Types of which we know a key of this host: they are offered first. */
  get knownTypes(): ReadonlySet<string> {
    const names = [this.name, ...(this.#plainName === null ? [] : [this.#plainName])];
    const keys = names.flatMap((name) => keysOf(this.lines, name));
    return new Set(keys.filter((key) => key.marker === 'none').map((key) => key.keyType));
  }

  /** OpenSSH also takes a key that is kept under the bare name of a host with another port. */
  get #plainName(): string | null {
    const { hostKeyAlias, port, host } = this.server;
    return hostKeyAlias === null && port !== 22 ? host : null;
  }

  /**
   * Resolves when the key may be trusted. A running connection's key exchange is repeated now and
   * then; its key must stay the one that was accepted.
   * @throws ProblemError `connections/host-key-changed`, `-revoked`, `-refused` or `-unknown`.
   */
  async verify(key: Buffer, context: AttemptContext): Promise<void> {
    const where = { server: this.server.name, host: this.name };
    if (this.#accepted) {
      if (this.#accepted.equals(key)) return;
      throw connectionError({ kind: 'host-key-changed-midway', ...where });
    }
    const keyType = typeOfBlob(key);
    const presented = fingerprint(key);
    const verdict = judge(this.lines, this.name, key, this.#plainName);
    if (verdict.kind === 'revoked') {
      const { file, line } = verdict.by;
      const place = { file, line };
      throw connectionError({ kind: 'host-key-revoked', ...where, keyType, presented, place });
    }
    if (verdict.kind === 'changed') {
      const own = new Set(this.server.userKnownHostsFiles);
      const known = verdict.known.map((kept) => ({ ...describe(kept), own: own.has(kept.file) }));
      throw connectionError({ kind: 'host-key-changed', ...where, keyType, presented, known });
    }
    this.accepted = `${keyType} ${presented}, as in known_hosts`;
    if (verdict.kind === 'new') await this.#meet(key, verdict.authority, context);
    else {
      const { bare, by } = verdict;
      this.mayLearn = !bare && this.server.userKnownHostsFiles.includes(by.file);
    }
    this.#accepted = key;
  }

  /** A key that nobody has seen yet. */
  async #meet(key: Buffer, authority: boolean, context: AttemptContext): Promise<void> {
    const { server } = this;
    const where = { server: server.name, host: this.name };
    const keyType = typeOfBlob(key);
    const presented = fingerprint(key);
    if (server.strictHostKeyChecking === 'yes') {
      throw connectionError({ kind: 'host-key-unknown', ...where, keyType, presented });
    }
    // "no" would connect to changed keys too; we treat it as accept-new, the harmless half of it.
    if (server.strictHostKeyChecking === 'ask') {
      const answer = await context.ask({
        kind: 'host-key',
        ...where,
        keyType,
        fingerprint: presented,
        ...this.#note(key, authority),
      });
      if (answer.kind !== 'yes') {
        throw connectionError({ kind: 'host-key-refused', ...where, keyType, presented });
      }
      this.mayLearn = true;
    }
    this.accepted = `${keyType} ${presented}, new and accepted`;
    const file = server.userKnownHostsFiles[0];
    const hashed = server.hashKnownHosts;
    if (file) await addKnownHost(file, { name: this.name, keyType, key, hashed }, where);
  }

  /** Context for the question: other names under which the same key is known. */
  #note(key: Buffer, authority: boolean): { note?: string } {
    const notes: string[] = [];
    const elsewhere = this.lines.filter((l) => l.marker === 'none' && l.key.equals(key));
    if (elsewhere.length > 0) {
      const names = elsewhere.map((line) =>
        line.hosts.startsWith('|') ? `${line.file}, line ${line.line}` : line.hosts,
      );
      notes.push(`The same key is known under: ${[...new Set(names)].slice(0, 5).join('; ')}.`);
    }
    if (authority) {
      notes.push(
        'known_hosts trusts a certificate authority for this host (@cert-authority), but Labmate cannot check host certificates, so it looks at the plain key: compare the fingerprint once.',
      );
    }
    return notes.length > 0 ? { note: notes.join(' ') } : {};
  }
}

function describe(key: KnownKey) {
  const { keyType, file, line } = key;
  return { keyType, file, line, fingerprint: fingerprint(key.key) };
}
