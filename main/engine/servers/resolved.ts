/**
 * What the ssh config says about one server, with every default filled in: all that the
 * connections room needs to reach it. Made by `resolve`, never read from the config twice.
 */

import type { VpnKind } from '../../../preload/contract/vpn';
import type { ProxyChoice } from '../kit/proxy-address';

/** A private key to try. */
export interface IdentityFile {
  /** Absolute local path, tokens and `~` replaced. It may not exist. */
  path: string;
  /** True when the config names it; false for ssh's usual keys (`id_ed25519` and so on). */
  explicit: boolean;
}

export type StrictHostKeyChecking = 'yes' | 'ask' | 'accept-new' | 'no';

export interface ResolvedServer {
  /** The name that was asked for: a Host alias, a saved name, `user@host[:port]`, or a host. */
  name: string;
  /** The host name or address to connect to, without IPv6 brackets. */
  host: string;
  port: number;
  user: string;
  identityFiles: IdentityFile[];
  /** Use only `identityFiles`, even if the agent offers more keys. */
  identitiesOnly: boolean;
  /** Socket path of the agent, `none` for no agent, or null for `SSH_AUTH_SOCK`. */
  identityAgent: string | null;
  /** The agent to forward: `yes` for the one that signs in, a socket's path, or null (the default). */
  forwardAgent?: string | null;
  /** Hops before the server, the first to connect to first. Their own `jumps` are empty. */
  jumps: ResolvedServer[];
  /**
   * Labmate's own setting, not the config's: the proxy for the connection that leaves this computer on
   * the way to this server, null for none.
   */
  proxy: ProxyChoice;
  /** Labmate's own setting: the VPN that the person says it needs. */
  vpn?: VpnKind | null;
  /** The name under which the host key is kept, if the config gives one. */
  hostKeyAlias: string | null;
  /** Absolute paths, the first is the one that new keys are written to. Empty for `none`. */
  userKnownHostsFiles: string[];
  globalKnownHostsFiles: string[];
  strictHostKeyChecking: StrictHostKeyChecking;
  /** Names of new lines in known_hosts are hashed. */
  hashKnownHosts: boolean;
  /** Whether further keys that the server proves to have are kept. */
  updateHostKeys: 'yes' | 'no' | 'ask';
  /** Seconds for TCP and the banner; 0 means that the config gives none. */
  connectTimeoutSeconds: number;
  /** Seconds; 0 switches keep-alive messages off. */
  serverAliveIntervalSeconds: number;
  serverAliveCountMax: number;
  /** Which addresses of a name are used. */
  addressFamily: 'any' | 'inet' | 'inet6';
  /** Variables that every session gets (`SetEnv`), in their order. */
  setEnv: (readonly [name: string, value: string])[];
  /** Patterns of this computer's variables that every session gets (`SendEnv`). */
  sendEnv: string[];
  /** A command that makes the connection (run only when the person says so), or null. */
  proxyCommand: string | null;
  /** Keywords of this server's config that change the connection and that we do not follow. */
  unsupported: string[];
  /** Commands of `Match exec` that were not run; their blocks do not count. */
  unanswered?: string[];
}
