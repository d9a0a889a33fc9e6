/** Serves the `questions` procedures from a board. */
import { ProblemError, problem } from '../kit/outcome';
import type { Handlers } from '../serve';
import type { QuestionBoard } from './board';

export function questionHandlers(board: QuestionBoard): Handlers<'questions'> {
  return {
    async pending(_input, { signal, emit }) {
      await board.feed.followUntil(signal, (open) => void emit([...open]));
    },
    async answer({ id, answer }) {
      if (!board.answer(id, answer)) {
        throw new ProblemError(
          problem('questions/closed', 'This question is no longer open.', {
            why: 'It expired, was answered elsewhere, or what asked it has been cancelled.',
            next: ['Try again what you were doing.'],
          }),
        );
      }
    },
  };
}
