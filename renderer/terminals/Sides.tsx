/** What a tab shows: one terminal, or two with a divider between them. */
import { ActionIcon } from '@mantine/core';
import { X } from 'lucide-react';
import { Fragment, useEffect, useRef } from 'react';
import type { TerminalEntry } from '../../preload/contract/terminals';
import { sideWord, type TerminalTab } from './arrangement';
import { Divider } from './Divider';
import { Screen } from './Screen';
import { askToClose, sessionOf, useTerminalsUi } from './store';
import { putInFront } from './tabs-store';
import classes from './terminals.module.css';
import { endMark } from './words';

interface SidesProps {
  server: string;
  tab: TerminalTab;
  entries: readonly TerminalEntry[];
  connected: boolean;
  onAgain: () => void;
}

export function Sides({ server, tab, entries, connected, onAgain }: SidesProps) {
  const place = useRef<HTMLDivElement>(null);
  useKeyboardStays(tab);
  return (
    <div
      ref={place}
      className={classes['sides']}
      data-direction={tab.direction}
      style={{ '--lm-share': tab.share, '--lm-rest': 1 - tab.share } as React.CSSProperties}
    >
      {tab.sides.map((id, at) => {
        const entry = entries.find((each) => each.id === id);
        const word = sideWord(tab, id);
        const isFocused = id === tab.focused;
        return (
          <Fragment key={id}>
            {at > 0 && <Divider server={server} tab={tab} place={place} />}
            <section
              className={classes['side']}
              aria-label={word === null ? undefined : `The ${word} side`}
              data-focused={isFocused}
              onFocusCapture={() => putInFront(server, id)}
            >
              {word !== null && entry && <SideHead entry={entry} word={word} />}
              {entry && (
                <Screen
                  entry={entry}
                  keyboard={isFocused}
                  connected={connected}
                  onAgain={onAgain}
                />
              )}
            </section>
          </Fragment>
        );
      })}
    </div>
  );
}

/** The side that is left when the other was closed goes on with the keyboard. */
function useKeyboardStays({ sides, focused }: TerminalTab): void {
  const before = useRef(sides.length);
  useEffect(() => {
    if (sides.length < before.current) sessionOf(focused).terminal.focus();
    before.current = sides.length;
  }, [sides, focused]);
}

function SideHead({ entry, word }: { entry: TerminalEntry; word: string }) {
  const title = useTerminalsUi(({ titles }) => titles[entry.id]) ?? '';
  const mark = endMark(entry.state);
  return (
    <header className={classes['sideHead']}>
      <bdi>{title === '' ? `The ${word} side` : title}</bdi>
      {mark !== null && <span className={classes['ended']}>{mark}</span>}
      <ActionIcon
        size="xs"
        aria-label={`Close the ${word} side`}
        onClick={() => askToClose([entry.id])}
      >
        <X size={13} />
      </ActionIcon>
    </header>
  );
}
