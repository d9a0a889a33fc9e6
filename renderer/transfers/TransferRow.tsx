/** One transfer: what and where to, how far, and what could not be moved. */
import { ActionIcon, Button, Collapse, Progress, Tooltip } from '@mantine/core';
import { CircleCheck, CircleX, Download, RotateCw, TriangleAlert, Upload, X } from 'lucide-react';
import { useState } from 'react';
import type { TransferEntry } from '../../preload/contract/transfers';
import { client } from '../connect';
import { plural } from '../kit/format';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { sayProblem } from '../kit/toast';
import classes from './transfers.module.css';
import { isActive, progressPercent, progressWords, routeWords, transferLook } from './words';

type Verb = 'cancel' | 'retry' | 'dismiss';

async function act(verb: Verb, id: string): Promise<void> {
  const outcome = await client.ask(`transfers.${verb}`, { id });
  if (!outcome.ok) sayProblem(outcome.problem);
}

export function TransferRow({ entry }: { entry: TransferEntry }) {
  const [faultsOpen, setFaultsOpen] = useState(false);
  const { word, tone } = transferLook(entry);
  const label = visibleLine(entry.label);
  const failed = entry.state.kind === 'failed' ? entry.state.problem : undefined;
  return (
    <li
      className={classes['row']}
      data-testid={`transfer-${entry.id}`}
      data-state={entry.state.kind}
    >
      <div className={classes['line']}>
        <StateIcon entry={entry} />
        <span className={classes['name']}>
          <bdi title={label}>{label}</bdi>
          <span title={visibleLine(entry.destination)}>{visibleLine(routeWords(entry))}</span>
        </span>
        <Bar entry={entry} />
        <span className={classes['word']} data-tone={tone}>
          {word}
        </span>
        <span className={classes['buttons']}>
          <Buttons entry={entry} label={label} />
        </span>
      </div>
      <div className={classes['below']}>
        <span>{progressWords(entry)}</span>
        {entry.state.kind === 'running' && entry.current !== null && (
          <bdi className={classes['current']}>{visibleLine(entry.current)}</bdi>
        )}
        {entry.notes.map((note) => (
          <span key={note}>{visibleLine(note)}</span>
        ))}
        {entry.faultCount > 0 && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="red"
            aria-expanded={faultsOpen}
            onClick={() => setFaultsOpen(!faultsOpen)}
          >
            {plural(entry.faultCount, 'item')} could not be moved
          </Button>
        )}
      </div>
      {failed && <ProblemCard problem={failed} onRetry={() => void act('retry', entry.id)} />}
      <Collapse expanded={faultsOpen}>
        <Faults entry={entry} />
      </Collapse>
    </li>
  );
}

function StateIcon({ entry }: { entry: TransferEntry }) {
  const { tone } = transferLook(entry);
  const props = { size: 17, className: classes['icon'], 'data-tone': tone, 'aria-hidden': true };
  if (tone === 'ok') return <CircleCheck {...props} />;
  if (tone === 'warn') return <TriangleAlert {...props} />;
  if (tone === 'danger') return <CircleX {...props} />;
  return entry.direction === 'upload' ? <Upload {...props} /> : <Download {...props} />;
}

const barColors = {
  muted: 'gray',
  busy: undefined,
  ok: 'teal',
  warn: 'yellow',
  danger: 'red',
} as const;

function Bar({ entry }: { entry: TransferEntry }) {
  const percent = progressPercent(entry);
  const { tone } = transferLook(entry);
  return (
    <Progress.Root size="sm" className={classes['bar']}>
      <Progress.Section
        value={percent ?? (entry.state.kind === 'planning' ? 100 : 0)}
        color={percent === null ? 'gray' : barColors[tone]}
        striped={isActive(entry)}
        animated={isActive(entry)}
        aria-label={`${visibleLine(entry.label)}: ${progressWords(entry)}`}
      />
    </Progress.Root>
  );
}

function Buttons({ entry, label }: { entry: TransferEntry; label: string }) {
  if (isActive(entry))
    return (
      <Action
        label={`Cancel ${label}`}
        icon={<X size={16} />}
        run={() => act('cancel', entry.id)}
      />
    );
  const canRetry =
    entry.state.kind === 'failed' || entry.state.kind === 'cancelled' || entry.faultCount > 0;
  return (
    <>
      {canRetry && (
        <Action
          label={`Try again: ${label}`}
          icon={<RotateCw size={15} />}
          run={() => act('retry', entry.id)}
        />
      )}
      <Action
        label={`Dismiss ${label}`}
        icon={<X size={16} />}
        run={() => act('dismiss', entry.id)}
      />
    </>
  );
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

function Faults({ entry }: { entry: TransferEntry }) {
  const more = entry.faultCount - entry.faults.length;
  return (
    <ul className={classes['faults']} aria-label="What could not be moved">
      {entry.faults.map(({ path, problem }) => (
        <li key={path}>
          <code>{visibleLine(path)}</code> {visibleLine(problem.what)}
        </li>
      ))}
      {more > 0 && <li>and {plural(more, 'more', 'more')}</li>}
    </ul>
  );
}
