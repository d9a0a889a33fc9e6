/**
 * The edge between the servers and the rest, which makes them wider or narrower: dragged, with the arrow
 * keys (Home and End for the ends), and back to the usual width by a double click or Enter. For tests:
 * separator `Width of the servers`.
 */
import { type CSSProperties, useRef } from 'react';
import classes from './shell.module.css';
import { setSidebarWidth } from './sidebar';
import { useShell } from './store';
import { sideWidth, sideWidths } from './view';

/** What an arrow key moves it by, in CSS pixels. */
const stepPixels = 16;

/** For the frame: how wide the servers are. */
export const sideStyle = (width: number | null) =>
  ({ '--side': `${width ?? sideWidths.usual}px` }) as CSSProperties;

export function SidebarEdge() {
  const kept = useShell((state) => state.sidebarWidth) ?? sideWidths.usual;
  // While it is dragged only the style changes; what the window keeps follows at the end.
  const drag = useRef<{ from: number; width: number; now: number } | undefined>(undefined);
  const onPointerMove = (event: React.PointerEvent<HTMLElement>) => {
    if (!drag.current) return;
    drag.current.now = sideWidth(drag.current.width + event.clientX - drag.current.from);
    const frame = event.currentTarget.parentElement;
    frame?.style.setProperty('--side', `${drag.current.now}px`);
  };
  const onEnd = () => {
    const ended = drag.current;
    drag.current = undefined;
    if (ended && ended.now !== ended.width) setSidebarWidth(ended.now);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const wanted = widthByKey(event.key, kept);
    if (wanted === undefined) return;
    event.preventDefault();
    setSidebarWidth(wanted);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> is no control
    <div
      className={classes['edge']}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label="Width of the servers"
      aria-valuenow={kept}
      aria-valuemin={sideWidths.least}
      aria-valuemax={sideWidths.most}
      aria-valuetext={`${kept} pixels`}
      title="Drag to make the servers wider or narrower; double click for the usual width"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        // What is drawn: a small window allows less than what is kept.
        const width = Math.round(event.currentTarget.getBoundingClientRect().left) + edgeReach;
        drag.current = { from: event.clientX, width, now: width };
      }}
      onPointerMove={onPointerMove}
      onPointerUp={onEnd}
      onPointerCancel={onEnd}
      onDoubleClick={() => setSidebarWidth(null)}
      onKeyDown={onKeyDown}
    />
  );
}

/** How far the edge reaches over the servers, in CSS pixels: `.edge` of the style. */
const edgeReach = 3;

function widthByKey(key: string, width: number): number | null | undefined {
  if (key === 'ArrowLeft') return width - stepPixels;
  if (key === 'ArrowRight') return width + stepPixels;
  if (key === 'Home') return sideWidths.least;
  if (key === 'End') return sideWidths.most;
  return key === 'Enter' ? null : undefined;
}
