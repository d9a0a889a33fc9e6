/** What was resolved for a server, under the key names and in the forms of `ssh -G`. */
import { evaluate, type Values } from './config/evaluate';
import { type ForwardKind, forwardText, readForward } from './config/forwards';
import { parseName } from './config/names';
import type { ReadConfig } from './read-servers';
import { resolve } from './resolve';

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
  });
  const strict = { yes: 'true', no: 'false', ask: 'ask', 'accept-new': 'accept-new' };
  const updating = { yes: 'true', no: 'false', ask: 'ask' };
  const jump = values.first('proxyjump');
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
    forwardagent: agentForwarding(values.first('forwardagent')),
    proxyjump: jump === undefined ? undefined : jumpText(jump),
    proxycommand: commandOf(values.first('proxycommand')),
    hostkeyalias: server.hostKeyAlias ?? undefined,
    userknownhostsfile: server.userKnownHostsFiles.join(' ') || 'none',
    globalknownhostsfile: server.globalKnownHostsFiles.join(' '),
    stricthostkeychecking: strict[server.strictHostKeyChecking],
    hashknownhosts: yesOrNo(server.hashKnownHosts),
    updatehostkeys: updating[server.updateHostKeys],
    connecttimeout: String(server.connectTimeoutSeconds || 'none'),
    serveraliveinterval: String(server.serverAliveIntervalSeconds),
    serveralivecountmax: String(server.serverAliveCountMax),
    localforward: forwards(values, 'local'),
    remoteforward: forwards(values, 'remote'),
    dynamicforward: forwards(values, 'dynamic'),
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
  if (text === 'SSH_AUTH_SOCK' || text?.startsWith('$')) return text;
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

function agentForwarding(text: string | undefined): string {
  const word = text?.toLowerCase();
  if (text === undefined || word === 'no' || word === 'false') return 'no';
  return word === 'yes' || word === 'true' ? 'yes' : text;
}

function forwards(values: Values, kind: ForwardKind): string[] | undefined {
  return listed(
    values.all(`${kind}forward`).flatMap((text) => {
      const forward = readForward(kind, text.split(' '));
      if (!forward) return [];
      // ssh prints a SOCKS proxy on the other side as a forward to "socks".
      const socks = kind === 'remote' && forward.to === null ? ' [socks]:0' : '';
      return [forwardText(forward) + socks];
    }),
  );
}
