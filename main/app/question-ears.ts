/** Listens at the question board: secrets are learnt for the log, and who looks elsewhere is told. */
import type { Answer, Question } from '../../preload/contract/questions';
import type { Notification } from '../engine/host';
import type { Redactor } from '../engine/kit/redact';
import type { QuestionBoard } from '../engine/questions';

/** The same board; what is typed as a secret is known to the redactor before anybody gets it. */
export function learningBoard(board: QuestionBoard, redactor: Redactor): QuestionBoard {
  return {
    ...board,
    answer(id: string, answer: Answer) {
      if (answer.kind === 'secret') redactor.learn(answer.secret);
      if (answer.kind === 'answers')
        for (const one of answer.answers) redactor.learn(one, lasting(one));
      return board.answer(id, answer);
    },
  };
}

/** A server's own prompts ask for passwords as well; codes that serve once are six to eight digits. */
const lasting = (answer: string) => (/^\d{6,8}$/.test(answer.trim()) ? 'shortly' : 'always');

/** Gives a notice for each new question. @returns stops it */
export function noticeQuestions(
  board: Pick<QuestionBoard, 'feed'>,
  notify: (note: Notification) => void,
): () => void {
  let known = new Set<string>();
  return board.feed.follow((open) => {
    for (const question of open) if (!known.has(question.id)) notify(noteOf(question));
    known = new Set(open.map(({ id }) => id));
  });
}

function noteOf({ body }: Question): Notification {
  const server = 'server' in body && typeof body.server === 'string' ? body.server : undefined;
  return {
    kind: 'question-waiting',
    title: server === undefined ? 'Labmate has a question' : `${server} waits for your answer`,
    body: bodies[body.kind],
    ...(server !== undefined && { server }),
  };
}

const bodies: Record<Question['body']['kind'], string> = {
  'host-key': 'Is this the right server? Its key has to be confirmed.',
  passphrase: 'The passphrase of a key is needed to sign in.',
  password: 'A password is needed to sign in.',
  'keyboard-interactive': 'The server asks something before it lets you in.',
  confirm: 'Something has to be confirmed before it goes on.',
};
