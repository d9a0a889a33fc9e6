/** The wizard at work: its steps, what stopped it, and the end. */
import { Button, Group } from '@mantine/core';
import { CircleAlert, CircleCheck, CircleDashed, CircleX, LoaderCircle } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { InputOf, ValueOf } from '../../preload/contract';
import type { InstallStep } from '../../preload/contract/keys';
import type { Problem } from '../../preload/contract/problem';
import { client } from '../connect';
import { CopyIconButton } from '../kit/Copy';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import classes from './keys.module.css';
import { readKeys } from './store';

type Wish = InputOf<'keys.install'>;

export interface Install {
  state: 'idle' | 'running' | 'done' | 'failed';
  steps: readonly InstallStep[];
  value: ValueOf<'keys.install'> | undefined;
  problem: Problem | undefined;
  start: (wish: Wish) => void;
  again: () => void;
  reset: () => void;
}

const idle = { state: 'idle' as const, steps: [], value: undefined, problem: undefined };

/** Runs the installation; it stops when the caller goes. */
export function useInstall(): Install {
  const [view, setView] = useState<Omit<Install, 'start' | 'again' | 'reset'>>(idle);
  const stop = useRef<() => void>(undefined);
  const last = useRef<Wish>(undefined);
  useEffect(() => () => stop.current?.(), []);
  const start = (wish: Wish) => {
    stop.current?.();
    last.current = wish;
    setView({ ...idle, state: 'running' });
    let current = true;
    const cancel = client.watch('keys.install', wish, {
      onEvent: (steps) => {
        if (current) setView((old) => ({ ...old, steps }));
      },
      onEnd: (outcome) => {
        if (!current) return;
        void readKeys();
        if (outcome.ok) setView((old) => ({ ...old, state: 'done', value: outcome.value }));
        else setView((old) => ({ ...old, state: 'failed', problem: outcome.problem }));
      },
    });
    stop.current = () => {
      current = false;
      cancel();
    };
  };
  const reset = () => {
    stop.current?.();
    setView(idle);
  };
  return { ...view, start, reset, again: () => last.current && start(last.current) };
}

const icons = {
  running: LoaderCircle,
  ok: CircleCheck,
  warning: CircleAlert,
  failed: CircleX,
  skipped: CircleDashed,
} as const;

const statusWords = {
  running: 'Working…',
  ok: 'Done',
  warning: 'Look here',
  failed: 'Failed',
  skipped: 'Left out',
} as const;

interface ProgressProps {
  install: Install;
  server: string;
  keyName: string;
  onClose: () => void;
}

export function Progress({ install, server, keyName, onClose }: ProgressProps) {
  const { state, steps, value, problem } = install;
  const end = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (state === 'done') end.current?.focus();
  }, [state]);
  return (
    <div className={classes['form']}>
      <ol className={classes['steps']} aria-label="Steps">
        {steps.map((step) => (
          <Step key={step.step} step={step} />
        ))}
      </ol>
      {problem && <ProblemCard problem={problem} onRetry={install.again} />}
      <div role="status" data-testid="key-setup-end" className={classes['end']}>
        {state === 'done' &&
          `${visibleLine(server)} lets you in with ${visibleLine(keyName)}. Your password works as before.`}
      </div>
      {value?.configLine && (
        <p className={classes['line']}>
          <code>{visibleLine(value.configLine)}</code>
          <CopyIconButton text={value.configLine} label="Copy the line for the ssh config" />
        </p>
      )}
      <Group justify="flex-end" gap="sm">
        {state === 'failed' && (
          <Button variant="default" onClick={install.reset}>
            Back
          </Button>
        )}
        <Button ref={end} variant={state === 'done' ? 'filled' : 'default'} onClick={onClose}>
          {{ idle: 'Close', running: 'Stop', failed: 'Close', done: 'Done' }[state]}
        </Button>
      </Group>
    </div>
  );
}

function Step({ step }: { step: InstallStep }) {
  const Icon = icons[step.status];
  return (
    <li className={classes['step']} data-testid={`key-step-${step.step}`} data-status={step.status}>
      <Icon size={18} aria-hidden />
      <div className={classes['stepText']}>
        <div className={classes['label']}>{visibleLine(step.label)}</div>
        {step.found !== '' && <div className={classes['found']}>{visibleLine(step.found)}</div>}
      </div>
      <span className={classes['status']}>{statusWords[step.status]}</span>
    </li>
  );
}
