/**
 * The doctor: reachability and sign-in of a server, step by step. For tests: dialog `Checking
 * <server>`; each step is data-testid `doctor-<step>` with `data-status`; `Check again`; the verdict
 * is data-testid `doctor-verdict`.
 */
import { Button, Group } from '@mantine/core';
import { CircleCheck, CircleDashed, CircleX, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Problem } from '../../preload/contract/problem';
import type { DoctorStep } from '../../preload/contract/servers';
import { client } from '../connect';
import { Dialog } from '../kit/Dialog';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import classes from './doctor.module.css';
import { durationWords, statusWords, verdictWords, withoutDoctor } from './words';

interface DoctorDialogProps {
  server: string | null;
  onClose: () => void;
}

export function DoctorDialog({ server, onClose }: DoctorDialogProps) {
  return (
    <Dialog
      opened={server !== null}
      onClose={onClose}
      title={`Checking ${visibleLine(server ?? '')}`}
      size="lg"
    >
      {server !== null && <Doctor key={server} server={server} onClose={onClose} />}
    </Dialog>
  );
}

function Doctor({ server, onClose }: { server: string; onClose: () => void }) {
  const { steps, healthy, problem, again } = useDoctor(server);
  const running = healthy === null && !problem;
  return (
    <div>
      <p className={classes['intro']}>
        Up to running a command, each step needs the one before it: the first that fails is the
        cause.
      </p>
      {steps.length === 0 && running && <Loading label="Starting the check" />}
      <DoctorSteps steps={steps} />
      {problem && <ProblemCard problem={problem} onRetry={again} />}
      <div className={classes['verdict']} role="status" data-testid="doctor-verdict">
        {!problem && verdictWords(healthy, steps)}
      </div>
      <Group justify="flex-end" gap="sm" mt="md">
        <Button variant="default" onClick={onClose}>
          {running ? 'Stop' : 'Close'}
        </Button>
        <Button onClick={again} disabled={running}>
          Check again
        </Button>
      </Group>
    </div>
  );
}

interface DoctorStepsProps {
  steps: readonly DoctorStep[];
}

/** The steps so far, each with what was found. */
export function DoctorSteps({ steps }: DoctorStepsProps) {
  return (
    <ol className={classes['steps']} aria-label="Steps">
      {steps.map((step) => (
        <Step key={step.step} step={step} />
      ))}
    </ol>
  );
}

/** Examines a server while the caller is shown. `healthy` is null until the end. */
export function useDoctor(server: string) {
  const [round, setRound] = useState(0);
  const [steps, setSteps] = useState<DoctorStep[]>([]);
  const [healthy, setHealthy] = useState<boolean | null>(null);
  const [problem, setProblem] = useState<Problem>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round checks again
  useEffect(() => {
    let current = true;
    setSteps([]);
    setHealthy(null);
    setProblem(undefined);
    const stop = client.watch(
      'servers.doctor',
      { server },
      {
        onEvent: (event) => {
          if (current) setSteps(event);
        },
        onEnd: (outcome) => {
          if (!current) return;
          if (outcome.ok) setHealthy(outcome.value.healthy);
          else setProblem(outcome.problem);
        },
      },
    );
    return () => {
      current = false;
      stop();
    };
  }, [server, round]);
  return { steps, healthy, problem, again: () => setRound(round + 1) };
}

/** What a step that works nevertheless wants to be known: quieter than what has failed. */
function Caution({ problem }: { problem: Problem }) {
  return (
    <div className={classes['caution']}>
      {problem.why !== undefined && <p>{visibleLine(problem.why)}</p>}
      <ul>
        {withoutDoctor(problem).next.map(({ label }) => (
          <li key={label}>{visibleLine(label)}</li>
        ))}
      </ul>
    </div>
  );
}

const icons = {
  running: LoaderCircle,
  ok: CircleCheck,
  warning: TriangleAlert,
  failed: CircleX,
  skipped: CircleDashed,
} as const;

export function Step({ step }: { step: DoctorStep }) {
  const Icon = icons[step.status];
  return (
    <li className={classes['step']} data-status={step.status} data-testid={`doctor-${step.step}`}>
      <div className={classes['line']}>
        <Icon size={18} className={step.status === 'running' ? 'spin' : ''} aria-hidden />
        <div className={classes['text']}>
          <p className={classes['label']}>{visibleLine(step.label)}</p>
          {step.found !== '' && <p className={classes['found']}>{visibleLine(step.found)}</p>}
        </div>
        <span className={classes['status']}>{statusWords(step.status)}</span>
        <span className={classes['time']}>{durationWords(step.durationMs)}</span>
      </div>
      {step.problem && step.status === 'warning' && <Caution problem={step.problem} />}
      {step.problem && step.status === 'failed' && (
        <ProblemCard problem={withoutDoctor(step.problem)} />
      )}
    </li>
  );
}
