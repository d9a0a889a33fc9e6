/**
 * The terminals of one server. For tests: list `Terminals` with buttons `Terminal <n>` (exact name;
 * `aria-current` when shown) and `Close Terminal <n>`; buttons `New terminal`, `Split this terminal`;
 * a screen is data-testid `terminal-<id>` (xterm draws rows into it, its textbox is `Terminal input`);
 * in a split tab it stands in a region `The left side` (right, upper, lower) with `data-focused`, a
 * button `Close the left side`, and the separator `Divider between the sides`; paste dialog `Paste …?` with `Paste`, `Cancel`; close dialog `Close …?` with `End the shell`, `Cancel`.
 */
import { Button } from '@mantine/core';
import { Plus, SquareTerminal } from 'lucide-react';
import { useCallback, useEffect, useMemo } from 'react';
import { EmptyState } from '../kit/EmptyState';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { useAsk, useSlow } from '../kit/use-ask';
import type { Direction } from './arrangement';
import { CloseDialog } from './CloseDialog';
import { useTerminals } from './mirror';
import { PasteDialog } from './PasteDialog';
import { ScreenMenu } from './ScreenMenu';
import { Sides } from './Sides';
import { pruneSessions, showTerminal } from './store';
import { Tabs } from './Tabs';
import { splitWith, useServerTabs, useTabs } from './tabs-store';
import classes from './terminals.module.css';
import { useTerminalCommands } from './use-terminal-commands';

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
  const tabs = useServerTabs(server);
  const active = useTabs((state) => state.active[server]);
  const open = useAsk('terminals.open');
  const slow = useSlow(open.pending);
  const entries = useMemo(
    () => (snapshot ?? []).filter((entry) => entry.server === server),
    [snapshot, server],
  );
  const shown = tabs.find(({ key }) => key === active) ?? tabs.at(-1);
  useEffect(() => {
    if (snapshot) pruneSessions(snapshot);
  }, [snapshot]);
  const { run } = open;
  const add = useCallback(
    () =>
      void run({ server, ...firstSize }).then(
        (answer) => answer && showTerminal(server, answer.value.id),
      ),
    [run, server],
  );
  const split = useCallback(
    (key: string, direction: Direction) => {
      const open = () => run({ server, ...firstSize }).then((answer) => answer?.value.id);
      void splitWith(server, key, direction, open).then((id) => id && showTerminal(server, id));
    },
    [run, server],
  );
  useTerminalCommands({ server, tabs, entries, shown, add, split, connected });
  if (problem) return <ProblemCard problem={problem} onRetry={() => useTerminals.restart()} />;
  if (entries.length === 0 && !connected) return offline;
  return (
    <section className={classes['panel']} aria-label={`Terminals on ${server}`}>
      {entries.length > 0 && (
        <Tabs
          server={server}
          tabs={tabs}
          entries={entries}
          shown={shown}
          connected={connected}
          onAdd={add}
        />
      )}
      {open.problem && (
        <div className={classes['problem']}>
          <ProblemCard problem={open.problem} onRetry={add} onDismiss={open.clear} />
        </div>
      )}
      {shown && entries.length > 0 ? (
        <Sides
          key={shown.key}
          server={server}
          tab={shown}
          entries={entries}
          onAgain={add}
          connected={connected}
        />
      ) : (
        <NoTerminal server={server} onAdd={add} loading={slow} />
      )}
      <PasteDialog />
      <CloseDialog />
      <ScreenMenu />
    </section>
  );
}

interface NoTerminalProps {
  server: string;
  loading: boolean;
  onAdd: () => void;
}

function NoTerminal({ server, loading, onAdd }: NoTerminalProps) {
  return (
    <EmptyState
      icon={<SquareTerminal size={26} />}
      title={`A shell on ${visibleLine(server)}`}
      action={
        <Button onClick={onAdd} loading={loading} leftSection={<Plus size={16} />}>
          New terminal
        </Button>
      }
    >
      Type commands on the server as if you sat in front of it. Copy with Ctrl+Shift+C, paste with
      Ctrl+Shift+V, search with Ctrl+Shift+F, open a link with Ctrl and a click. Ctrl+Shift+D puts a
      second shell beside it. Ctrl+Shift+Tab leaves the terminal.
    </EmptyState>
  );
}
