/** What the ssh config says about one server, defaults filled in, jump hosts resolved. */
import { join } from 'node:path';
import type { VpnKind } from '../../../preload/contract/vpn';
import { ProblemError } from '../kit/outcome';
import type { ProxyChoice } from '../kit/proxy-address';
import { absolute, forwardedAgent, identityAgent } from './agent-places';
import { type ExecAnswers, evaluate, type Query, type Values } from './config/evaluate';
import {
  expandTokens,
  expandVariables,
  isPlainWord,
  pathTokens,
  type Surroundings,
  type Tokens,
  UnknownToken,
} from './config/expand';
import { unsupportedAmong } from './config/keywords';
import { parsePort, parseSeconds } from './config/keywords-values';
import type { ConfigNode } from './config/load';
import { formatName, parseName } from './config/names';
import { proxyAsJump } from './config/proxy-as-jump';
import type { IdentityFile, ResolvedServer, StrictHostKeyChecking } from './resolved';
import { badAlias, badHost, badJump, badName, badToken, jumpLoop } from './words';

export interface ConfigTrees {
  /** The user's config, then the system's. */
  trees: readonly ConfigNode[][];
  around: Surroundings;
  /** Folder of the system's `ssh_known_hosts`. */
  systemFolder: string;
  /** What commands of `Match exec` said. */
  execs?: ExecAnswers | undefined;
  /** The proxy that the person chose for a server, by its name. */
  proxyOf?(name: string): ProxyChoice;
  /** The VPN that the person says a server needs. */
  vpnOf?(name: string): VpnKind | null;
}

/** Chains longer than this are taken for a circle that tokens keep changing. */
const maxJumps = 16;
/** The usual keys in the order in which ssh tries them, less the types that we cannot use. */
const usualKeys = ['id_rsa', 'id_ecdsa', 'id_ed25519'];

/**
 * Blanks, and what known_hosts would read as a list, a pattern, a hash or a marker: the key of
 * `x,github.com`, once accepted, would be trusted for github.com too, by ssh as well.
 */
const misread = /[\s\p{Cc},*?!|#@]/u;

/** @throws ProblemError `servers/unknown` or `servers/config-…` */
export function resolve(config: ConfigTrees, name: string): ResolvedServer {
  return resolveHop(config, name, []);
}

function resolveHop(config: ConfigTrees, name: string, chain: readonly string[]): ResolvedServer {
  const typed = parseName(name);
  if (!typed) throw new ProblemError(badName(name));
  const { around, trees } = config;
  const { localUser } = around;
  const values = evaluated(name, trees, { ...typed, localUser, around, execs: config.execs });
  const expand = (keyword: string, text: string, tokens: Tokens) =>
    expandOrExplain(name, keyword, text, tokens);

  const host = expand('HostName', values.first('hostname') ?? '%h', {
    h: typed.host,
  }).toLowerCase();
  if (host === '' || host.startsWith('-') || misread.test(host)) {
    throw new ProblemError(badHost(name, host));
  }
  const port = typed.port ?? parsePort(values.first('port') ?? '') ?? 22;
  const user = values.first('user') ?? around.localUser;
  const keyAlias = values.first('hostkeyalias') ?? null;
  if (keyAlias !== null && misread.test(keyAlias)) throw new ProblemError(badAlias(name, keyAlias));
  const tokens = pathTokens(around, { host, original: typed.host, port, user, keyAlias });
  const jumpTokens = { h: host, n: typed.host, p: String(port), r: user };
  const command = values.first('proxycommand');
  const asJump = command === undefined ? undefined : proxyAsJump(command);
  const jump = values.first('proxyjump') ?? asJump;
  const hops = jump ? jumps(config, name, expand('ProxyJump', jump, jumpTokens), chain) : [];

  return {
    name,
    host,
    port,
    user,
    identityFiles: identityFiles(values, around, (text) => expand('IdentityFile', text, tokens)),
    identitiesOnly: isYes(values.first('identitiesonly')),
    identityAgent: identityAgent(values.first('identityagent'), around, (text) =>
      expand('IdentityAgent', text, tokens),
    ),
    forwardAgent: forwardedAgent(values.first('forwardagent'), around, (text) =>
      expand('ForwardAgent', text, tokens),
    ),
    jumps: hops,
    proxy: config.proxyOf?.(name) ?? null,
    vpn: config.vpnOf?.(name) ?? null,
    hostKeyAlias: keyAlias,
    userKnownHostsFiles: userKnownHosts(values, around, (text) =>
      expand('UserKnownHostsFile', text, tokens),
    ),
    globalKnownHostsFiles: globalKnownHosts(values, config.systemFolder),
    strictHostKeyChecking: strictness(values.first('stricthostkeychecking')),
    hashKnownHosts: isYes(values.first('hashknownhosts')),
    updateHostKeys: updating(values),
    connectTimeoutSeconds: parseSeconds(values.first('connecttimeout') ?? '0') ?? 0,
    serverAliveIntervalSeconds: parseSeconds(values.first('serveraliveinterval') ?? '0') ?? 0,
    serverAliveCountMax: Number(values.first('serveralivecountmax') ?? 3),
    addressFamily: family(values.first('addressfamily')),
    setEnv: variables(values.all('setenv')),
    sendEnv: [...new Set(values.all('sendenv'))],
    proxyCommand:
      asJump === undefined
        ? proxyCommand(name, values, jumpTokens, (text) => expand('ProxyCommand', text, jumpTokens))
        : null,
    unsupported: unsupportedAmong((keyword) => values.first(keyword)),
    unanswered: [...values.unanswered, ...hops.flatMap((hop) => hop.unanswered ?? [])],
  };
}

function evaluated(name: string, trees: ConfigTrees['trees'], query: Query): Values {
  try {
    return evaluate(trees, query);
  } catch (error) {
    if (!(error instanceof UnknownToken)) throw error;
    throw new ProblemError(badToken(name, 'Match exec', '', error.token));
  }
}

function expandOrExplain(name: string, keyword: string, text: string, tokens: Tokens): string {
  try {
    return expandTokens(text, tokens);
  } catch (error) {
    if (!(error instanceof UnknownToken)) throw error;
    throw new ProblemError(badToken(name, keyword, text, error.token));
  }
}

/**
 * The hops of a ProxyJump value. As ssh does, only the first hop brings its own jump hosts; the
 * later ones are reached through the hop before them whatever the config says.
 */
function jumps(
  config: ConfigTrees,
  name: string,
  value: string,
  chain: readonly string[],
): ResolvedServer[] {
  if (value.toLowerCase() === 'none') return [];
  const here = [...chain, name];
  const hops: ResolvedServer[] = [];
  for (const [index, text] of value.split(',').entries()) {
    const typed = parseName(text.trim().replace(/^ssh:\/\//, ''));
    if (!typed) throw new ProblemError(badJump(name, value));
    const hop = formatName(typed);
    const looped = here.some((passed) => passed.toLowerCase() === hop.toLowerCase());
    if (index === 0 && (looped || here.length > maxJumps)) {
      throw new ProblemError(jumpLoop(here[0] ?? name, [...here, hop]));
    }
    const resolved = index === 0 ? resolveHop(config, hop, here) : resolveLater(config, hop);
    hops.push(...resolved.jumps, { ...resolved, jumps: [] });
  }
  return hops;
}

/** A later hop: its own ProxyJump or ProxyCommand is not even looked at, so it cannot loop. */
function resolveLater(config: ConfigTrees, hop: string): ResolvedServer {
  const none: ConfigNode = {
    kind: 'directive',
    keyword: 'proxyjump',
    args: ['none'],
    rest: 'none',
    place: { file: '', line: 0 },
  };
  return resolveHop({ ...config, trees: [[none], ...config.trees] }, hop, []);
}

function identityFiles(
  values: Values,
  around: Surroundings,
  expand: (text: string) => string,
): IdentityFile[] {
  const named = values.all('identityfile');
  if (named.length === 0) {
    return usualKeys.map((key) => ({ path: join(around.sshFolder, key), explicit: false }));
  }
  const paths = named
    .filter((text) => text.toLowerCase() !== 'none')
    .map((text) => expandVariables(expand(text), around.env))
    .filter((text) => text !== undefined)
    .map((text) => absolute(text, around));
  return [...new Set(paths)].map((path) => ({ path, explicit: true }));
}

function userKnownHosts(
  values: Values,
  around: Surroundings,
  expand: (text: string) => string,
): string[] {
  const named = values.all('userknownhostsfile');
  if (named.length === 0) {
    return ['known_hosts', 'known_hosts2'].map((file) => join(around.sshFolder, file));
  }
  return named
    .filter((text) => text.toLowerCase() !== 'none')
    .map((text) => expandVariables(expand(text), around.env))
    .filter((text) => text !== undefined)
    .map((text) => absolute(text, around));
}

function globalKnownHosts(values: Values, systemFolder: string): string[] {
  const named = values.all('globalknownhostsfile');
  if (named.length > 0) return named.filter((text) => text.toLowerCase() !== 'none');
  return ['ssh_known_hosts', 'ssh_known_hosts2'].map((file) => join(systemFolder, file));
}

/** @throws ProblemError `servers/config-host` for a name that a shell would make something of */
function proxyCommand(
  name: string,
  values: Values,
  tokens: Tokens,
  expand: (text: string) => string,
): string | null {
  const text = values.first('proxycommand');
  if (text === undefined || text.toLowerCase() === 'none') return null;
  const odd = Object.values(tokens).find((value) => !isPlainWord(value));
  if (odd !== undefined) throw new ProblemError(badHost(name, odd));
  return expand(text);
}

function strictness(text: string | undefined): StrictHostKeyChecking {
  switch (text?.toLowerCase()) {
    case 'yes':
    case 'true':
      return 'yes';
    case 'no':
    case 'off':
    case 'false':
      return 'no';
    case 'accept-new':
      return 'accept-new';
    default:
      return 'ask';
  }
}

/** Off by default where the known hosts are kept in a place of the person's choice (ssh_config(5)). */
function updating(values: Values): ResolvedServer['updateHostKeys'] {
  const text = values.first('updatehostkeys')?.toLowerCase();
  if (text === 'ask') return 'ask';
  if (text !== undefined) return isYes(text) ? 'yes' : 'no';
  const dns = values.first('verifyhostkeydns')?.toLowerCase() ?? 'no';
  const plain = dns === 'no' || dns === 'false';
  return plain && values.all('userknownhostsfile').length === 0 ? 'yes' : 'no';
}

function family(text: string | undefined): ResolvedServer['addressFamily'] {
  const word = text?.toLowerCase();
  return word === 'inet' || word === 'inet6' ? word : 'any';
}

/** `NAME=value` words; the first of a name counts, as for ssh. */
function variables(words: readonly string[]): (readonly [string, string])[] {
  const found = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf('=');
    const name = word.slice(0, at);
    if (!found.has(name)) found.set(name, word.slice(at + 1));
  }
  return [...found];
}

function isYes(text: string | undefined): boolean {
  return text?.toLowerCase() === 'yes' || text?.toLowerCase() === 'true';
}
