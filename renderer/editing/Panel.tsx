/**
 * The files of a server that are open in the person's editor. For tests: region `Open in your
 * editor`; each is data-testid `edit-<name>` with `data-state`; buttons `Show again: <name>`, `Send
 * now: <name>`, `Close <name>`; on a conflict `Keep both`, `Keep mine`, `Take theirs`.
 */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { CircleCheck, CircleX, Eye, PenLine, Send, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import type { EditEntry } from '../../preload/contract/editing';
import { ConfirmDialog } from '../kit/ConfirmDialog';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import classes from './editing.module.css';
import { closeEdit, openInEditor, resolveEdit, saveEdit, useEdits } from './store';
import { choicesOf, editLook, needsCare } from './words';

/** A panel of a server with the strip of open files above it. */
export function WithOpenEdits({ server, children }: { server: string; children: React.ReactNode }) {
  return (
    <div className={classes['frame']}>
      <OpenEdits server={server} />
      <div className={classes['rest']}>{children}</div>
    </div>
  );
}

function OpenEdits({ server }: { server: string }) {
  const { snapshot, problem } = useEdits();
  const entries = (snapshot ?? []).filter((entry) => entry.server === server);
  if (problem) return <ProblemCard problem={problem} onRetry={() => useEdits.restart()} />;
  if (entries.length === 0) return null;
  return (
    <section className={classes['strip']} aria-label="Open in your editor">
      <h2 className={classes['title']}>Open in your editor</h2>
      <ul className={classes['list']}>
        {entries.map((entry) => (
          <EditRow key={entry.id} entry={entry} />
        ))}
      </ul>
    </section>
  );
}

function EditRow({ entry }: { entry: EditEntry }) {
  const { id, state, server } = entry;
  const name = visibleLine(entry.name);
  const { word, tone } = editLook(entry);
  const [asking, setAsking] = useState(false);
  const [seen, setSeen] = useState(false);
  const close = async () => {
    if (!(await closeEdit(id, false))) setAsking(true);
  };
  return (
    <li className={classes['row']} data-testid={`edit-${entry.name}`} data-state={state.kind}>
      <div className={classes['line']}>
        <StateIcon entry={entry} />
        <bdi className={classes['name']} title={visibleLine(entry.path)}>
          {name}
        </bdi>
        <span className={classes['word']} data-tone={tone} role="status">
          {word}
        </span>
        {state.kind !== 'fetching' && (
          <Action
            label={`Show again: ${name}`}
            icon={<Eye size={15} />}
            run={() => openInEditor(server, entry.path)}
          />
        )}
        {needsCare(entry) && (
          <Action label={`Send now: ${name}`} icon={<Send size={15} />} run={() => saveEdit(id)} />
        )}
        <Action label={`Close ${name}`} icon={<X size={16} />} run={close} />
      </div>
      {state.kind === 'failed' && (
        <ProblemCard problem={state.problem} onRetry={() => void saveEdit(id)} />
      )}
      {state.kind === 'open' && state.notice && !seen && (
        <ProblemCard problem={state.notice} onDismiss={() => setSeen(true)} />
      )}
      {state.kind === 'conflict' && <Conflict entry={entry} problem={state.problem} />}
      <ConfirmDialog
        opened={asking}
        title={`Discard your changes to ${name}?`}
        confirm="Discard"
        danger
        onConfirm={() => void closeEdit(id, true)}
        onClose={() => setAsking(false)}
      >
        What you saved last is not on {server}. It is kept only on this computer.
      </ConfirmDialog>
    </li>
  );
}

function Conflict({
  entry,
  problem,
}: {
  entry: EditEntry;
  problem: Parameters<typeof ProblemCard>[0]['problem'];
}) {
  const choices = choicesOf(entry.server, problem.tag);
  return (
    <ProblemCard problem={problem}>
      <ul className={classes['choices']} aria-label="Ways out">
        {choices.map(({ choice, label, does }, at) => (
          <li key={choice}>
            <Button
              size="compact-sm"
              variant={at === 0 ? 'filled' : 'default'}
              onClick={() => void resolveEdit(entry.id, choice)}
            >
              {label}
            </Button>
            <span>{visibleLine(does)}</span>
          </li>
        ))}
      </ul>
    </ProblemCard>
  );
}

function StateIcon({ entry }: { entry: EditEntry }) {
  const { tone } = editLook(entry);
  const props = { size: 16, className: classes['icon'], 'data-tone': tone, 'aria-hidden': true };
  if (tone === 'ok') return <CircleCheck {...props} />;
  if (tone === 'warn') return <TriangleAlert {...props} />;
  if (tone === 'danger') return <CircleX {...props} />;
  return <PenLine {...props} />;
}

function Action(props: { label: string; icon: React.ReactNode; run: () => Promise<void> }) {
  return (
    <Tooltip label={props.label}>
      <ActionIcon size="sm" aria-label={props.label} onClick={() => void props.run()}>
        {props.icon}
      </ActionIcon>
    </Tooltip>
  );
}
