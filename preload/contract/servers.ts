/** Saved servers and those of the ssh config, and the state of the connection to each. */
import { z } from 'zod';
import { ask, watch } from './define';
import { grantId } from './grant';
import { problem } from './problem';
import { vpnKind } from './vpn-kinds';

/**
 * How a server is named everywhere: a Host alias of the ssh config, a saved name, or
 * `user@host[:port]`. Never begins with `-`, holds no white space or control characters.
 */
export const serverName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^-\s\p{Cc}][^\s\p{Cc}]*$/u);
export type ServerName = z.infer<typeof serverName>;

/** How sessions are shared on a server that allows only a few in one connection. */
export const sessionSharing = z.object({
  /** Sessions that it allows in one connection. */
  limit: z.number().int(),
  /** Connections that are open to it. */
  connections: z.number().int(),
  /** What people asked for and waits for a session. */
  waiting: z.number().int(),
  /** Transfers that share these sessions and wait. */
  transfers: z.number().int(),
  /** Work in the background (figures) that waits. */
  paused: z.number().int(),
});
export type SessionSharing = z.infer<typeof sessionSharing>;

export const connectionState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('disconnected') }),
  /** `step` in words: `resolving gpu1`, `waiting for your answer`, `signing in as asha`. */
  z.object({ state: z.literal('connecting'), step: z.string() }),
  z.object({
    state: z.literal('connected'),
    /** Milliseconds since the epoch. */
    since: z.number(),
    user: z.string(),
    host: z.string(),
    port: z.number(),
    /** Nothing was heard of the server since then (milliseconds since the epoch); null: it answers. */
    silentSince: z.number().nullable(),
    /** Null as long as the server has refused no session. */
    sharing: sessionSharing.nullable(),
    /** The server's identification, for example `OpenSSH_9.2p1 Debian-2`. */
    software: z.string(),
  }),
  z.object({ state: z.literal('failed'), problem }),
]);
export type ConnectionState = z.infer<typeof connectionState>;

export const serverEntry = z.object({
  name: serverName,
  /** Where it comes from: our own file, the user's ssh config, or typed (`user@host`). */
  origin: z.enum(['saved', 'config', 'typed']),
  host: z.string(),
  port: z.number().int(),
  user: z.string(),
  jumps: z.array(z.string()),
  /** A word that stands beside the name wherever it is shown (`Demo`), or null. */
  label: z.string().nullable(),
  favourite: z.boolean(),
  /** The group that the person put it in, or null. */
  group: z.string().nullable(),
  /** The person has connected to it before: it may be connected to by itself. */
  usedBefore: z.boolean(),
  connection: connectionState,
});
export type ServerEntry = z.infer<typeof serverEntry>;

export const serverDraft = z.object({
  name: serverName,
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65535),
  user: z.string().max(255),
  /** Path of a private key as ssh writes it (`~/.ssh/id_ed25519`); empty for the usual ones. */
  identityFile: z.string().max(4096),
  /** A `ProxyJump` value; empty for none. */
  proxyJump: z.string().max(1024),
  /**
   * The proxy on the way: `system`, `socks5://[user@]host:port`, `http://…`, or empty. Absent: stays as
   * it is. Kept by Labmate, not in the ssh config.
   */
  proxy: z.string().max(1024).optional(),
  /** The VPN that it needs; null for none or unknown. Absent: stays as it is. Kept by Labmate. */
  vpn: vpnKind.nullable().optional(),
});
export type ServerDraft = z.infer<typeof serverDraft>;

/** What another program keeps about one server, and what of it can be taken over. */
export const foundSession = z.object({
  /** As the other program shows it. */
  title: z.string().max(255),
  /** The folder that it stands in there, or null. */
  group: z.string().min(1).max(60).nullable(),
  /** What would be saved; null when it cannot be taken over. */
  draft: serverDraft.nullable(),
  /** What is not taken over, in words. Never a secret or a command. */
  left: z.array(z.string()),
  /** What is to be known about what is taken over, or null. */
  note: z.string().nullable(),
  /** Why it cannot be taken over at all, or null. */
  refused: z.string().nullable(),
  /** A server of the list, or offered before this one, with the same address and account; or null. */
  already: serverName.nullable(),
});
export type FoundSession = z.infer<typeof foundSession>;

export const importSource = z.object({
  program: z.enum(['PuTTY', 'KiTTY', 'WinSCP', 'MobaXterm']),
  /** The file or folder, or `the Windows registry`. */
  where: z.string(),
  sessions: z.array(foundSession),
});
export type ImportSource = z.infer<typeof importSource>;

/** What the ssh config says about a server beside the connection itself. */
export const configNotes = z.object({
  /** Local forwards, to be opened in one click on 127.0.0.1. */
  forwards: z.array(
    z.object({
      localPort: z.number().int(),
      host: z.string(),
      port: z.number().int(),
    }),
  ),
  /** Local ports of SOCKS proxies (`DynamicForward`), to be opened in one click on 127.0.0.1. */
  socks: z.array(z.number().int()),
  /** Forwards that Labmate does not open, as ssh writes them. */
  left: z.array(z.string()),
  /** Keywords that change the connection and that Labmate does not follow. */
  notFollowed: z.array(z.string()),
});
export type ConfigNotes = z.infer<typeof configNotes>;

/** What the doctor looks at, in this order. */
export const doctorStepName = z.enum([
  'config',
  'resolve',
  /** The way there: this computer's route to the address, and the VPN that it needs. */
  'route',
  'tcp',
  'banner',
  'key-exchange',
  'host-key',
  'sign-in',
  'shell',
  'sftp',
  /** The home folder can be written to. */
  'home',
  /** Space and quota where the home folder is. */
  'space',
  'inodes',
  'tmp',
  'clock',
  'tools',
]);

/**
 * One step of the doctor, in order; the first that has failed is the cause. Up to `shell` each
 * step needs the one before it; what follows stands by itself.
 */
export const doctorStep = z.object({
  step: doctorStepName,
  /** What was done, in words. */
  label: z.string(),
  /** `warning`: it works, but something will hurt soon or is missing. */
  status: z.enum(['running', 'ok', 'warning', 'failed', 'skipped']),
  /** What was found, in words. */
  found: z.string(),
  /** How long it took, if it ran. */
  durationMs: z.number().nullable(),
  problem: problem.optional(),
});
export type DoctorStep = z.infer<typeof doctorStep>;

export const servers = {
  /** All servers with their connection's state; a snapshot whenever something changes. */
  list: watch({
    role: 'link',
    delivery: 'latest',
    input: z.object({}),
    event: z.object({
      servers: z.array(serverEntry),
      /** Groups in the order that the person gave them; others follow by name. */
      groupOrder: z.array(z.string()),
      /** Faults in the ssh config, with file and line, that do not stop the rest. */
      problems: z.array(problem),
    }),
  }),
  /** Writes a new or changed server to our own file, which the ssh config includes. */
  save: ask({
    role: 'link',
    input: z.object({ draft: serverDraft, replaces: serverName.optional() }),
    value: z.void(),
  }),
  /** Removes a saved server. One of the user's own config is refused. `undo` is for `restore`. */
  remove: ask({
    role: 'link',
    input: z.object({ server: serverName }),
    value: z.object({ undo: z.string() }),
  }),
  /** Brings back what was removed, with its place in the list; possible until Labmate ends. */
  restore: ask({ role: 'link', input: z.object({ undo: z.string() }), value: z.void() }),
  /**
   * Changes how a server stands in the list; what is not named stays. `before` is the server that it
   * is to stand in front of, null for the end of its group. The ssh config is not touched.
   */
  arrange: ask({
    role: 'link',
    input: z.object({
      server: serverName,
      favourite: z.boolean().optional(),
      group: z.string().min(1).max(60).nullable().optional(),
      before: serverName.nullable().optional(),
    }),
    value: z.void(),
  }),
  /** The order of the groups in the list; those that are not named follow by name. */
  orderGroups: ask({
    role: 'link',
    input: z.object({ groups: z.array(z.string().min(1).max(60)).max(1000) }),
    value: z.void(),
  }),
  /** Gives a group another name, or dissolves it with null. */
  renameGroup: ask({
    role: 'link',
    input: z.object({ from: z.string(), to: z.string().min(1).max(60).nullable() }),
    value: z.void(),
  }),
  /**
   * Connects to these by itself, as far as nothing has to be asked: at most two at a time, a little
   * apart from each other. Where a person is needed the state says so and waits. Ends when all have
   * been tried; cancelling it leaves those alone that were not begun.
   */
  wake: ask({
    role: 'link',
    input: z.object({ servers: z.array(serverName).max(1000) }),
    value: z.void(),
  }),
  /**
   * While this is watched, a link that the network cut comes back by itself where nothing has to be
   * asked. Each event names those that wait for the next attempt.
   */
  kept: watch({
    role: 'link',
    delivery: 'latest',
    input: z.object({}),
    event: z.array(
      z.object({
        server: serverName,
        /** Milliseconds since the epoch. */
        nextTryAt: z.number(),
      }),
    ),
  }),
  /** The keys that this computer has for signing in: names and kinds, never a secret. */
  identities: ask({
    role: 'link',
    input: z.object({}),
    value: z.object({
      /** The usual key files that are in the ssh folder, as an ssh config writes them. */
      files: z.array(
        z.object({
          path: z.string(),
          kind: z.string(),
          encrypted: z.boolean(),
          /** The comment of its public file (`alice@laptop`), or empty. */
          comment: z.string(),
        }),
      ),
      /** How many keys the ssh agent holds; null when none answers. */
      agentKeys: z.number().nullable(),
    }),
  }),
  /** Sessions of PuTTY, KiTTY, WinSCP and MobaXterm in the usual places of this computer. */
  findSessions: ask({
    role: 'link',
    input: z.object({}),
    value: z.object({ sources: z.array(importSource) }),
  }),
  /** The sessions in a file that the person chose. */
  readSessions: ask({
    role: 'link',
    input: z.object({ grant: grantId }),
    value: z.object({ sources: z.array(importSource) }),
  }),
  /** Saves found sessions as servers, each on its own: what fails does not stop the others. */
  takeSessions: ask({
    role: 'link',
    input: z.object({
      sessions: z
        .array(z.object({ draft: serverDraft, group: z.string().min(1).max(60).nullable() }))
        .max(2000),
    }),
    value: z.object({
      saved: z.array(serverName),
      failed: z.array(z.object({ name: z.string(), problem })),
    }),
  }),
  /** What the form of a saved server starts from. */
  draft: ask({ role: 'link', input: z.object({ server: serverName }), value: serverDraft }),
  /** Reads the config; asks and runs nothing. */
  configNotes: ask({
    role: 'link',
    input: z.object({ server: serverName }),
    value: configNotes,
  }),
  connect: ask({ role: 'link', input: z.object({ server: serverName }), value: z.void() }),
  disconnect: ask({ role: 'link', input: z.object({ server: serverName }), value: z.void() }),
  /**
   * Removes the lines of the person's known_hosts that keep a server's key. Asks first, naming each
   * line; anything but a yes cancels. Connects to nothing.
   */
  forgetHostKey: ask({
    role: 'link',
    input: z.object({ server: serverName }),
    value: z.object({ removed: z.number().int() }),
  }),
  /**
   * Reachability, sign-in and what one finds there, step by step. Each event is the whole list so far.
   * With `onlyTheWay` it ends before anything is proven or asked.
   */
  doctor: watch({
    role: 'link',
    delivery: 'latest',
    input: z.object({ server: serverName, onlyTheWay: z.boolean().optional() }),
    event: z.array(doctorStep),
    value: z.object({ healthy: z.boolean() }),
  }),
};
