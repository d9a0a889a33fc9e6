/**
 * Forwards of the person's ssh config, one click each; none is opened by itself. For tests: list `In your ssh
 * config`, buttons `Open <target>`.
 */
import { Button } from '@mantine/core';
import { ArrowRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ConfigNotes } from '../../preload/contract/servers';
import type { TunnelTarget } from '../../preload/contract/tunnels';
import { client } from '../connect';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { useAsk } from '../kit/use-ask';
import { useTunnels } from './store';
import classes from './tunnels.module.css';
import { targetText } from './words';

type Wish = { localPort: number; target: Exclude<TunnelTarget, { kind: 'jupyter' }> };

interface ConfigForwardsProps {
  server: string;
  notes: ConfigNotes | undefined;
  disabled: boolean;
}

export function ConfigForwards({ server, notes, disabled }: ConfigForwardsProps) {
  const tunnels = useTunnels((state) => state.snapshot);
  if (!notes || !tunnels) return null;
  const wishes: Wish[] = [
    ...notes.forwards.map(({ localPort, host, port }) => ({
      localPort,
      target: { kind: 'tcp' as const, host, port },
    })),
    ...notes.socks.map((localPort) => ({ localPort, target: { kind: 'socks' as const } })),
  ];
  // Two may lead to one place, from two ports.
  const isOpen = ({ localPort, target }: Wish) =>
    tunnels.some(
      (open) =>
        open.server === server &&
        open.localPort === localPort &&
        targetText(open.target) === targetText(target),
    );
  const offered = wishes.filter((wish) => !isOpen(wish));
  return (
    <>
      {offered.length > 0 && (
        <>
          <h4 id="config-forwards" className={classes['keptTitle']}>
            In your ssh config
          </h4>
          <ul className={classes['list']} aria-labelledby="config-forwards">
            {offered.map((wish) => (
              <Row
                key={`${wish.localPort} ${targetText(wish.target)}`}
                {...{ server, wish, disabled }}
              />
            ))}
          </ul>
        </>
      )}
      {notes.left.length > 0 && (
        <p className={classes['explain']}>
          Also in your ssh config, and not opened by Labmate:{' '}
          {notes.left.map(visibleLine).join(', ')}.
        </p>
      )}
    </>
  );
}

/** Read when the panel is shown: these files are small, and others change them. */
export function useConfigNotes(server: string): ConfigNotes | undefined {
  const [notes, setNotes] = useState<ConfigNotes>();
  useEffect(() => {
    let current = true;
    void client.ask('servers.configNotes', { server }).then((outcome) => {
      // A config that cannot be read is told where the server is connected to.
      if (current && outcome.ok) setNotes(outcome.value);
    });
    return () => {
      current = false;
    };
  }, [server]);
  return notes;
}

function Row(props: { server: string; wish: Wish; disabled: boolean }) {
  const { server, wish, disabled } = props;
  const open = useAsk('tunnels.open');
  const { localPort } = wish;
  const target = visibleLine(targetText(wish.target));
  const start = () => open.run({ server, ...wish });
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
          aria-label={`Open ${target}`}
          onClick={() => void start()}
        >
          Open
        </Button>
      </div>
      {open.problem && (
        <ProblemCard problem={open.problem} onRetry={() => void start()} onDismiss={open.clear} />
      )}
    </li>
  );
}
