/**
 * The terminals of one server. For tests: list `Terminals` with buttons `Terminal <n>` (exact name;
 * `aria-current` when shown) and `Close Terminal <n>`; button `New terminal`; the screen is
 * data-testid `terminal-<id>` (xterm draws rows into it, its textbox is `Terminal input`); paste
 * dialog `Paste …?` with `Paste`, `Cancel`.
 */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { Plus, SquareTerminal, X } from 'lucide-react';
import { useEffect } from 'react';
import type { TerminalEntry } from '../../preload/contract/terminals';
import { EmptyState } from '../kit/EmptyState';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { useAsk, useSlow } from '../kit/use-ask';
import { useTerminals } from './mirror';
import { PasteDialog } from './PasteDialog';
import { Screen } from './Screen';
import { closeTerminal, pruneSessions, showTerminal, useTerminalsUi } from './store';
import classes from './terminals.module.css';
import { tabLabel } from './words';

/** Size until the screen is measured; the first resize corrects it. */
const firstSize = { cols: 100, rows: 30 };

interface TerminalsPanelProps {
  server: string;
  connected: boolean;
  /** What to show in place of an empty list while the server is not connected. */
  offline: React.ReactNode;
}

export function TerminalsPanel({ server, connected, offline }: TerminalsPanelProps) {
  const { snapshot, problem } = useTerminals();
  const active = useTerminalsUi((state) => state.active[server]);
  const open = useAsk('terminals.open');
  const slow = useSlow(open.pending);
  const entries = (snapshot ?? []).filter((entry) => entry.server === server);
  const shown = entries.find(({ id }) => id === active) ?? entries.at(-1);
  useEffect(() => {
    if (snapshot) pruneSessions(snapshot);
  }, [snapshot]);
  const add = async () => {
    const answer = await open.run({ server, ...firstSize });
    if (answer) showTerminal(server, answer.value.id);
  };
  if (problem) return <ProblemCard problem={problem} onRetry={() => useTerminals.restart()} />;
  if (entries.length === 0 && !connected) return offline;
  return (
    <section className={classes['panel']} aria-label={`Terminals on ${server}`}>
      {entries.length > 0 && (
        <Tabs server={server} entries={entries} shown={shown} onAdd={() => void add()} />
      )}
      {open.problem && (
        <div className={classes['problem']}>
          <ProblemCard problem={open.problem} onRetry={() => void add()} onDismiss={open.clear} />
        </div>
      )}
      {shown ? (
        <Screen key={shown.id} entry={shown} onAgain={() => void add()} connected={connected} />
      ) : (
        <EmptyState
          icon={<SquareTerminal size={26} />}
          title={`A shell on ${visibleLine(server)}`}
          action={
            <Button onClick={() => void add()} loading={slow} leftSection={<Plus size={16} />}>
              New terminal
            </Button>
          }
        >
          Type commands on the server as if you sat in front of it. Copy with Ctrl+Shift+C, paste
          with Ctrl+Shift+V, open a link with Ctrl and a click. Ctrl+Shift+Tab leaves the terminal.
        </EmptyState>
      )}
      <PasteDialog />
    </section>
  );
}

interface TabsProps {
  server: string;
  entries: readonly TerminalEntry[];
  shown: TerminalEntry | undefined;
  onAdd: () => void;
}

function Tabs({ server, entries, shown, onAdd }: TabsProps) {
  return (
    <div className={classes['bar']}>
      <ul className={classes['tabs']} aria-label="Terminals">
        {entries.map((entry, at) => {
          const selected = entry.id === shown?.id;
          return (
            <li key={entry.id} className={classes['tab']} data-selected={selected}>
              <button
                type="button"
                className={classes['tabButton']}
                aria-current={selected ? 'true' : undefined}
                data-shown-terminal={selected}
                onClick={() => showTerminal(server, entry.id)}
              >
                <SquareTerminal size={14} aria-hidden />
                {tabLabel(at)}
                {entry.state.kind !== 'open' && <span className={classes['ended']}>ended</span>}
              </button>
              <ActionIcon
                size="xs"
                aria-label={`Close ${tabLabel(at)}`}
                onClick={() => void closeTerminal(entry.id)}
              >
                <X size={13} />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
      <Tooltip label="New terminal">
        <ActionIcon size="sm" aria-label="New terminal" onClick={onAdd}>
          <Plus size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
