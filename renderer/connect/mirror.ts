/**
 * A zustand store that mirrors a watch of the engine. The engine owns the truth: the store holds its
 * newest snapshot and whether the watch lives, nothing else.
 */
import { create } from 'zustand';
import type { EventOf, InputOf, WatchName } from '../../preload/contract';
import type { Problem } from '../../preload/contract/problem';
import { client } from './index';

export interface MirrorState<E> {
  /** The newest snapshot; undefined before the first. */
  readonly snapshot: E | undefined;
  /** True while a worker is being replaced: the snapshot may be old. */
  readonly interrupted: boolean;
  /** Why the watch has ended; undefined while it lives. */
  readonly problem: Problem | undefined;
}

/** A hook over the mirrored state, with a `start` that opens the watch again after an end. */
export function createMirror<N extends WatchName>(name: N, input: InputOf<N>) {
  type Event = EventOf<N>;
  const initial: MirrorState<Event> = {
    snapshot: undefined,
    interrupted: false,
    problem: undefined,
  };
  const store = create<MirrorState<Event>>()(() => initial);
  let stop: (() => void) | undefined;

  const start = () => {
    stop?.();
    let current = true;
    const cancel = client.watch(name, input, {
      onEvent: (snapshot) => {
        if (current) store.setState({ snapshot, interrupted: false, problem: undefined });
      },
      onInterrupted: () => {
        if (current) store.setState({ interrupted: true });
      },
      onEnd: (outcome) => {
        if (!current || outcome.ok) return;
        store.setState({ problem: outcome.problem, interrupted: false });
      },
    });
    stop = () => {
      current = false;
      cancel();
    };
  };
  return Object.assign(store, {
    start,
    /** Closes the watch; the last snapshot stays. */
    stop: () => {
      stop?.();
      stop = undefined;
    },
    /** Forgets a problem and opens the watch again. */
    restart: () => {
      store.setState({ problem: undefined });
      start();
    },
  });
}

export type Mirror<N extends WatchName> = ReturnType<typeof createMirror<N>>;
