/**
 * Servers at a glance for whoever shows them: one watch a server however many look, open only while
 * somebody looks and the window can be seen. What was last seen stays.
 */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { Glance } from '../../preload/contract/monitor';
import type { Problem } from '../../preload/contract/problem';
import { client } from './index';
import { canBeSeen, onSight } from './sight';

/** By server. */
export const useGlances = create<Readonly<Record<string, Glance>>>()(() => ({}));
/** Why there are none, by server, although somebody looks. */
const useProblems = create<Readonly<Record<string, Problem | undefined>>>()(() => ({}));

interface Watched {
  lookers: number;
  stop: (() => void) | undefined;
}

const watched = new Map<string, Watched>();

/** Opens and closes watches as is wanted now. */
function settle(): void {
  const isVisible = canBeSeen();
  for (const [server, entry] of watched) {
    if (!isVisible || entry.lookers === 0) {
      const { stop } = entry;
      entry.stop = undefined;
      stop?.();
      if (entry.lookers === 0) watched.delete(server);
    } else if (!entry.stop) open(server, entry);
  }
}

function open(server: string, entry: Watched): void {
  useProblems.setState({ [server]: undefined });
  const stop = client.watch(
    'monitor.glance',
    { server },
    {
      onEvent: (glance) => useGlances.setState({ [server]: glance }),
      onEnd: (outcome) => {
        if (entry.stop !== stop || outcome.ok) return;
        // Who looks next opens it again: the next connection, or the person.
        entry.stop = undefined;
        useProblems.setState({ [server]: outcome.problem });
        useGlances.setState((all) => {
          const { [server]: _old, ...rest } = all;
          return rest;
        }, true);
      },
    },
  );
  entry.stop = stop;
}

/** Asks anew for everything that is looked at. */
export function refreshGlances(): void {
  for (const entry of watched.values()) {
    const { stop } = entry;
    entry.stop = undefined;
    stop?.();
  }
  settle();
}

/** Looks until the returned function is called. */
export function lookAt(server: string): () => void {
  onSight(settle);
  const entry = watched.get(server) ?? { lookers: 0, stop: undefined };
  watched.set(server, entry);
  entry.lookers += 1;
  settle();
  return () => {
    entry.lookers -= 1;
    settle();
  };
}

/**
 * The newest glance, and why there is none. `since`: when the connection began; undefined while there
 * is none or nobody looks, and then nothing is read.
 */
export function useGlance(server: string, since: number | undefined) {
  useEffect(() => (since === undefined ? undefined : lookAt(server)), [server, since]);
  const glance = useGlances((all) => all[server]);
  const problem = useProblems((all) => all[server]);
  return { glance, problem, retry: settle };
}
