/** Sentences about host keys. Nothing here offers to connect in spite of a changed key. */
import type { QuestionBody } from '../../../preload/contract/questions';
import { type NextStep, type Problem, problem } from '../kit/outcome';

type Where = {
  server: string;
  /** As known_hosts writes it: `host`, `[host]:port` or the alias. */
  host: string;
};

export type KnownPlace = {
  file: string;
  line: number;
};

/** A line of known_hosts that vouches for a server's key. */
export type KeptLine = KnownPlace & {
  keyType: string;
  /** `SHA256:…` */
  fingerprint: string;
  /** The host column as it stands. */
  hosts: string;
};

export type HostKeyFacts =
  | (Where & {
      kind: 'host-key-changed';
      keyType: string;
      /** `SHA256:…` */
      presented: string;
      /** `own` is false for a line of the system's files. */
      known: (KnownPlace & { keyType: string; fingerprint: string; own: boolean })[];
    })
  | (Where & { kind: 'host-key-revoked'; keyType: string; presented: string; place: KnownPlace })
  | (Where & { kind: 'host-key-refused'; keyType: string; presented: string })
  | (Where & { kind: 'host-key-unknown'; keyType: string; presented: string })
  | (Where & { kind: 'host-key-changed-midway' })
  | (Where & { kind: 'host-key-not-kept'; system: KnownPlace[] })
  | (Where & { kind: 'host-key-moved'; file: string })
  | (Where & { kind: 'known-hosts-unreadable'; file: string; detail: string })
  | (Where & { kind: 'known-hosts-unwritable'; file: string; detail: string });

/** `[gpu1]:2222` as people say it. */
function spoken(host: string): string {
  const [, name, port] = /^\[(.+)\]:(\d+)$/.exec(host) ?? [];
  return name === undefined ? host : `${name}, port ${port}`;
}

export function hostKeyProblem(facts: { kind: string }): Problem | undefined {
  const f = facts as HostKeyFacts;
  switch (f.kind) {
    case 'host-key-changed':
      return changed(f);
    case 'host-key-revoked':
      return problem('connections/host-key-revoked', `The host key of ${f.host} is revoked.`, {
        why: `${f.place.file}, line ${f.place.line}, marks this ${f.keyType} key (${f.presented}) as stolen or withdrawn. Nothing was sent to the server.`,
        next: ['Do not connect. Ask the administrator of the server.'],
        facts: f,
      });
    case 'host-key-refused':
      return problem(
        'connections/host-key-refused',
        `You did not accept the key of ${spoken(f.host)}.`,
        {
          why: 'Nothing was sent to the server.',
          next: [
            `Ask the administrator whether ${f.presented} is the ${f.keyType} key of this server.`,
            { label: 'Try again', action: { kind: 'retry' } },
          ],
          facts: f,
        },
      );
    case 'host-key-unknown':
      return problem(
        'connections/host-key-unknown',
        `The host key of ${f.host} is not known here.`,
        {
          why: 'The ssh config says StrictHostKeyChecking yes, so new keys are not asked about. Nothing was sent to the server.',
          next: [
            `Add the key to known_hosts once you know that ${f.presented} is right.`,
            'Or set StrictHostKeyChecking to ask.',
          ],
          facts: f,
        },
      );
    case 'host-key-changed-midway':
      return problem(
        'connections/host-key-changed',
        `${f.host} changed its host key while connected.`,
        {
          why: 'The key of a running connection must stay the same. The connection was cut.',
          next: ['Ask the administrator of the server before you connect again.'],
          facts: f,
        },
      );
    case 'host-key-not-kept':
      return notKept(f);
    case 'host-key-moved':
      return problem(
        'connections/host-key-moved',
        `${f.file} was changed meanwhile, so nothing was removed.`,
        { next: ['Look at the lines again, then remove them.'], facts: f },
      );
    case 'known-hosts-unreadable':
      return problem('connections/known-hosts-unreadable', `${f.file} cannot be read.`, {
        why: 'Without the known host keys this server could not be told from an impostor. Nothing was sent to it.',
        next: ['Check the permissions of the file.'],
        facts: f,
        detail: f.detail,
      });
    case 'known-hosts-unwritable':
      return problem('connections/known-hosts-unwritable', `The new host key could not be saved.`, {
        why: `${f.file} cannot be written, so the next connection would ask again without being able to tell a changed key.`,
        next: ['Check the permissions of the file and the free disk space.'],
        facts: f,
        detail: f.detail,
      });
    default:
      return undefined;
  }
}

function changed(f: Extract<HostKeyFacts, { kind: 'host-key-changed' }>): Problem {
  const sameType = f.known.filter((key) => key.keyType === f.keyType);
  const shown = (sameType.length > 0 ? sameType : f.known)
    .map((key) => `${key.keyType} ${key.fingerprint} (${key.file}, line ${key.line})`)
    .join('; ');
  return problem('connections/host-key-changed', `The host key of ${f.host} has changed.`, {
    why: `Known: ${shown}. The server now shows: ${f.keyType} ${f.presented}. Either the server was set up anew, or another machine has its address, or somebody is listening in between. Nothing was sent to it, neither user name nor password.`,
    next: [
      'Ask the administrator, not by this connection, whether the key was changed and what its fingerprint is.',
      ...afterChange(f),
    ],
    facts: f,
  });
}

/** Removing the old key is an act of its own, which asks again; it never connects. */
function afterChange(
  f: Extract<HostKeyFacts, { kind: 'host-key-changed' }>,
): (NextStep | string)[] {
  const system = f.known.find((key) => !key.own);
  if (system) {
    return [
      `The old key stands in ${system.file}, line ${system.line}, which belongs to the system: only its administrator can change it.`,
    ];
  }
  return [
    'Only if it was: remove the old key, then connect and compare the new fingerprint.',
    { label: 'Remove the old key…', action: { kind: 'forget-host-key', server: f.server } },
  ];
}

function notKept(f: Extract<HostKeyFacts, { kind: 'host-key-not-kept' }>): Problem {
  const places = f.system.map(({ file, line }) => `${file}, line ${line}`).join('; ');
  return problem(
    'connections/host-key-not-kept',
    `No key of ${spoken(f.host)} is kept in your known_hosts.`,
    {
      ...(places === ''
        ? {}
        : { why: `Only the system's files know one: ${places}. Those are its administrator's.` }),
      next: [],
      facts: f,
    },
  );
}

/** Names all that goes: file, line, fingerprint, and whom else a line stands for. */
export function confirmForgetting(where: Where, lines: readonly KeptLine[]): QuestionBody {
  const named = lines.map((line) => {
    const others = namesOthers(line.hosts) ? ` (this line is for all of ${line.hosts})` : '';
    return `${line.file}, line ${line.line}: ${line.keyType} ${line.fingerprint}${others}`;
  });
  return {
    kind: 'confirm',
    server: where.server,
    title: `Forget the known key of ${spoken(where.host)}?`,
    text: [
      'Do this only if somebody you trust told you that the key was changed. The next connection shows the new key and asks, as at the first time. Removed will be:',
      ...named,
    ].join('\n'),
    yes: lines.length === 1 ? 'Remove this line' : `Remove these ${lines.length} lines`,
    danger: true,
  };
}

function namesOthers(hosts: string): boolean {
  return !hosts.startsWith('|') && /[,*?]/.test(hosts);
}
