/** Sentences about signing in: keys, passphrases, passwords, second factors. */
import { type NextStep, type Problem, problem } from '../kit/outcome';

/** What was tried, in order, for the sentence of a failed sign-in. */
export type Tried = {
  method: 'publickey' | 'password' | 'keyboard-interactive';
  /** A key's file or comment, made printable. */
  what: string;
  outcome: 'refused' | 'partial' | 'skipped';
  /** Why it was skipped. */
  why?: string;
  /** What became of the question for the key's passphrase, where that is why it was skipped. */
  passphrase?: 'wrong' | 'not-given';
};

type Who = {
  server: string;
  user: string;
  host: string;
};

export type SignInFacts =
  | (Who & {
      kind: 'auth-failed';
      tried: Tried[];
      /** Methods that the server would still take (`publickey`, `password`). */
      offered: string[];
      /** Keys of the agent that were left out so as not to use up the server's patience. */
      agentKeysLeftOut: number;
      dismissed: boolean;
    })
  | (Who & {
      kind: 'too-many-tries';
      tried: Tried[];
      agentKeysLeftOut: number;
      said: string;
    })
  | (Who & { kind: 'auth-closed'; waiting: boolean; said: string | null })
  | (Who & { kind: 'password-expired'; said: string });

export function signInProblem(f: SignInFacts): Problem {
  switch (f.kind) {
    case 'auth-failed':
      return authFailed(f);
    case 'too-many-tries':
      return problem(
        'connections/too-many-tries',
        `${f.host} ended the sign-in of ${f.user}: too many keys or passwords were tried.`,
        {
          why: listTried(f.tried) + leftOut(f.agentKeysLeftOut),
          next: [
            'Name the right key in the ssh config (IdentityFile) and set "IdentitiesOnly yes".',
            retry,
          ],
          facts: f,
          detail: f.said,
        },
      );
    case 'auth-closed':
      return problem(
        'connections/sign-in-closed',
        `${f.host} closed the connection while ${f.user} was signing in.`,
        {
          why: f.waiting
            ? 'The server waited too long for an answer (LoginGraceTime, usually two minutes).'
            : 'The server ended the sign-in. It may not allow this user or this address.',
          next: [retry, checkUser(f.server)],
          facts: f,
          ...(f.said === null ? {} : { detail: f.said }),
        },
      );
    case 'password-expired':
      return problem('connections/password-expired', `The password of ${f.user} has expired.`, {
        why: `${f.host} wants a new password before it lets you in: "${f.said}".`,
        next: ['Sign in once with "ssh" in a terminal and set a new password.', retry],
        facts: f,
      });
  }
}

const retry: NextStep = { label: 'Try again', action: { kind: 'retry' } };
const checkUser = (server: string): NextStep => ({
  label: 'Check the user name of this server',
  action: { kind: 'edit-server', server },
});

function listTried(tried: Tried[]): string {
  if (tried.length === 0) return 'There was nothing to sign in with.';
  return `Tried: ${tried.map(triedWords).join(', ')}.`;
}

/** One thing that was tried and did not open the door. */
export function triedWords(one: Tried): string {
  if (one.outcome === 'skipped') return `${one.what} (not used: ${one.why ?? 'unusable'})`;
  return one.outcome === 'partial' ? `${one.what} (accepted, not enough)` : one.what;
}

function leftOut(count: number): string {
  if (count === 0) return '';
  return ` ${count} more ${count === 1 ? 'key' : 'keys'} of the agent ${count === 1 ? 'was' : 'were'} not tried, because servers stop after about six tries.`;
}

function authFailed(f: Extract<SignInFacts, { kind: 'auth-failed' }>): Problem {
  const offers = ` The server accepts: ${f.offered.join(', ') || 'nothing more'}.`;
  if (f.dismissed) return notFinished(f);
  // Where a password was refused later, that is what the person wants to read about.
  const keysOnly = f.tried.every(({ method }) => method === 'publickey');
  const locked = keysOnly ? f.tried.find((one) => one.passphrase !== undefined) : undefined;
  const next: (NextStep | string)[] = [checkUser(f.server)];
  if (locked) {
    next.unshift(retry, 'A forgotten passphrase cannot be recovered: then make a new key.');
  } else if (f.tried.every((one) => one.method !== 'publickey' || one.outcome === 'skipped')) {
    if (f.offered.includes('publickey')) {
      next.unshift('Set up an SSH key for this server, or name yours in the server settings.');
    }
  } else if (f.offered.includes('publickey')) {
    next.push('Check that your public key is in ~/.ssh/authorized_keys on the server.', ...untold);
  }
  if (f.agentKeysLeftOut > 0) {
    next.push('Name the right key in the ssh config (IdentityFile) and set "IdentitiesOnly yes".');
  }
  if (!locked) next.push(retry);
  return problem('connections/auth-failed', failedSentence(f, locked), {
    why: `${listTried(f.tried)}${offers}${leftOut(f.agentKeysLeftOut)}`,
    next,
    facts: f,
  });
}

/** What a server never tells, so that it cannot be known from here: named with the way to look. */
const untold = [
  'If it is there, the server may pass over it because others may write to ~, ~/.ssh or the file. To check, on the server: ls -ld ~ ~/.ssh ~/.ssh/authorized_keys',
  'The account may be locked or expired; only the people who look after the server can see that.',
];

/** The person closed the question: nothing is wrong with keys or accounts, so none is advised. */
function notFinished(f: Extract<SignInFacts, { kind: 'auth-failed' }>): Problem {
  const tried = f.tried.length === 0 ? '' : ` ${listTried(f.tried)}`;
  return problem('connections/auth-failed', failedSentence(f, undefined), {
    why: `The question of ${f.host} was closed without an answer.${tried}`,
    next: [retry],
    facts: f,
  });
}

function failedSentence(
  f: Extract<SignInFacts, { kind: 'auth-failed' }>,
  locked: Tried | undefined,
): string {
  if (locked?.passphrase === 'wrong') return `The passphrase did not open ${locked.what}.`;
  return f.dismissed || locked
    ? `Signing in to ${f.host} as ${f.user} was not finished.`
    : `${f.host} did not let ${f.user} in.`;
}
