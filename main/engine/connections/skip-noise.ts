/**
 * Lets SFTP work under a login shell whose start-up file prints text. sshd starts the SFTP server
 * through that shell, so the text stands before the protocol's first packet; OpenSSH's own sftp gives
 * up there ("Received message too long"). Nothing is skipped once the protocol has begun.
 */
import type { Client } from 'ssh2';

/** More text than this is no greeting: then the library's own refusal stands, in bytes. */
const MOST_NOISE_BYTES = 64 * 1024;
/** Text without a protocol after it for so long, in milliseconds: a menu, not a greeting. */
const PATIENCE_MS = 15_000;
/** uint32 length, byte SSH_FXP_VERSION (2), uint32 version (draft-ietf-secsh-filexfer-02, 4). */
const HEAD_BYTES = 9;
const SSH_FXP_VERSION = 2;
/** No server lists more extensions than fit in here. */
const MOST_VERSION_BYTES = 16 * 1024;

/** Where the server's version packet begins; -1 while it is not there. */
export function versionPacketAt(data: Buffer): number {
  for (let at = 0; at + HEAD_BYTES <= data.length; at += 1) {
    const length = data.readUInt32BE(at);
    const isVersion = data[at + 4] === SSH_FXP_VERSION && data.readUInt32BE(at + 5) <= 6;
    if (isVersion && length >= 5 && length <= MOST_VERSION_BYTES) return at;
  }
  return -1;
}

/** Takes what arrives until the protocol begins; hands over from there. */
export class NoiseSkipper {
  #held: Buffer = Buffer.alloc(0);
  #begun = false;

  /** What the protocol's parser should get of this chunk; null while only text has come. */
  take(data: Buffer): Buffer | null {
    if (this.#begun) return data;
    this.#held = Buffer.concat([this.#held, data]);
    const at = versionPacketAt(this.#held);
    if (at < 0 && this.#held.length <= MOST_NOISE_BYTES) return null;
    return this.giveUp(Math.max(at, 0));
  }

  /** Skips nothing more; returns what was held back. */
  giveUp(from = 0): Buffer {
    const rest = this.#held.subarray(from);
    this.#begun = true;
    this.#held = Buffer.alloc(0);
    return rest;
  }
}

/** An SFTP channel of the library, of which only the intake of bytes matters here. */
interface Intake {
  push(data: Buffer | null): unknown;
}

interface WithChannels {
  _chanMgr: { update(id: number, channel: Intake & { ext_openssh_statvfs?: unknown }): void };
}

/**
 * Skips such text on every SFTP channel that the client opens from now on. The library makes the
 * channel's parser itself when the server confirms it; its table of channels is internal to ssh2 1.17,
 * the pinned version, and a lab test with a noisy shell fails if an update changes it.
 */
export function skipNoiseOf(client: Client): void {
  const table = (client as unknown as WithChannels)._chanMgr;
  const update = table.update.bind(table);
  table.update = (id, channel) => {
    // Only the SFTP parser has this method; a shell's text belongs to the person.
    if (channel.ext_openssh_statvfs !== undefined) filterIntake(channel);
    update(id, channel);
  };
}

function filterIntake(channel: Intake): void {
  const push = channel.push.bind(channel);
  const skipper = new NoiseSkipper();
  let timer: NodeJS.Timeout | undefined;
  channel.push = (data) => {
    const rest = data === null ? null : skipper.take(data);
    if (data !== null && rest === null) {
      // The parser then refuses the text, which names the cause.
      timer ??= setTimeout(() => push(skipper.giveUp()), PATIENCE_MS);
      return true;
    }
    clearTimeout(timer);
    return push(rest);
  };
}
