/** In place of a panel while its server is not connected: why, and the one button that changes it. */
import { Button } from '@mantine/core';
import { LoaderCircle, Plug } from 'lucide-react';
import type { Problem } from '../../preload/contract/problem';
import type { ServerEntry } from '../../preload/contract/servers';
import { WayThere } from '../doctor';
import { useNow } from '../kit/clock';
import { EmptyState } from '../kit/EmptyState';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { useSlow } from '../kit/use-ask';
import { nextTryWords, useKept } from '../servers';
import { connectServer, disconnectServer } from './actions';
import classes from './shell.module.css';
import { openDialog } from './store';

export function Offline({ server }: { server: ServerEntry }) {
  const { connection, name } = server;
  if (connection.state === 'connecting') return <Connecting server={name} step={connection.step} />;
  if (connection.state === 'failed')
    return (
      <div className={classes['offline']}>
        <ProblemCard
          problem={withRetry(connection.problem, server.usedBefore)}
          onRetry={() => connectServer(name)}
        />
        <NextTry server={name} />
        <WayThere server={name} problem={connection.problem} />
      </div>
    );
  return (
    <EmptyState
      icon={<Plug size={26} />}
      title={`Not connected to ${visibleLine(name)}`}
      action={
        <div className={classes['offlineActions']}>
          <Button size="md" onClick={() => connectServer(name)}>
            Connect
          </Button>
          <Button
            size="md"
            variant="default"
            onClick={() => openDialog({ kind: 'doctor', server: name })}
          >
            Check step by step
          </Button>
        </div>
      }
    >
      Once connected you see its GPUs, and its terminal, files and notebooks are one click away.
    </EmptyState>
  );
}

/**
 * One can always try again; where the engine does not advise it, other buttons come first. What has
 * worked before is rather down than wrongly written: there trying again comes before the form.
 */
function withRetry(problem: Problem, usedBefore: boolean): Problem {
  const retry = problem.next.find(({ action }) => action?.kind === 'retry');
  if (!retry) {
    const last = { label: 'Try again', action: { kind: 'retry' as const } };
    return { ...problem, next: [...problem.next, last] };
  }
  if (!usedBefore) return problem;
  return { ...problem, next: [retry, ...problem.next.filter((each) => each !== retry)] };
}

/** Where Labmate comes back by itself, nobody has to stand by. */
function NextTry({ server }: { server: string }) {
  const kept = useKept((state) => state.snapshot?.find((each) => each.server === server));
  const now = useNow();
  if (!kept) return null;
  return (
    <p className={classes['nextTry']}>
      Labmate connects again by itself: {nextTryWords(kept.nextTryAt - now)}.
    </p>
  );
}

function Connecting({ server, step }: { server: string; step: string }) {
  const slow = useSlow(true);
  if (!slow) return null;
  return (
    <EmptyState
      icon={<LoaderCircle size={26} className="spin" />}
      title={`Connecting to ${visibleLine(server)}`}
      action={
        <Button variant="default" onClick={() => void disconnectServer(server)}>
          Stop
        </Button>
      }
    >
      <span role="status">{visibleLine(step)}…</span>
    </EmptyState>
  );
}
