/**
 * The way to a server that could not be reached, looked at by itself: under the problem's card stands how far
 * one gets. Nothing is proven or asked. For tests: a list named `The way to <server>`.
 */
import { useEffect, useState } from 'react';
import type { Problem } from '../../preload/contract/problem';
import type { DoctorStep } from '../../preload/contract/servers';
import { client } from '../connect';
import { visibleLine } from '../kit/safe-text';
import classes from './doctor.module.css';
import { Step } from './Panel';
import { isAboutTheWay } from './words';

/** What was found lately: while Labmate tries again and again, it does not look each time. */
const lately = new Map<string, { tag: string; at: number; steps: DoctorStep[] }>();
const LATELY_MS = 60_000;

export function WayThere({ server, problem }: { server: string; problem: Problem }) {
  const { tag } = problem;
  const steps = useWay(server, tag);
  if (steps.length === 0) return null;
  return (
    <section className={classes['way']}>
      <p className={classes['intro']}>How far one gets from here:</p>
      <ol className={classes['steps']} aria-label={`The way to ${visibleLine(server)}`}>
        {steps.map((step) => (
          <Step key={step.step} step={withoutProblem(step)} />
        ))}
      </ol>
    </section>
  );
}

/** The card above says what to do. */
function withoutProblem({ problem: _, ...step }: DoctorStep): DoctorStep {
  return step;
}

function useWay(server: string, tag: string): DoctorStep[] {
  const [steps, setSteps] = useState<DoctorStep[]>([]);
  useEffect(() => {
    if (!isAboutTheWay(tag)) return;
    const known = lately.get(server);
    if (known?.tag === tag && Date.now() - known.at < LATELY_MS) {
      setSteps(known.steps);
      return;
    }
    let current = true;
    let last: DoctorStep[] = [];
    const stop = client.watch(
      'servers.doctor',
      { server, onlyTheWay: true },
      {
        onEvent: (event) => {
          last = event.filter(({ status }) => status !== 'skipped');
          if (current) setSteps(last);
        },
        onEnd: (outcome) => {
          if (current && outcome.ok) lately.set(server, { tag, at: Date.now(), steps: last });
        },
      },
    );
    return () => {
      current = false;
      stop();
    };
  }, [server, tag]);
  return steps;
}
