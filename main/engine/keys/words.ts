/** The sentences of this room: problems with keys, and what is said about each key. */
import { type NextStep, type Problem, ProblemError, problem } from '../kit/outcome';
import type { KeyFault } from './formats/index';

type Facts =
  | { kind: 'exists'; path: string }
  | { kind: 'cannot-write'; path: string; code: string }
  | { kind: 'disk-full'; path: string }
  | { kind: 'cannot-read'; path: string; why: string }
  | { kind: 'no-such-key'; path: string }
  | { kind: 'bad-name'; name: string }
  | { kind: 'no-public-half'; path: string }
  | { kind: 'not-putty'; path: string }
  | { kind: 'wrong-passphrase'; path: string }
  | { kind: 'no-passphrase'; path: string }
  | { kind: 'unusable'; path: string; fault: KeyFault['kind']; why: string }
  | { kind: 'grant-gone' }
  | { kind: 'no-home'; server: string; home: string }
  | { kind: 'server-cannot-write'; server: string; what: string }
  | { kind: 'server-full'; server: string; what: string }
  | { kind: 'link-refused'; server: string; link: string }
  | { kind: 'server-garbled'; server: string; detail: string }
  | { kind: 'not-accepted'; server: string; path: string; loose: string[]; cause: Problem };

const retry: NextStep = { label: 'Try again', action: { kind: 'retry' } };

/** The one function from facts to the person's sentence, as something to throw. */
export function keyError(facts: Facts, cause?: unknown): ProblemError {
  return new ProblemError(keyProblem(facts), { cause });
}

export function keyProblem(f: Facts): Problem {
  switch (f.kind) {
    case 'no-home':
    case 'server-cannot-write':
    case 'server-full':
    case 'link-refused':
    case 'server-garbled':
    case 'not-accepted':
      return serverProblem(f);
    default:
      return fileProblem(f);
  }
}

type ServerFacts = Extract<Facts, { server: string }>;

function fileProblem(f: Exclude<Facts, ServerFacts>): Problem {
  const make = (what: string, why: string | undefined, ...next: (NextStep | string)[]) =>
    problem(`keys/${f.kind}`, what, { ...(why !== undefined && { why }), next, facts: { ...f } });
  switch (f.kind) {
    case 'exists':
      return make(
        `There is a file ${f.path} already.`,
        'Labmate never writes over a key: whoever needs it would be locked out.',
        'Choose another name.',
      );
    case 'cannot-write':
      return make(
        `${f.path} could not be written (${f.code}).`,
        'The folder is not yours to write, or the disk is read-only.',
        'Look at the owner and the permissions of your .ssh folder.',
        retry,
      );
    case 'disk-full':
      return make(
        `There is no room for ${f.path} on this computer’s disk.`,
        'The disk, or your quota, is full. Nothing was left half written.',
        'Make room, then try again.',
        retry,
      );
    case 'cannot-read':
      return make(`${f.path} could not be read.`, f.why, 'Choose a file that you may read.');
    case 'no-such-key':
      return make(
        `There is no key ${f.path}.`,
        'The name is no file of your .ssh folder.',
        'See the list of your keys.',
      );
    case 'bad-name':
      return make(
        `“${f.name}” cannot be the name of a key.`,
        'ssh keeps other things under that name, or it holds more than letters, digits, dots, dashes and underscores.',
        'Use a name such as id_ed25519_lab.',
      );
    case 'no-public-half':
      return make(
        `The public half of ${f.path} is not known.`,
        'The file keeps it under its passphrase, and no .pub file lies beside it.',
        `Run once: ssh-keygen -y -f "${f.path}" > "${f.path}.pub"`,
      );
    case 'not-putty':
      return make(
        `${f.path} is no PuTTY key.`,
        'A PuTTY key begins with “PuTTY-User-Key-File-”.',
        'Choose the .ppk file. A key in OpenSSH’s format needs no import.',
      );
    case 'wrong-passphrase':
      return make(
        `The passphrase did not open ${f.path}.`,
        undefined,
        retry,
        'A forgotten passphrase cannot be recovered: then make a new key.',
      );
    case 'no-passphrase':
      return make(`${f.path} was not imported: no passphrase was given.`, undefined, retry);
    case 'unusable':
      return make(
        `${f.path} cannot be used.`,
        faultWords(f.fault, f.why),
        'Fetch the file again from where it came, or make a new key.',
      );
    case 'grant-gone':
      return make('The chosen file is not known any more.', undefined, 'Choose the file again.');
  }
}

const faultWords = (fault: KeyFault['kind'], why: string) =>
  ({
    damaged: `The file is damaged: ${why}.`,
    'too-costly': `Opening it would cost more time or memory than any honest key: ${why}.`,
    unsupported: `It is of a kind that Labmate does not read: ${why}.`,
    'wrong-passphrase': why,
  })[fault];

function serverProblem(f: ServerFacts): Problem {
  const make = (
    what: string,
    why: string,
    detail: string | undefined,
    ...next: (NextStep | string)[]
  ) =>
    problem(`keys/${f.kind}`, what, {
      why,
      next,
      facts: { ...f },
      ...(detail !== undefined && { detail }),
    });
  switch (f.kind) {
    case 'no-home':
      return make(
        `Your home folder on ${f.server} is not there.`,
        `${f.home || 'It'} is not mounted now, or was never made.`,
        undefined,
        'Ask the administrator of the server.',
      );
    case 'server-cannot-write':
      return make(
        `${f.server} does not let you write your authorized_keys.`,
        'Your home folder is read-only there, or the file belongs to somebody else: some labs keep keys in one place for all.',
        f.what,
        'Ask the administrator how keys get onto this server.',
        retry,
      );
    case 'server-full':
      return make(
        `The disk of your home folder on ${f.server} is full.`,
        'Nothing was changed there.',
        f.what,
        'Make room in your home folder, then try again.',
        retry,
      );
    case 'link-refused':
      return make(
        `Your authorized_keys on ${f.server} was left alone.`,
        'It is a symbolic link, and you did not say that its target may be changed.',
        f.link,
        retry,
      );
    case 'server-garbled':
      return make(
        `${f.server} gave no clear answer about your authorized_keys.`,
        'The script ended before its last line. Nothing may have been changed.',
        f.detail,
        retry,
      );
    case 'not-accepted':
      return make(
        `The key is in your authorized_keys on ${f.server}, but the server does not accept it.`,
        f.loose.length > 0
          ? `Others may write to ${f.loose.join(' and ')}, and sshd then takes no key (StrictModes).`
          : 'The site may keep keys in one place for all (LDAP, FreeIPA), take no keys, or not this kind.',
        f.cause.why ?? f.cause.what,
        ...f.loose.map((path) => `On the server: chmod go-w ${path}`),
        'You can go on with your password; it still works.',
        retry,
      );
  }
}

/** What is said about a key in the list. */
export const warningWords = {
  'short-rsa': (bits: number) =>
    `RSA with ${bits} bits is short today (3072 at least). Make a new key when you can.`,
  dsa: () => 'DSA keys are broken, and servers refuse them. Make a new key.',
  p521: () =>
    'If this P-521 key was ever used with PuTTY before 0.81, others can compute it (CVE-2024-31497). Make a new one and revoke this one.',
  'open-to-others': (mode: string) =>
    `Others on this computer may read it (mode ${mode}), so ssh refuses it. Run: chmod 600 on the file.`,
  'putty-format': () => 'The ssh command cannot read PuTTY’s format. Import it to have it in both.',
  damaged: (why: string) => `It cannot be used: ${why}.`,
} as const;
