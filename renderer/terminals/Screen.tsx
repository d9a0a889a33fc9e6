/** The place of one terminal's screen, and the line below it: its end, or where a link goes. */
import { Button } from '@mantine/core';
import { useLayoutEffect, useRef } from 'react';
import type { Problem } from '../../preload/contract/problem';
import type { TerminalEntry } from '../../preload/contract/terminals';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { SearchBar } from './SearchBar';
import { closeTerminal, reopenTerminal, sessionOf, useTerminalsUi } from './store';
import classes from './terminals.module.css';
import { endWords } from './words';

interface ScreenProps {
  entry: TerminalEntry;
  /** It gets the keyboard when it comes up. */
  keyboard: boolean;
  connected: boolean;
  onAgain: () => void;
}

export function Screen({ entry, keyboard, connected, onAgain }: ScreenProps) {
  const host = useRef<HTMLDivElement>(null);
  const refused = useTerminalsUi((state) => state.refused.has(entry.id));
  const { id } = entry;
  const hovered = useTerminalsUi((state) => (state.hovered?.id === id ? state.hovered.url : null));
  const search = useTerminalsUi((state) => state.searches[id]);
  const reopening = useTerminalsUi((state) => state.reopening.has(id));
  const reopen = () => void reopenTerminal(entry);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keyboard goes there once, not whenever it could
  useLayoutEffect(() => {
    const session = sessionOf(id);
    if (host.current) session.attach(host.current, keyboard);
    return () => session.detach();
  }, [id]);
  return (
    <div className={classes['screenFrame']}>
      {search && <SearchBar id={id} result={search} />}
      <div
        ref={host}
        className={classes['screen']}
        data-testid={`terminal-${id}`}
        data-state={entry.state.kind}
      />
      {hovered !== null && (
        <p className={classes['link']} role="status">
          {visibleLine(hovered)} <span>Ctrl + click opens it</span>
        </p>
      )}
      {refused && entry.state.kind === 'open' && (
        <End
          words="This terminal cannot be shown here any more."
          id={id}
          onAgain={onAgain}
          connected={connected}
        />
      )}
      {entry.state.kind === 'exited' && (
        <End
          words={`${endWords(entry.state)}${connected ? ' Enter starts a new one.' : ''}`}
          id={id}
          onAgain={reopen}
          connected={connected}
        />
      )}
      {entry.state.kind === 'lost' && (
        <div className={classes['problem']}>
          <ProblemCard problem={withoutRetry(entry.state.problem)}>
            <Button size="compact-sm" loading={reopening} onClick={reopen}>
              Reconnect
            </Button>
            <span className={classes['byKey']}>or press Enter in the terminal</span>
          </ProblemCard>
        </div>
      )}
    </div>
  );
}

/** Reconnecting is the one button of a lost terminal: a second that says the same would confuse. */
function withoutRetry(problem: Problem): Problem {
  return { ...problem, next: problem.next.filter(({ action }) => action?.kind !== 'retry') };
}

interface EndProps {
  words: string;
  id: string;
  connected: boolean;
  onAgain: () => void;
}

function End({ words, id, connected, onAgain }: EndProps) {
  return (
    <div className={classes['end']} role="status">
      <span>{words}</span>
      <Button size="compact-sm" disabled={!connected} onClick={onAgain}>
        Open a new shell
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => void closeTerminal(id)}>
        Close
      </Button>
    </div>
  );
}
