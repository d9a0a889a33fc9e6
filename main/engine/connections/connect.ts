/** One attempt to reach a server: over its jump hosts, through the handshake, to a link. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { cancelled, type Problem, ProblemError, problemOf } from '../kit/outcome';
import type { ResolvedServer } from '../servers/resolved';
import type { AttemptContext } from './attempt';
import { dial, findAddresses } from './dial';
import { handshake, timeoutSeconds } from './handshake';
import { HostKeys } from './host-key';
import { proxyFor, type ThroughProxy, throughProxy } from './proxy/through-proxy';
import { throughCommand } from './proxy-command';
import { SshLink } from './ssh-link';
import { orVpnNeeded, surroundings } from './vpn';
import { connectionError } from './words';

/** A link and the links that carry it. */
export interface Connected {
  link: SshLink;
  /** A person had to answer for one of the sign-ins: the server's or a jump host's. */
  interactive: boolean;
  /** This computer woke, or stands in another network: looks at the link and its jump hosts. */
  networkChanged(addresses: ReadonlySet<string>): void;
  /** Closes the link, then its jump hosts, the last first. */
  close(): Promise<void>;
}

/** Where the chain begins: this computer, on the way to `server`. */
interface Entrance {
  server: ResolvedServer;
  /** A person had to type the password of a proxy. */
  interactive: boolean;
}

/** @throws ProblemError with the cause, or the cancellation. Nothing stays open then. */
export async function connect(server: ResolvedServer, context: AttemptContext): Promise<Connected> {
  const chain: SshLink[] = [];
  const first: Entrance = { server, interactive: false };
  const closeAll = async () => {
    for (const link of [...chain].reverse()) await link.close();
  };
  try {
    for (const hop of server.jumps) {
      try {
        chain.push(await reach(hop, chain.at(-1) ?? first, context));
      } catch (error) {
        throw throughJump(server, hop, error);
      }
    }
    const link = await reach(server, chain.at(-1) ?? first, context);
    chain.push(link);
    link.onClosed(() => void closeAll());
    return {
      link,
      interactive: first.interactive || chain.some((one) => one.interactive),
      networkChanged: (addresses) => {
        for (const one of chain) one.networkChanged(addresses);
      },
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/**
 * One more link to a server that allows few sessions in one. Null where a person would have to be asked,
 * and where it fails: then the first is shared.
 * @param context asks nobody
 * @throws ProblemError the cancellation only
 */
export async function furtherLink(
  server: ResolvedServer,
  first: Pick<Connected, 'interactive'>,
  context: AttemptContext,
): Promise<SshLink | null> {
  if (first.interactive) return null;
  try {
    const { link } = await connect(server, context);
    context.log.info('a further connection, for more sessions', { server: server.name });
    return link;
  } catch (error) {
    const problem = problemOf(error);
    if (!problem || problem.tag === cancelled.tag) throw error;
    context.log.info('no further connection', { server: server.name, tag: problem.tag });
    return null;
  }
}

function throughJump(server: ResolvedServer, hop: ResolvedServer, error: unknown): unknown {
  const cause = problemOf(error);
  // That a person is needed holds for the server itself, whichever hop it is that asks.
  if (!cause || cause.tag === cancelled.tag || cause.tag === 'connections/sign-in-needed')
    return error;
  const { name, host, port } = server;
  return connectionError({ kind: 'jump', server: name, host, port, hop: hop.name, cause }, error);
}

async function reach(
  server: ResolvedServer,
  via: SshLink | Entrance,
  context: AttemptContext,
): Promise<SshLink> {
  // Before the transport opens: nothing may come between its opening and the handshake.
  const hostKeys = await HostKeys.read(server);
  if (via instanceof SshLink) {
    return handshake(server, await throughLink(server, via, context), hostKeys, context);
  }
  const { proxyCommand } = server;
  if (proxyCommand !== null) return overCommand(server, proxyCommand, hostKeys, context);
  const { socket, interactive } = await enter(via.server, server, context);
  via.interactive = interactive;
  return handshake(server, socket, hostKeys, context);
}

async function overCommand(
  server: ResolvedServer,
  command: string,
  hostKeys: HostKeys,
  context: AttemptContext,
): Promise<SshLink> {
  const { transport, ended } = await throughCommand(server, command, context);
  try {
    return await handshake(server, transport, hostKeys, context);
  } catch (error) {
    const { name, host, port } = server;
    const end = problemOf(error)?.tag === cancelled.tag ? null : await ended();
    if (!end || !/dropped|silent|handshake|not-ssh/.test(problemOf(error)?.tag ?? '')) throw error;
    const about = { server: name, host, port, command, ...end };
    throw connectionError({ kind: 'proxy-command-failed', ...about }, error);
  }
}

/** The connection from this computer to the first hop on the way to `server`. */
export async function enter(
  server: ResolvedServer,
  hop: ResolvedServer,
  context: AttemptContext,
): Promise<ThroughProxy> {
  const proxy = await proxyFor(server, hop, context);
  if (proxy) return throughProxy(hop, proxy, timeoutSeconds(hop), context);
  return { socket: await overTcp(hop, context), interactive: false };
}

async function overTcp(server: ResolvedServer, context: AttemptContext): Promise<Socket> {
  const { name, host, port } = server;
  const target = { server: name, host, port };
  let addresses: string[] = [];
  try {
    context.step(`resolving ${host}`);
    addresses = await findAddresses(target, context.signal, server.addressFamily);
    context.step(`connecting to ${host}`);
    return await dial(target, addresses, timeoutSeconds(server), context.signal);
  } catch (error) {
    const about = { ...target, vpn: server.vpn ?? null };
    throw await orVpnNeeded(error, about, { addresses, ...surroundings(context) }, context.vpn);
  }
}

async function throughLink(
  server: ResolvedServer,
  via: SshLink,
  context: AttemptContext,
): Promise<Duplex> {
  context.step(`connecting to ${server.host} through ${via.server}`);
  try {
    return await via.forwardTcp(server.host, server.port, context.signal);
  } catch (error) {
    const cause = problemOf(error);
    if (cause?.tag !== 'connections/forward-refused') throw error;
    throw new ProblemError(seenFromJump(server, via, cause), { cause: error });
  }
}

/** What "nothing answers at host:port" means when it is the server itself that was wanted. */
function seenFromJump(server: ResolvedServer, via: SshLink, cause: Problem): Problem {
  return {
    ...cause,
    tag: 'connections/refused',
    what: `${server.host} could not be reached on port ${server.port} from ${via.server}.`,
    why: 'The jump host works, but the server behind it did not answer it.',
  };
}
