/** The person's own keys: making, importing, and letting them in at servers. Served by `link`. */
import { z } from 'zod';
import { ask, watch } from './define';
import { serverName } from './servers';

/** A file in the ssh folder: letters, digits, dots, dashes and underscores; never a path. */
export const keyName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/)
  .refine((name) => !name.endsWith('.pub'), 'a private key does not end in .pub');

/** How an ssh config writes the path of a key of the ssh folder, or its name alone. */
export const keyPath = z.string().min(1).max(4096);

export const keyWarning = z.object({
  /** `short-rsa`, `dsa`, `p521`, `open-to-others`, `putty-format`, `damaged`. Stable. */
  tag: z.string(),
  /** One sentence, and what to do. */
  text: z.string(),
});

export const keyEntry = z.object({
  /** As an ssh config writes it: `~/.ssh/id_ed25519`. */
  path: z.string(),
  format: z.enum(['openssh', 'putty-2', 'putty-3', 'pkcs8', 'pem', 'unknown']),
  /** `ssh-ed25519`, `ssh-rsa`, …; null where the file hides it. */
  type: z.string().nullable(),
  bits: z.number().nullable(),
  /** `SHA256:…`, as OpenSSH prints it. */
  fingerprint: z.string().nullable(),
  comment: z.string(),
  encrypted: z.boolean(),
  /** The line for a server's `authorized_keys`; null where the public half is not known. */
  publicLine: z.string().nullable(),
  warnings: z.array(keyWarning),
  /** Servers that let it in, as far as Labmate put it there. `at` in milliseconds since the epoch. */
  installed: z.array(z.object({ server: z.string(), at: z.number() })),
});
export type KeyEntry = z.infer<typeof keyEntry>;

export const installStep = z.object({
  step: z.enum(['connect', 'write', 'verify', 'switch']),
  /** What is done, in words. */
  label: z.string(),
  status: z.enum(['running', 'ok', 'warning', 'skipped', 'failed']),
  /** What came of it, in words. */
  found: z.string(),
});
export type InstallStep = z.infer<typeof installStep>;

export const keys = {
  /** The keys of the ssh folder. */
  list: ask({
    role: 'link',
    input: z.object({}),
    value: z.object({ folder: z.string(), keys: z.array(keyEntry) }),
  }),
  /** Makes a key pair in the ssh folder. An empty passphrase leaves the file unprotected. */
  generate: ask({
    role: 'link',
    input: z.object({
      name: keyName,
      type: z.enum(['ed25519', 'rsa']),
      comment: z.string().max(200),
      passphrase: z.string().max(1024),
    }),
    value: keyEntry,
  }),
  /**
   * Writes a PuTTY key (a chosen file, by its grant) into the ssh folder in OpenSSH's format, under
   * the passphrase that it had. Asks for that one.
   */
  importPutty: ask({
    role: 'link',
    input: z.object({ grant: z.string().max(200), name: keyName }),
    value: keyEntry,
  }),
  /**
   * Puts the public half on a server over the way in that there is, proves it by a sign-in with this
   * key alone, and (`use`) names the key in the ssh config for this server. Each event is the whole
   * list so far.
   */
  install: watch({
    role: 'link',
    delivery: 'latest',
    input: z.object({ path: keyPath, server: serverName, use: z.boolean() }),
    event: z.array(installStep),
    value: z.object({
      /** False when it was there before. */
      added: z.boolean(),
      /** The line that would make ssh use it, where the config could not be changed; else null. */
      configLine: z.string().nullable(),
    }),
  }),
  /** Takes the public half out of a server's `authorized_keys`. */
  revoke: ask({
    role: 'link',
    input: z.object({ path: keyPath, server: serverName }),
    value: z.object({
      removed: z.number().int(),
      /** Keys that are still let in there. */
      left: z.number().int(),
    }),
  }),
};
