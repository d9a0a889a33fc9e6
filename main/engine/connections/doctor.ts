/**
 * Reachability and sign-in, one step after the other, each with a deadline of its own. The first
 * step that fails is the cause; what follows is skipped.
 */
import type { Socket } from 'node:net';
import type { DoctorStep } from '../../../preload/contract/servers';
import { cancelled, problemOf } from '../kit/outcome';
import { printable } from '../kit/printable';
import { proxyWords } from '../kit/proxy-address';
import type { ResolvedServer } from '../servers/resolved';
import type { AttemptContext } from './attempt';
import { type Connected, connect } from './connect';
import { dial, findAddresses } from './dial';
import { type Checklist, DoctorChecklist, type StepVerdict } from './doctor-checklist';
import { timeoutSeconds } from './handshake';
import { explainFailure } from './handshake-failure';
import type { Link } from './link';
import { proxyFor, throughProxy } from './proxy/through-proxy';
import { readBanner } from './read-banner';
import { runScript } from './run-script';
import { missingVpn, orVpnNeeded, surroundings, type VpnAbout } from './vpn';
import { connectionError } from './words';

/** A healthy server answers a trivial command or SFTP request within a moment. */
const ANSWER_MS = 15_000;
const RESOLVE_MS = 15_000;

export interface Examination {
  server: string;
  resolve(): Promise<ResolvedServer>;
  context: AttemptContext;
  emit(steps: DoctorStep[]): void;
  /**
   * Ends before anything is proven or asked: only whether something that speaks SSH answers. So it can
   * be done without being asked for, whatever the sign-in would want.
   */
  onlyTheWay?: boolean | undefined;
  /** What can be said about a server once one is in; steps after `sftp`. */
  health?(link: Link, list: Checklist, signal: AbortSignal): Promise<void>;
}

/** @throws ProblemError only on cancellation; every other failure is a step's problem. */
export async function examine(about: Examination): Promise<{ healthy: boolean }> {
  const list = new DoctorChecklist(about.emit);
  let socket: Socket | undefined;
  let connected: Connected | undefined;
  const { context } = about;
  try {
    const server = await list.run('config', 'Reading the ssh config', () => readConfig(about));
    // With jump hosts, the first of them is the one that must answer us.
    const first = server.jumps[0] ?? server;
    if (first.proxyCommand === null) {
      await reachFirst(server, first, context, list, (opened) => {
        socket = opened;
      });
      socket?.destroy();
    } else
      list.skip(
        ['resolve', 'route', 'tcp', 'banner'],
        'through the ProxyCommand of the ssh config',
      );
    if (about.onlyTheWay) {
      list.skipRest('not tried without being asked: you might have to answer');
      return { healthy: true };
    }
    connected = await signIn(server, context, list);
    await tryOut(connected, context, list);
    await about.health?.(connected.link, list, context.signal);
    list.skipRest();
    return { healthy: list.healthy };
  } catch (error) {
    const problem = problemOf(error);
    if (!problem || problem.tag === cancelled.tag) throw error;
    list.skipRest();
    return { healthy: false };
  } finally {
    socket?.destroy();
    await connected?.close();
  }
}

/** From the name to the identification of the server that must answer this computer. */
async function reachFirst(
  server: ResolvedServer,
  first: ResolvedServer,
  context: AttemptContext,
  list: DoctorChecklist,
  keep: (socket: Socket) => void,
): Promise<void> {
  const proxy = await proxyFor(server, first, context);
  const target = { server: server.name, host: first.host, port: first.port };
  if (proxy) Object.assign(target, { host: proxy.host, port: proxy.port });
  let addresses: string[] = [];
  const about = { ...target, vpn: server.vpn ?? first.vpn ?? null };
  const vpn = async (error: unknown): Promise<never> => {
    throw await orVpnNeeded(error, about, { addresses, ...surroundings(context) }, context.vpn);
  };
  await list.run('resolve', `Looking up ${target.host}`, async () => {
    addresses = await within(RESOLVE_MS, context.signal, target, (signal) =>
      findAddresses(target, signal, proxy ? 'any' : first.addressFamily),
    ).catch(vpn);
    return [undefined, addresses.join(', ')];
  });
  await list.look('route', 'Looking for the way there', () => lookAtWay(about, addresses, context));
  const way = proxy ? ` through the proxy ${proxyWords(proxy)}` : '';
  const opened = await list.run('tcp', `Connecting to port ${first.port}${way}`, async () => {
    const seconds = timeoutSeconds(first);
    if (proxy) {
      const through = await throughProxy(first, proxy, seconds, context);
      return [through.socket, `connected${way}`];
    }
    const made = await dial(target, addresses, seconds, context.signal).catch(vpn);
    return [made, `connected to ${made.remoteAddress ?? first.host}`];
  });
  keep(opened);
  await list.run('banner', 'Waiting for the SSH server to identify itself', async () => [
    undefined,
    await identify(first, opened, context.signal),
  ]);
}

/** By which interface packets go, and whether a VPN that the server needs is up. */
async function lookAtWay(
  about: VpnAbout,
  addresses: readonly string[],
  { vpn }: AttemptContext,
): Promise<StepVerdict> {
  const [address] = addresses;
  if (!vpn || address === undefined) return { status: 'ok', found: 'not looked at here' };
  const way = await vpn.wayTo(address);
  const missing = await missingVpn(about, vpn);
  const state = about.vpn && (await vpn.states()).find(({ kind }) => kind === about.vpn);
  if (way.interface === null) {
    return { status: 'warning', found: `this computer has no way to ${address}` };
  }
  const through = `through ${way.interface}${way.isTunnel ? ', a tunnel' : ''}`;
  if (missing?.reason === 'chosen') {
    const { name, evidence } = missing.vpn;
    return { status: 'warning', found: `${through}; ${name} is not up: ${evidence}` };
  }
  if (missing) {
    const { tunnel, reached } = missing;
    const always = `always while ${tunnel} was up (${reached} times)`;
    return { status: 'warning', found: `${through}; it answered ${always}, which is not up` };
  }
  return { status: 'ok', found: state ? `${through}; ${state.name}: ${state.evidence}` : through };
}

async function readConfig(about: Examination): Promise<[ResolvedServer, string]> {
  const server = await about.resolve();
  const { host, port } = server;
  const via = server.jumps.map((hop) => hop.name).join(', ');
  const ignored =
    server.unsupported.length > 0 ? `; not followed: ${server.unsupported.join(', ')}` : '';
  const unrun = (server.unanswered ?? []).map((command) => `"${command.slice(0, 200)}"`);
  const unknown =
    unrun.length > 0 ? `; blocks of Match exec that were not asked: ${unrun.join(', ')}` : '';
  const words = `${server.user}@${host}, port ${port}${via ? `, through ${via}` : ''}${ignored}${unknown}`;
  return [server, words];
}

async function identify(server: ResolvedServer, socket: Socket, signal: AbortSignal) {
  const seconds = timeoutSeconds(server);
  const { peer, closed } = await readBanner(socket, seconds, signal);
  if (peer.kind === 'ssh' && /^(2\.|1\.99)/.test(peer.protocol)) return peer.software;
  throw connectionError(
    explainFailure({
      server,
      phase: 'banner',
      error: closed ? new Error('closed') : null,
      peer,
      theirs: null,
      ours: { kex: [], serverHostKey: [], cipher: [], hmac: [] },
      seconds,
      hungUp: closed,
      waiting: false,
      tried: [],
      agentKeysLeftOut: 0,
    }),
  );
}

/** Key exchange and sign-in are one dialogue; the second step begins where the first has passed. */
async function signIn(
  server: ResolvedServer,
  context: AttemptContext,
  list: DoctorChecklist,
): Promise<Connected> {
  const through =
    server.jumps.length > 0 ? ` (after ${server.jumps.map((h) => h.name).join(', ')})` : '';
  list.begin('key-exchange', `Agreeing on encryption with ${server.host}${through}`);
  try {
    const connected = await connect(server, {
      ...context,
      reached: (phase, whom, note) => {
        if (whom !== server) return;
        list.pass(note);
        if (phase === 'host-key') list.begin('host-key', `Checking the host key of ${server.host}`);
        else list.begin('sign-in', `Signing in as ${server.user}`);
      },
    });
    const { method, before } = connected.link;
    const refused = before.length > 0 ? `; before it: ${before.join(', ')}` : '';
    list.pass(`signed in as ${server.user} with ${method}${refused}`);
    return connected;
  } catch (error) {
    list.fail(problemOf(error));
    throw error;
  }
}

async function tryOut(connected: Connected, context: AttemptContext, list: DoctorChecklist) {
  const { link } = connected;
  await list.run('shell', 'Running a command', async () => {
    const options = { signal: context.signal, timeoutMs: ANSWER_MS };
    const answer = await runScript(link, 'printf %s "$SHELL"', options);
    return [undefined, `works; the login shell is ${answer.stdout.toString('utf8') || 'unknown'}`];
  });
  await list.look('sftp', 'Opening the file channel (SFTP)', async () => {
    const { host, port } = link.peer;
    const where = { server: link.server, host, port };
    const home = await within(ANSWER_MS, context.signal, where, async (signal) => {
      const sftp = await link.sftp({ signal });
      try {
        return await sftp.realPath('.');
      } finally {
        sftp.end();
      }
    });
    return { status: 'ok', found: `works; the home folder is ${printable(home, 300)}` };
  });
}

/** Runs `work` with a deadline; when it passes, that is a time-out of the server. */
async function within<T>(
  ms: number,
  outer: AbortSignal,
  where: { server: string; host: string; port: number },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  outer.addEventListener('abort', stop, { once: true });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, ms);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (!late) throw error;
    throw connectionError({ kind: 'timed-out', ...where, seconds: ms / 1000 }, error);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', stop);
  }
}
