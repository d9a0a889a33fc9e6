/**
 * Open questions to the person at the window. Main keeps one board; every worker's questions stand
 * on it, so that the page sees one list. The command line answers on its terminal instead.
 */
import { randomUUID } from 'node:crypto';
import type { Answer, Question, QuestionBody } from '../../../preload/contract/questions';
import { StateFeed } from '../kit/state-feed';

/** How long a question waits, in milliseconds: long enough to fetch a phone. */
const lifetimeMs = 5 * 60_000;

export interface QuestionBoard {
  readonly feed: StateFeed<readonly Question[]>;
  /** Resolves to the answer, or `dismissed` on expiry, cancellation or when nobody is there. */
  ask(body: QuestionBody, signal: AbortSignal): Promise<Answer>;
  /** False when the question is not (or no longer) open or the answer is of the wrong kind. */
  answer(id: string, answer: Answer): boolean;
  dismissAll(): void;
}

export function createQuestionBoard(options: {
  /** Whether a window is there to answer. */
  somebodyThere(): boolean;
  lifetimeMs?: number;
}): QuestionBoard {
  const life = options.lifetimeMs ?? lifetimeMs;
  const feed = new StateFeed<readonly Question[]>([]);
  const waiting = new Map<string, { body: QuestionBody; settle(answer: Answer): void }>();

  return {
    feed,
    ask(body, signal) {
      if (signal.aborted || !options.somebodyThere()) {
        return Promise.resolve({ kind: 'dismissed' });
      }
      return new Promise((resolve) => {
        const id = randomUUID();
        const dismiss = () => settle({ kind: 'dismissed' });
        const settle = (answer: Answer) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', dismiss);
          waiting.delete(id);
          feed.update((open) => open.filter((question) => question.id !== id));
          resolve(answer);
        };
        const timer = setTimeout(dismiss, life);
        signal.addEventListener('abort', dismiss, { once: true });
        waiting.set(id, { body, settle });
        feed.update((open) => [...open, { id, expiresAt: Date.now() + life, body }]);
      });
    },
    answer(id, answer) {
      const entry = waiting.get(id);
      if (!entry || !fits(entry.body, answer)) return false;
      entry.settle(answer);
      return true;
    },
    dismissAll() {
      for (const { settle } of [...waiting.values()]) settle({ kind: 'dismissed' });
    },
  };
}

/** Whether an answer is of the kind that the question asks for. */
function fits(body: QuestionBody, answer: Answer): boolean {
  if (answer.kind === 'dismissed') return true;
  switch (body.kind) {
    case 'host-key':
    case 'confirm':
      return answer.kind === 'yes' || answer.kind === 'no';
    case 'passphrase':
    case 'password':
      return answer.kind === 'secret';
    case 'keyboard-interactive':
      return answer.kind === 'answers' && answer.answers.length === body.prompts.length;
  }
}
