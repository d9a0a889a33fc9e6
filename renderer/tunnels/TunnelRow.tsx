/** One port forward: where it leads, its port here, its state. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  ArrowRight,
  CircleCheck,
  CircleX,
  Clock,
  ExternalLink,
  LoaderCircle,
  X,
} from 'lucide-react';
import type { TunnelEntry } from '../../preload/contract/tunnels';
import { CopyIconButton } from '../kit/Copy';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { useAsk } from '../kit/use-ask';
import { forwardOf } from './kept-forwards';
import { forgetForward } from './store';
import classes from './tunnels.module.css';
import { connectionsWords, mayBeWeb, stateWords, targetWords } from './words';

const icons = { ok: CircleCheck, busy: LoaderCircle, warn: Clock, danger: CircleX } as const;

export function StateWord({ tunnel }: { tunnel: TunnelEntry }) {
  const { word, tone } = stateWords(tunnel);
  const Icon = icons[tone];
  return (
    <span className={classes['state']} data-tone={tone} data-testid="tunnel-state">
      <Icon size={14} className={tone === 'busy' ? 'spin' : ''} aria-hidden /> {word}
    </span>
  );
}

export function LocalPort({ tunnel: { localPort } }: { tunnel: TunnelEntry }) {
  if (localPort === null) return <span className={classes['use']}>no port here yet</span>;
  const address = `127.0.0.1:${localPort}`;
  return (
    <span className={classes['port']}>
      <code>
        127.0.0.1:<strong data-testid="tunnel-port">{localPort}</strong>
      </code>
      <CopyIconButton text={address} label="Copy the address" />
    </span>
  );
}

export function TunnelRow({ tunnel }: { tunnel: TunnelEntry }) {
  const browse = useAsk('tunnels.browse');
  const close = useAsk('tunnels.close');
  const { state } = tunnel;
  const target = visibleLine(targetWords(tunnel));
  const ownProblem =
    state.kind === 'failed' || state.kind === 'waiting' ? state.problem : undefined;
  const problem = browse.problem ?? close.problem ?? ownProblem ?? tunnel.refused;
  const closeForGood = async () => {
    await close.run({ id: tunnel.id });
    // Not before: until it is closed it counts as open, and what is open is kept.
    forgetForward(forwardOf(tunnel));
  };
  return (
    <li className={classes['row']} data-testid={`tunnel-${tunnel.id}`}>
      <div className={classes['rowLine']}>
        <LocalPort tunnel={tunnel} />
        <ArrowRight size={14} aria-label="leads to" className={classes['arrow']} />
        <code className={classes['target']}>{target}</code>
        <span className={classes['use']}>{connectionsWords(tunnel.openConnections)}</span>
        <StateWord tunnel={tunnel} />
        {mayBeWeb(tunnel) && (
          <Button
            size="compact-sm"
            variant="default"
            disabled={state.kind !== 'open'}
            leftSection={<ExternalLink size={14} aria-hidden />}
            onClick={() => void browse.run({ id: tunnel.id })}
          >
            Open in browser
          </Button>
        )}
        <Tooltip label="Close tunnel">
          <ActionIcon
            aria-label={`Close tunnel to ${target}`}
            loading={close.pending}
            onClick={() => void closeForGood()}
          >
            <X size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      {problem && <ProblemCard problem={problem} />}
    </li>
  );
}
