/** The sentences around each kind of question. Pure. */
import type { QuestionBody } from '../../preload/contract/questions';

export interface QuestionWords {
  title: string;
  intro: string;
}

const again =
  'You are connected. Copying files and the check step by step use a connection of their own, ' +
  'so it asks once more.';

/** @param connected whether its server is connected already: then one wonders why it asks again */
export function questionWords(body: QuestionBody, connected = false): QuestionWords {
  const words = wordsOf(body);
  const asksAgain = connected && body.kind !== 'host-key' && body.kind !== 'confirm';
  const retries = 'attempt' in body && body.attempt > 1;
  return asksAgain && !retries ? { ...words, intro: `${words.intro} ${again}` } : words;
}

/** What stands at the field after an answer that was wrong; nothing at the first try. */
export function refusedWords(
  body: Extract<QuestionBody, { kind: 'passphrase' | 'password' }>,
): string | undefined {
  if (body.attempt === 1) return undefined;
  return body.kind === 'passphrase'
    ? 'That passphrase did not open the key.'
    : `${body.host} did not accept that password.`;
}

/** A host as known_hosts writes it (`[gpu1]:2222`), as people say it (`gpu1, port 2222`). */
export function hostWords(host: string): string {
  const [, name, port] = /^\[(.+)\]:(\d+)$/.exec(host) ?? [];
  return name === undefined ? host : `${name}, port ${port}`;
}

function wordsOf(body: QuestionBody): QuestionWords {
  switch (body.kind) {
    case 'host-key':
      return {
        title: `First time with ${hostWords(body.host)}`,
        intro:
          'Every server has a key that proves who it is. This computer has not seen this one before. ' +
          'Compare the fingerprint with what your lab published, or ask a colleague who is connected.',
      };
    case 'passphrase':
      return {
        title: 'Unlock your key',
        intro:
          'This key is protected by a passphrase. It is used on this computer only and never sent.',
      };
    case 'password':
      return {
        title: `Sign in as ${body.user}`,
        intro:
          body.attempt > 1
            ? `Several wrong tries may lock your account on ${body.host}.`
            : `${body.host} asks for the password of your account.`,
      };
    case 'keyboard-interactive':
      return {
        title: `${body.host} asks you something`,
        intro: `These questions come from the server, to sign you in as ${body.user}.`,
      };
    case 'confirm':
      return { title: body.title, intro: body.text.split('\n')[0] ?? '' };
  }
}

/** From here on it is said how long the question waits, in seconds. */
const SAID_FROM = 120;

/** `Labmate waits 1 min 05 s`; empty while there is plenty of time. */
export function expiryWords(secondsLeft: number): string {
  if (secondsLeft > SAID_FROM) return '';
  if (secondsLeft <= 0) return 'This question has expired.';
  const minutes = Math.floor(secondsLeft / 60);
  const seconds = Math.floor(secondsLeft % 60);
  const left =
    minutes > 0 ? `${minutes} min ${String(seconds).padStart(2, '0')} s` : `${seconds} s`;
  return `Labmate waits ${left} for your answer.`;
}

/** `SHA256:abcd…` in groups of four after the colon, so that eyes can compare them. */
export function groupedFingerprint(fingerprint: string): { algorithm: string; groups: string[] } {
  const colon = fingerprint.indexOf(':');
  const algorithm = colon < 0 ? '' : fingerprint.slice(0, colon);
  const rest = colon < 0 ? fingerprint : fingerprint.slice(colon + 1);
  return { algorithm, groups: rest.match(/.{1,4}/gu) ?? [] };
}
