/** Mirrors the engine's tunnels, and keeps which forwards were open for the next start. */
import { create } from 'zustand';
import { createMirror } from '../connect/mirror';
import { useServers } from '../servers';
import { type KeptForward, readForwards, withOpen, without } from './kept-forwards';

export const useTunnels = createMirror('tunnels.list', {});

const key = 'labmate.forwards';

export const useKeptForwards = create<{ kept: readonly KeptForward[] }>()(() => ({ kept: [] }));

function keep(kept: readonly KeptForward[]): void {
  useKeptForwards.setState({ kept });
  localStorage.setItem(key, JSON.stringify(kept));
}

/** Offers the forwards of the last run, and keeps those of this one from now on. */
export function keepForwardsOfWindow(): void {
  useKeptForwards.setState({ kept: readForwards(localStorage.getItem(key)) });
  useTunnels.subscribe(({ snapshot }, before) => {
    if (snapshot && snapshot !== before.snapshot)
      keep(withOpen(useKeptForwards.getState().kept, snapshot, lasts));
  });
}

/** A server with a label lives only as long as the app. */
function lasts(name: string): boolean {
  const servers = useServers.getState().snapshot?.servers ?? [];
  return servers.some((server) => server.name === name && server.label === null);
}

/** The person closed it, or does not want it offered again. */
export function forgetForward(forward: KeptForward | undefined): void {
  if (forward) keep(without(useKeptForwards.getState().kept, forward));
}
