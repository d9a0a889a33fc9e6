/**
 * Shows the oldest open question in a dialog that holds the focus; Escape dismisses it. For tests:
 * dialog by its title (`First time with <host>`, `Unlock your key`, `Sign in as <user>`, …),
 * data-testid `question-<kind>`; host key: `Trust and connect`, `Do not connect`, data-testid
 * `fingerprint`; secrets: field `Passphrase` or `Password`, checkbox `Remember until Labmate
 * closes`, `Keep it in <store>, also after that`, button `Unlock` or `Sign in`; prompts by their text, button `Answer`.
 */
import { Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Answer, Question } from '../../preload/contract/questions';
import { client } from '../connect';
import { useNow } from '../kit/clock';
import { useQuestionOpen } from '../kit/Dialog';
import { visibleLine } from '../kit/safe-text';
import { sayProblem } from '../kit/toast';
import { ConfirmForm, HostKeyForm, PromptsForm, SecretForm } from './forms';
import classes from './questions.module.css';
import { useQuestions } from './store';
import { expiryWords, questionWords } from './words';

interface QuestionDialogProps {
  isConnected: (server: string) => boolean;
}

export function QuestionDialog({ isConnected }: QuestionDialogProps) {
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const pending = useQuestions((state) => state.snapshot) ?? [];
  const open = pending.filter(({ id }) => !answered.has(id));
  const question = open[0];
  const isOpen = question !== undefined;
  useEffect(() => useQuestionOpen.setState({ open: isOpen }), [isOpen]);
  if (!question) return null;
  const answer = async (id: string, value: Answer) => {
    setAnswered((old) => new Set(old).add(id));
    const outcome = await client.ask('questions.answer', { id, answer: value });
    if (!outcome.ok) sayProblem(outcome.problem);
  };
  return (
    <OpenQuestion
      key={question.id}
      question={question}
      more={open.length - 1}
      connected={isConnected(question.body.server)}
      onAnswer={(value) => void answer(question.id, value)}
    />
  );
}

interface OpenQuestionProps {
  question: Question;
  more: number;
  connected: boolean;
  onAnswer: (answer: Answer) => void;
}

function OpenQuestion({ question, more, connected, onAnswer }: OpenQuestionProps) {
  const now = useNow();
  const { body, expiresAt } = question;
  const { title, intro } = questionWords(body, connected);
  return (
    <Modal
      opened
      onClose={() => onAnswer({ kind: 'dismissed' })}
      closeOnClickOutside={false}
      title={visibleLine(title)}
      size="md"
      closeButtonProps={{ 'aria-label': 'Dismiss' }}
      data-testid={`question-${body.kind}`}
      zIndex={400}
    >
      <p className={classes['intro']}>{visibleLine(intro)}</p>
      <Form question={question} onAnswer={onAnswer} />
      <p className={classes['foot']}>
        {expiryWords((expiresAt - now) / 1000)}
        {more > 0 && ` ${more} more ${more === 1 ? 'question waits' : 'questions wait'}.`}
      </p>
    </Modal>
  );
}

function Form({ question, onAnswer }: Omit<OpenQuestionProps, 'more' | 'connected'>) {
  const { body } = question;
  switch (body.kind) {
    case 'host-key':
      return <HostKeyForm body={body} onAnswer={onAnswer} />;
    case 'passphrase':
    case 'password':
      return <SecretForm body={body} onAnswer={onAnswer} />;
    case 'keyboard-interactive':
      return <PromptsForm body={body} onAnswer={onAnswer} />;
    case 'confirm':
      return <ConfirmForm body={body} onAnswer={onAnswer} />;
  }
}
