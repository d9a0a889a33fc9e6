/** In place of a panel while its server is not connected: why, and the one button that changes it. */
import { Button } from '@mantine/core';
import { LoaderCircle, Plug } from 'lucide-react';
import type { Problem } from '../../preload/contract/problem';
import type { ServerEntry } from '../../preload/contract/servers';
import { EmptyState } from '../kit/EmptyState';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { useSlow } from '../kit/use-ask';
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
          problem={withRetryLast(connection.problem)}
          onRetry={() => connectServer(name)}
        />
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

/** One can always try again; where the engine does not advise it, other buttons come first. */
function withRetryLast(problem: Problem): Problem {
  if (problem.next.some(({ action }) => action?.kind === 'retry')) return problem;
  return {
    ...problem,
    next: [...problem.next, { label: 'Try again', action: { kind: 'retry' } }],
  };
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
