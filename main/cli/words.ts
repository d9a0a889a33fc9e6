/** The sentences of the command line itself. */
import type { QuestionBody } from '../../preload/contract/questions';
import { type Problem, problem } from '../engine/kit/outcome';

/** A question came up and there is no terminal to ask it on. */
export function cannotAsk(question: QuestionBody): Problem {
  const { what, next } = sentence(question);
  return problem('cli/cannot-ask', what, {
    why: 'There is no terminal to ask on.',
    next,
    facts: { question: question.kind, server: question.server, ...factsOf(question) },
  });
}

function sentence(question: QuestionBody): { what: string; next: string[] } {
  switch (question.kind) {
    case 'host-key':
      return {
        what: `The host key of ${question.host} has not been seen before (${question.keyType} ${question.fingerprint}).`,
        next: [
          'Run the command in a terminal once, and compare the fingerprint.',
          'Or add --accept-new to accept a first-seen key without asking.',
        ],
      };
    case 'passphrase':
      return {
        what: `The key ${question.keyFile} needs its passphrase.`,
        next: ['Add it to the agent first: ssh-add', 'Or run the command in a terminal.'],
      };
    case 'password':
    case 'keyboard-interactive':
      return {
        what: `${question.server} asks ${question.user} for a password or a code.`,
        next: [
          'Use a key: put it into the agent with ssh-add, or name it in the ssh config.',
          'Or run the command in a terminal.',
        ],
      };
    case 'confirm':
      return { what: question.title, next: ['Run the command in a terminal to answer.'] };
  }
}

function factsOf(question: QuestionBody): Record<string, unknown> {
  if (question.kind !== 'host-key') return {};
  const { host, keyType, fingerprint } = question;
  return { host, keyType, fingerprint };
}

/** A command line that cannot be understood; `more` is the command that explains. */
export function badUsage(what: string, more: string): Problem {
  return problem('cli/usage', what, { next: [`See: ${more}`] });
}

/** A new key needs a passphrase, or the word that it needs none. */
export function noNewPassphrase(keyFile: string): Problem {
  return problem('cli/cannot-ask', `No passphrase was given for the new key ${keyFile}.`, {
    why: 'There is no terminal to ask on, or the question was ended.',
    next: [
      'Run the command in a terminal.',
      'Or add --no-passphrase to leave the key unprotected.',
    ],
    facts: { question: 'new-passphrase', keyFile },
  });
}
