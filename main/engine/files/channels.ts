/**
 * One SFTP channel per server, opened on first use, shared, and opened again after a loss. It ends
 * after a minute without use, because servers count it against their session limit.
 */
import type { Connections, Link, Sftp } from '../connections/index';
import { ProblemError, problemOf, throwIfCancelled } from '../kit/outcome';
import { orCancelled } from '../kit/parallel';
import { fileProblem } from './words';

/** How long an unused channel stays open. */
const idleMs = 60_000;
/** After this anybody else who needs its session gets it: not between two clicks, in milliseconds. */
const restMs = 2_000;

interface Channel {
  readonly link: Link;
  readonly sftp: Promise<Sftp>;
  /** The same, once it is there. */
  open?: Sftp;
  users: number;
  idle?: NodeJS.Timeout;
  rest?: NodeJS.Timeout;
}

export interface SftpChannels {
  /**
   * Calls `work` with the server's channel. When the channel turns out to be lost and `repeatable`
   * says that nothing can be done twice by it, `work` is called once more on a new channel.
   */
  use<T>(
    server: string,
    signal: AbortSignal,
    work: (sftp: Sftp) => Promise<T>,
    options?: { repeatable?: boolean },
  ): Promise<T>;
  dispose(): void;
}

export function createSftpChannels(connections: Connections): SftpChannels {
  const channels = new Map<string, Channel>();

  const drop = (server: string, channel: Channel) => {
    if (channels.get(server) === channel) channels.delete(server);
    clearTimeout(channel.idle);
    clearTimeout(channel.rest);
    channel.sftp.then(
      (sftp) => sftp.end(),
      // A channel that never opened has nothing to end; whoever asked for it was told.
      () => {},
    );
  };

  const channelOf = async (server: string, signal: AbortSignal): Promise<Channel> => {
    const link = await connections.link(server, signal);
    const known = channels.get(server);
    if (known && known.link === link && link.alive) return known;
    if (known) drop(server, known);
    const made: Channel = { link, sftp: link.sftp(), users: 0 };
    channels.set(server, made);
    made.sftp.then(
      (sftp) => {
        made.open = sftp;
        sftp.onEnd(() => drop(server, made));
      },
      () => drop(server, made),
    );
    return made;
  };

  const once = async <T>(
    server: string,
    signal: AbortSignal,
    work: (sftp: Sftp) => Promise<T>,
  ): Promise<T> => {
    const channel = await channelOf(server, signal);
    clearTimeout(channel.idle);
    clearTimeout(channel.rest);
    channel.users += 1;
    channel.open?.rest(false);
    try {
      const sftp = await orCancelled(channel.sftp, signal);
      return await orCancelled(work(sftp), signal);
    } catch (error) {
      const tag = problemOf(error)?.tag;
      // After a cancellation a request may still be hanging in the server (a dead NFS mount), and
      // sftp-server answers one at a time: others must not queue behind it.
      if (tag === 'sftp/lost' || tag === 'files/link-lost') drop(server, channel);
      else if (signal.aborted && channels.get(server) === channel) channels.delete(server);
      throw error;
    } finally {
      channel.users -= 1;
      if (channel.users === 0) {
        if (channels.get(server) !== channel) drop(server, channel);
        else {
          channel.idle = setTimeout(() => drop(server, channel), idleMs);
          channel.rest = setTimeout(() => channel.open?.rest(true), restMs);
          channel.idle.unref();
          channel.rest.unref();
        }
      }
    }
  };

  return {
    async use(server, signal, work, options) {
      throwIfCancelled(signal);
      try {
        return await once(server, signal, work);
      } catch (error) {
        if (!isLost(error)) throw error;
        if (!options?.repeatable || signal.aborted) throw lost(server, error);
      }
      try {
        return await once(server, signal, work);
      } catch (error) {
        throw isLost(error) ? lost(server, error) : error;
      }
    },
    dispose() {
      for (const [server, channel] of [...channels]) drop(server, channel);
    },
  };
}

function isLost(error: unknown): boolean {
  const tag = problemOf(error)?.tag;
  return tag === 'sftp/lost' || tag === 'files/link-lost';
}

const lost = (server: string, cause: unknown) =>
  new ProblemError(fileProblem({ what: 'link-lost', server }), { cause });
