/**
 * Forwards that were open before, one click each; none is opened by itself. For tests: list `Open
 * before`, buttons `Reopen <target>`, `Forget <target>`.
 */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { ArrowRight, RotateCcw, X } from 'lucide-react';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { useAsk } from '../kit/use-ask';
import { type KeptForward, toReopen } from './kept-forwards';
import { forgetForward, useKeptForwards, useTunnels } from './store';
import classes from './tunnels.module.css';
import { hostPortWords } from './words';

interface KeptForwardsProps {
  server: string;
  /** Those of the ssh config, which are offered as such. */
  named: readonly { host: string; port: number }[];
  disabled: boolean;
}

export function KeptForwards({ server, named, disabled }: KeptForwardsProps) {
  const kept = useKeptForwards((state) => state.kept);
  const tunnels = useTunnels((state) => state.snapshot);
  if (!tunnels) return null;
  const offered = toReopen(kept, tunnels, server).filter(
    ({ host, port }) => !named.some((each) => each.host === host && each.port === port),
  );
  if (offered.length === 0) return null;
  return (
    <>
      <h4 id="kept-title" className={classes['keptTitle']}>
        Open before
      </h4>
      <ul className={classes['list']} aria-labelledby="kept-title">
        {offered.map((forward) => (
          <KeptRow key={`${forward.host} ${forward.port}`} {...{ forward, disabled }} />
        ))}
      </ul>
    </>
  );
}

function KeptRow({ forward, disabled }: { forward: KeptForward; disabled: boolean }) {
  const open = useAsk('tunnels.open');
  const { server, host, port, localPort } = forward;
  const target = visibleLine(hostPortWords(host, port));
  const reopen = () => open.run({ server, target: { kind: 'tcp', host, port }, localPort });
  return (
    <li className={classes['row']}>
      <div className={classes['rowLine']}>
        <code>127.0.0.1:{localPort}</code>
        <ArrowRight size={14} aria-label="leads to" className={classes['arrow']} />
        <code className={classes['target']}>{target}</code>
        <span className={classes['use']}>not open now</span>
        <Button
          size="compact-sm"
          variant="default"
          disabled={disabled}
          loading={open.pending}
          aria-label={`Reopen ${target}`}
          leftSection={<RotateCcw size={14} aria-hidden />}
          onClick={() => void reopen()}
        >
          Reopen
        </Button>
        <Tooltip label="Do not offer it again">
          <ActionIcon aria-label={`Forget ${target}`} onClick={() => forgetForward(forward)}>
            <X size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      {open.problem && (
        <ProblemCard problem={open.problem} onRetry={() => void reopen()} onDismiss={open.clear} />
      )}
    </li>
  );
}
