/** A form for each kind of question. */
import { Button, Checkbox, Group, PasswordInput, TextInput } from '@mantine/core';
import { KeyRound, ShieldQuestionMark } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Answer, QuestionBody } from '../../preload/contract/questions';
import { client } from '../connect';
import { CopyIconButton } from '../kit/Copy';
import { visibleBlock, visibleLine } from '../kit/safe-text';
import classes from './questions.module.css';
import { groupedFingerprint, refusedWords } from './words';

interface FormProps<K extends QuestionBody['kind']> {
  body: Extract<QuestionBody, { kind: K }>;
  onAnswer: (answer: Answer) => void;
}

export function HostKeyForm({ body, onAnswer }: FormProps<'host-key'>) {
  const { algorithm, groups } = groupedFingerprint(visibleLine(body.fingerprint));
  return (
    <>
      <div className={classes['key']}>
        <div className={classes['keyHead']}>
          <ShieldQuestionMark size={18} aria-hidden />
          <span>
            {visibleLine(body.keyType)} key, {algorithm} fingerprint
          </span>
          <CopyIconButton text={body.fingerprint} label="Copy the fingerprint" />
        </div>
        <div
          className={classes['fingerprint']}
          data-testid="fingerprint"
          data-fingerprint={body.fingerprint}
          role="img"
          aria-label={`Fingerprint ${body.fingerprint}`}
        >
          {groups.map((group, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: groups repeat and never move
            <span key={at}>{group}</span>
          ))}
        </div>
      </div>
      {body.note !== undefined && <p className={classes['note']}>{visibleLine(body.note)}</p>}
      <p className={classes['note']}>
        If you trust it, the key is kept in your known_hosts file, and Labmate stops if it ever
        changes.
      </p>
      <Group justify="flex-end" mt="md" gap="sm">
        <Button variant="default" onClick={() => onAnswer({ kind: 'no' })} data-autofocus>
          Do not connect
        </Button>
        <Button onClick={() => onAnswer({ kind: 'yes' })}>Trust and connect</Button>
      </Group>
    </>
  );
}

/** What people call this system's store for secrets; null when there is none, undefined until it is known. */
function useStoreName(): string | null | undefined {
  const [name, setName] = useState<string | null>();
  useEffect(() => {
    void client.ask('secrets.kept', {}).then((outcome) => {
      if (outcome.ok) setName(outcome.value.store);
    });
  }, []);
  return name;
}

export function SecretForm({ body, onAnswer }: FormProps<'passphrase' | 'password'>) {
  const [secret, setSecret] = useState('');
  const [remember, setRemember] = useState(false);
  const [keep, setKeep] = useState(false);
  const store = useStoreName();
  const isKey = body.kind === 'passphrase';
  const refused = refusedWords(body);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAnswer({ kind: 'secret', secret, remember, ...(keep && { store: true }) });
      }}
    >
      <p className={classes['subject']}>
        <KeyRound size={16} aria-hidden />
        <bdi>{visibleLine(isKey ? body.keyFile : `${body.user}@${body.host}`)}</bdi>
      </p>
      <PasswordInput
        label={isKey ? 'Passphrase' : 'Password'}
        value={secret}
        onChange={(event) => setSecret(event.currentTarget.value)}
        error={refused && visibleLine(refused)}
        autoComplete="off"
        data-autofocus
      />
      <Checkbox
        mt="sm"
        size="sm"
        label="Remember until Labmate closes"
        checked={remember || keep}
        disabled={keep}
        onChange={(event) => setRemember(event.currentTarget.checked)}
      />
      {store !== null && store !== undefined && (
        <Checkbox
          mt="xs"
          size="sm"
          label={`Keep it in ${store}, also after that`}
          checked={keep}
          onChange={(event) => setKeep(event.currentTarget.checked)}
        />
      )}
      {store === null && (
        <p className={classes['note']}>
          It is not kept longer: this computer has no store for passwords that Labmate could use.
        </p>
      )}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={() => onAnswer({ kind: 'dismissed' })}>
          Cancel
        </Button>
        <Button type="submit" disabled={secret === ''}>
          {isKey ? 'Unlock' : 'Sign in'}
        </Button>
      </Group>
    </form>
  );
}

export function PromptsForm({ body, onAnswer }: FormProps<'keyboard-interactive'>) {
  const [answers, setAnswers] = useState(() => body.prompts.map(() => ''));
  const set = (at: number, text: string) =>
    setAnswers((old) => old.map((each, index) => (index === at ? text : each)));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAnswer({ kind: 'answers', answers });
      }}
    >
      {(body.name !== '' || body.instructions !== '') && (
        <pre className={classes['serverText']}>
          {[body.name, body.instructions].filter(Boolean).map(visibleBlock).join('\n')}
        </pre>
      )}
      {body.prompts.map(({ prompt, echo }, at) => {
        const Input = echo ? TextInput : PasswordInput;
        return (
          <Input
            // biome-ignore lint/suspicious/noArrayIndexKey: prompts are answered by their place
            key={at}
            mt="sm"
            label={visibleLine(prompt.trim()) || 'Answer'}
            value={answers[at] ?? ''}
            onChange={(event) => set(at, event.currentTarget.value)}
            autoComplete="off"
            data-autofocus={at === 0 || undefined}
          />
        );
      })}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={() => onAnswer({ kind: 'dismissed' })}>
          Cancel
        </Button>
        <Button type="submit">Answer</Button>
      </Group>
    </form>
  );
}

export function ConfirmForm({ body, onAnswer }: FormProps<'confirm'>) {
  // The first line is the question's own sentence; what follows names what it is about.
  const [, ...named] = body.text.split('\n');
  return (
    <>
      {named.length > 0 && (
        <ul className={classes['named']}>
          {named.map((line) => (
            <li key={line}>{visibleLine(line)}</li>
          ))}
        </ul>
      )}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={() => onAnswer({ kind: 'no' })} data-autofocus>
          No
        </Button>
        <Button color={body.danger ? 'red' : undefined} onClick={() => onAnswer({ kind: 'yes' })}>
          {visibleLine(body.yes)}
        </Button>
      </Group>
    </>
  );
}
