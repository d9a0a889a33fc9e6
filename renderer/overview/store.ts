/**
 * One mirror of `monitor.server` a server, alive while somebody looks at it and a minute longer. A
 * server that nobody looks at is not sampled: the monitor stays cheap for the shared machine.
 */
import { useEffect, useState } from 'react';
import { createMirror, type Mirror } from '../connect/mirror';
import { canBeSeen, onSight } from '../connect/sight';

interface Watched {
  mirror: Mirror<'monitor.server'>;
  lookers: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const watched = new Map<string, Watched>();
/**
 * Who looks into the terminal and comes back finds the last minute in the charts: the watch goes on as
 * long as its history is, in milliseconds.
 */
const lingerMs = 60_000;

function watchedFor(server: string): Watched {
  let entry = watched.get(server);
  if (!entry) {
    entry = { mirror: createMirror('monitor.server', { server }), lookers: 0, timer: undefined };
    watched.set(server, entry);
  }
  return entry;
}

/** A window that cannot be seen, minimised or in the tray, costs the servers nothing. */
function settle(): void {
  for (const { mirror, lookers } of watched.values()) {
    if (!canBeSeen()) mirror.stop();
    else if (lookers > 0 && mirror.getState().problem === undefined) mirror.restart();
  }
}

function look(server: string): () => void {
  onSight(settle);
  const entry = watchedFor(server);
  clearTimeout(entry.timer);
  // A watch that ended meanwhile (one disconnected and connected again) begins anew as well.
  const ended = entry.mirror.getState().problem !== undefined;
  const isNew = entry.lookers === 0 && (entry.timer === undefined || ended);
  // Behind a hidden window it begins when that is shown again.
  if (isNew && canBeSeen()) entry.mirror.restart();
  entry.timer = undefined;
  entry.lookers += 1;
  return () => {
    entry.lookers -= 1;
    if (entry.lookers > 0) return;
    entry.timer = setTimeout(() => {
      entry.timer = undefined;
      entry.mirror.stop();
      watched.delete(server);
    }, lingerMs);
  };
}

/** The live figures of a connected server while the component is shown. */
export function useMonitor(server: string) {
  const [{ mirror }] = useState(() => watchedFor(server));
  useEffect(() => look(server), [server]);
  const state = mirror();
  return { ...state, restart: mirror.restart };
}
