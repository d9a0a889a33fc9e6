/**
 * Reaches a server through a SOCKS5 or HTTP proxy. What the proxy sends is bounded in size and time, and
 * its failures name it: the server behind it may be well.
 */
import type { Socket } from 'node:net';
import type { Answer } from '../../../../preload/contract/questions';
import { keepSecret } from '../../kit/keep-secret';
import { cancelled, type ProblemError, problemOf } from '../../kit/outcome';
import { printable } from '../../kit/printable';
import {
  environmentProxy,
  type ProxyAddress,
  proxyOfSystem,
  proxyWords,
} from '../../kit/proxy-address';
import type { ResolvedServer } from '../../servers/resolved';
import type { AttemptContext } from '../attempt';
import { dial, findAddresses } from '../dial';
import { cancelledError, connectionError } from '../words';
import { BadAnswer, Conversation } from './conversation';
import { httpConnect } from './http-connect';
import type { Credentials, ProxyReply } from './reply';
import { socks5Connect } from './socks5';

const PASSWORD_TRIES = 3;

/** The proxy for a connection from this computer to `hop`, or null for none. */
export async function proxyFor(
  server: ResolvedServer,
  hop: ResolvedServer,
  context: Pick<AttemptContext, 'host'>,
): Promise<ProxyAddress | null> {
  const choice = server.proxy ?? hop.proxy;
  if (choice !== 'system') return choice;
  const named = environmentProxy(hop.host, hop.port, process.env);
  if (named !== undefined) return named;
  return proxyOfSystem((await context.host.systemProxy?.(hop.host, hop.port)) ?? 'DIRECT');
}

export interface ThroughProxy {
  socket: Socket;
  /** A person had to type a password that is not remembered. */
  interactive: boolean;
}

/**
 * A connection to `hop` through the proxy; the server's first bytes come next.
 * @throws ProblemError `connections/proxy-failed` with the cause in its facts, or the cancellation
 */
export async function throughProxy(
  hop: ResolvedServer,
  proxy: ProxyAddress,
  seconds: number,
  context: AttemptContext,
): Promise<ThroughProxy> {
  const asker = new ProxyPassword(hop, proxy, context);
  let credentials: Credentials | null =
    proxy.password === '' ? null : { user: proxy.user, password: proxy.password };
  for (;;) {
    const socket = await reachProxy(hop, proxy, seconds, context);
    try {
      const reply = await negotiate(socket, hop, proxy, credentials, seconds, context.signal);
      if (reply.kind === 'open') {
        await asker.worked();
        return { socket, interactive: asker.interactive };
      }
      socket.destroy();
      if (reply.kind === 'asks-who' || reply.kind === 'refused-who') {
        credentials = await asker.next(reply.kind);
      } else throw failed(hop, proxy, reply);
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }
}

type Failure =
  | Exclude<ProxyReply, { kind: 'open' }>
  | { kind: 'no-user' | 'silent' }
  | BadAnswerFacts;
type BadAnswerFacts = { kind: 'bad-answer'; how: BadAnswer['how']; said: string };

function failed(hop: ResolvedServer, proxy: ProxyAddress, reply: Failure): ProblemError {
  const said = 'said' in reply ? printable(reply.said, 200) : '';
  const offered = 'offered' in reply ? printable(reply.offered, 200) : '';
  const how = reply.kind === 'bad-answer' ? reply.how : reply.kind;
  const about = { server: hop.name, host: hop.host, port: hop.port, proxy: proxyWords(proxy) };
  return connectionError({ kind: 'proxy', ...about, how, said: said || offered });
}

/** TCP to the proxy itself; a failure is the proxy's, not the server's. */
async function reachProxy(
  hop: ResolvedServer,
  proxy: ProxyAddress,
  seconds: number,
  context: AttemptContext,
): Promise<Socket> {
  const target = { server: hop.name, host: proxy.host, port: proxy.port };
  context.step(`connecting to the proxy ${proxyWords(proxy)}`);
  try {
    const addresses = await findAddresses(target, context.signal);
    return await dial(target, addresses, seconds, context.signal);
  } catch (error) {
    const cause = problemOf(error);
    if (!cause || cause.tag === cancelled.tag) throw error;
    const about = { server: hop.name, host: hop.host, port: hop.port, proxy: proxyWords(proxy) };
    throw connectionError({ kind: 'proxy-unreached', ...about, cause }, error);
  }
}

async function negotiate(
  socket: Socket,
  hop: ResolvedServer,
  proxy: ProxyAddress,
  credentials: Credentials | null,
  seconds: number,
  signal: AbortSignal,
): Promise<ProxyReply> {
  const conversation = new Conversation(socket);
  let late = false;
  const stop = () => socket.destroy();
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, seconds * 1000);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const connect = proxy.kind === 'http' ? httpConnect : socks5Connect;
    const reply = await connect(conversation, hop, credentials);
    if (signal.aborted) throw cancelledError();
    return reply;
  } catch (error) {
    if (signal.aborted) throw cancelledError();
    if (late) throw failed(hop, proxy, { kind: 'silent' });
    if (!(error instanceof BadAnswer)) throw error;
    throw failed(hop, proxy, { kind: 'bad-answer', how: error.how, said: error.said });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    conversation.release();
  }
}

/** The password for a proxy: remembered or asked for, never kept in a file. */
class ProxyPassword {
  interactive = false;
  #tries = 0;
  #typed: Extract<Answer, { kind: 'secret' }> | undefined;
  #usedKept = false;
  readonly #key: string;

  constructor(
    private readonly hop: ResolvedServer,
    private readonly proxy: ProxyAddress,
    private readonly context: AttemptContext,
  ) {
    this.#key = `proxy:${proxy.user}@${proxyWords(proxy)}`;
  }

  /** @throws ProblemError when there is nobody to ask about, or no further try */
  async next(why: 'asks-who' | 'refused-who'): Promise<Credentials> {
    const { proxy, hop, context } = this;
    const { secrets } = context.host;
    if (proxy.user === '') throw failed(hop, proxy, { kind: 'no-user' });
    if (!this.#usedKept) {
      this.#usedKept = true;
      const kept = await secrets.get(this.#key);
      if (kept !== undefined) return { user: proxy.user, password: kept };
    } else if (why === 'refused-who') await secrets.forget(this.#key);
    if (this.#tries >= PASSWORD_TRIES) throw failed(hop, proxy, { kind: 'refused-who' });
    const attempt = ++this.#tries;
    const host = `the proxy ${proxyWords(proxy)}`;
    const body = { kind: 'password', server: hop.name, user: proxy.user, host, attempt } as const;
    const answer = await context.ask(body);
    if (answer.kind !== 'secret') throw failed(hop, proxy, { kind: 'refused-who' });
    this.#typed = answer;
    this.interactive = true;
    return { user: proxy.user, password: answer.secret };
  }

  /** The proxy took it: it is remembered if that was wished. */
  async worked(): Promise<void> {
    const { secrets } = this.context.host;
    if (!this.#typed) return;
    if (await keepSecret(secrets, this.#key, this.#typed, 'hand over')) this.interactive = false;
  }
}
