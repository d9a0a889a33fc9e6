/**
 * The tray of transfers at the bottom. For tests: region `Transfers`; each is data-testid
 * `transfer-<id>` with `data-state`, a progressbar named by its label, and buttons `Cancel <label>`,
 * `Try again: <label>`, `Dismiss <label>`.
 */
import { ActionIcon, Button } from '@mantine/core';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { client } from '../connect';
import { plural } from '../kit/format';
import { ProblemCard } from '../kit/ProblemCard';
import { useTransfers, useTray } from './store';
import { TransferRow } from './TransferRow';
import classes from './transfers.module.css';
import { isActive, summaryWords, trayOrder } from './words';

export function TransferTray() {
  const { snapshot, problem } = useTransfers();
  const open = useTray((state) => state.open);
  const entries = snapshot ?? [];
  const ended = entries.filter((entry) => !isActive(entry));
  if (entries.length === 0 && !problem) return null;
  const clear = () => {
    for (const { id } of ended) void client.ask('transfers.dismiss', { id });
  };
  return (
    <section className={classes['tray']} aria-label="Transfers">
      <header className={classes['head']}>
        <ActionIcon
          size="sm"
          aria-label={open ? 'Fold the transfers' : 'Unfold the transfers'}
          aria-expanded={open}
          onClick={() => useTray.setState({ open: !open })}
        >
          {open ? <ChevronDown size={16} /> : <ChevronUp size={16} />}
        </ActionIcon>
        <h2>Transfers</h2>
        <p role="status">{summaryWords(entries) || plural(ended.length, 'ended transfer')}</p>
        {open && ended.length > 1 && (
          <Button variant="subtle" size="compact-xs" onClick={clear}>
            Dismiss all that ended
          </Button>
        )}
      </header>
      {open && problem && <ProblemCard problem={problem} onRetry={() => useTransfers.restart()} />}
      {open && (
        <ul className={classes['list']}>
          {trayOrder(entries).map((entry) => (
            <TransferRow key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
    </section>
  );
}
