/** Between the two sides of a tab: dragged by the mouse, or moved by the arrow keys. */
import type { RefObject } from 'react';
import { leastShare, type TerminalTab } from './arrangement';
import { shareSplit } from './tabs-store';
import classes from './terminals.module.css';

/** How far an arrow key moves it; with Shift five times as far. */
const step = 0.02;
const percent = (share: number) => Math.round(share * 100);

interface DividerProps {
  server: string;
  tab: TerminalTab;
  /** Both sides and what is between them. */
  place: RefObject<HTMLDivElement | null>;
}

export function Divider({ server, tab, place }: DividerProps) {
  const isBeside = tab.direction === 'right';
  const move = (share: number) => shareSplit(server, tab.key, share);
  const follow = (event: React.PointerEvent) => {
    const box = place.current?.getBoundingClientRect();
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    move(
      isBeside ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height,
    );
  };
  const onKey = (event: React.KeyboardEvent) => {
    const share = shareByKey(event, tab);
    if (share === null) return;
    event.preventDefault();
    move(share);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be moved
    <div
      className={classes['divider']}
      role="separator"
      tabIndex={0}
      aria-label="Divider between the sides"
      aria-orientation={isBeside ? 'vertical' : 'horizontal'}
      aria-valuenow={percent(tab.share)}
      aria-valuemin={percent(leastShare)}
      aria-valuemax={percent(1 - leastShare)}
      aria-valuetext={`The ${isBeside ? 'left' : 'upper'} side has ${percent(tab.share)} %`}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault(); // nothing is selected, and the terminal keeps the keyboard
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={follow}
      onDoubleClick={() => move(0.5)}
      onKeyDown={onKey}
    />
  );
}

/** Where a key moves the divider; null for every other key. */
function shareByKey(
  { key, shiftKey }: React.KeyboardEvent,
  { direction, share }: TerminalTab,
): number | null {
  const by = shiftKey ? step * 5 : step;
  const [less, more] =
    direction === 'right' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  if (key === less) return share - by;
  if (key === more) return share + by;
  if (key === 'Home') return leastShare;
  if (key === 'End') return 1 - leastShare;
  return key === 'Enter' ? 0.5 : null;
}
