/** What was resolved for a server, under the key names and in the forms of `ssh -G`. */
import { isAgentVariable } from './agent-places';
import { evaluate, type Values } from './config/evaluate';
import { expandHome, expandTokens, expandVariables, pathTokens } from './config/expand';
import { type ForwardEnd, type ForwardKind, forwardText, readForward } from './config/forwards';
import { parseName } from './config/names';
import type { ReadConfig } from './read-servers';
import { resolve } from './resolve';
import type { ResolvedServer } from './resolved';

/** A key that may stand several times has a list; one that is not set is left out, as ssh does. */
export type ConfigReport = Record<string, string | string[]>;

/** The keys that ssh tries when the config names none. */
const usualKeys = 'id_rsa id_ecdsa id_ecdsa_sk id_ed25519 id_ed25519_sk id_xmss id_dsa'.split(' ');

/** @throws ProblemError as `resolve` does */
export function configReport(config: ReadConfig, name: string): ConfigReport {
  const server = resolve(config, name);
  const typed = parseName(name);
  const values = evaluate(config.trees, {
    host: typed?.host ?? name,
    user: typed?.user,
    localUser: config.around.localUser,
    around: config.around,
    execs: config.execs,
  });
  const strict = { yes: 'true', no: 'false', ask: 'ask', 'accept-new': 'accept-new' };
  const updating = { yes: 'true', no: 'false', ask: 'ask' };
  const jump = values.first('proxyjump');
  const path = socketPaths(config, server, typed?.host ?? name);
  const report: Record<string, string | string[] | undefined> = {
    hostname: server.host,
    user: server.user,
    port: String(server.port),
    addressfamily: server.addressFamily,
    identityfile: server.identityFiles.some((file) => !file.explicit)
      ? usualKeys.map((file) => `~/.ssh/${file}`)
      : [...values.all('identityfile')],
    identitiesonly: yesOrNo(server.identitiesOnly),
    identityagent:
      values.first('identityagent') === undefined ? undefined : agentOf(values, server),
    forwardagent: agentForwarding(values.first('forwardagent'), server),
    proxyjump: jump === undefined ? undefined : jumpText(jump),
    proxycommand: commandOf(values.first('proxycommand')),
    hostkeyalias: server.hostKeyAlias ?? undefined,
    userknownhostsfile: knownHosts(values, server, path),
    globalknownhostsfile: server.globalKnownHostsFiles.join(' ') || 'none',
    stricthostkeychecking: strict[server.strictHostKeyChecking],
    hashknownhosts: yesOrNo(server.hashKnownHosts),
    updatehostkeys: updating[server.updateHostKeys],
    connecttimeout: String(server.connectTimeoutSeconds || 'none'),
    serveraliveinterval: String(server.serverAliveIntervalSeconds),
    serveralivecountmax: String(server.serverAliveCountMax),
    localforward: forwards(values, 'local', path),
    remoteforward: forwards(values, 'remote', path),
    dynamicforward: forwards(values, 'dynamic', path),
    sendenv: listed(values.all('sendenv')),
    setenv: listed(server.setEnv.map(([variable, value]) => `${variable}=${value}`)),
  };
  return Object.fromEntries(
    Object.entries(report).filter((entry): entry is [string, string | string[]] => !!entry[1]),
  );
}

const yesOrNo = (yes: boolean) => (yes ? 'yes' : 'no');

const listed = (values: readonly string[]) => (values.length > 0 ? [...values] : undefined);

function agentOf(values: Values, server: { identityAgent: string | null }): string | undefined {
  const text = values.first('identityagent');
  // What stands for a variable is printed as it is.
  if (text === 'SSH_AUTH_SOCK' || (text && isAgentVariable(text))) return text;
  return server.identityAgent ?? undefined;
}

const commandOf = (text: string | undefined) => (text?.toLowerCase() === 'none' ? undefined : text);

/** ssh takes the last hop apart and writes it anew; what stands before it stays as it is. */
function jumpText(jump: string): string | undefined {
  if (jump.toLowerCase() === 'none') return undefined;
  const at = jump.lastIndexOf(',') + 1;
  const typed = parseName(
    jump
      .slice(at)
      .trim()
      .replace(/^ssh:\/\//, ''),
  );
  if (!typed) return jump;
  const { user, host, port } = typed;
  const shown = host.includes(':') || /^[\d.]+$/.test(host) ? `[${host}]` : host;
  const last = `${user === undefined ? '' : `${user}@`}${shown}${port === undefined ? '' : `:${port}`}`;
  return jump.slice(0, at) + last;
}

function agentForwarding(text: string | undefined, server: ResolvedServer): string {
  return text && isAgentVariable(text) ? text : (server.forwardAgent ?? 'no');
}

/** A socket's path with its tokens, variables and `~` replaced. */
function socketPaths(config: ReadConfig, server: ResolvedServer, original: string) {
  const { around } = config;
  const { host, port, user, hostKeyAlias: keyAlias } = server;
  const tokens = pathTokens(around, { host, original, port, user, keyAlias });
  return (path: string) =>
    expandHome(expandVariables(expandTokens(path, tokens), around.env) ?? path, around.home);
}

/** Relative paths stay as they are written: ssh takes them from the folder where it is started. */
function knownHosts(
  values: Values,
  server: ResolvedServer,
  path: (text: string) => string,
): string {
  const named = values.all('userknownhostsfile');
  return named.length > 0 ? named.map(path).join(' ') : server.userKnownHostsFiles.join(' ');
}

function forwards(
  values: Values,
  kind: ForwardKind,
  path: (text: string) => string,
): string[] | undefined {
  const expanded = (end: ForwardEnd): ForwardEnd =>
    end.kind === 'unix' ? { kind: 'unix', path: path(end.path) } : end;
  const texts = values.all(`${kind}forward`).flatMap((text) => {
    const forward = readForward(kind, text.split(' '));
    if (!forward) return [];
    // ssh prints a SOCKS proxy on the other side as a forward to "socks".
    const socks = kind === 'remote' && forward.to === null ? ' [socks]:0' : '';
    const to = forward.to && expanded(forward.to);
    return [forwardText({ listen: expanded(forward.listen), to }) + socks];
  });
  // ssh passes over a forward that is there already.
  return listed([...new Set(texts)]);
}
