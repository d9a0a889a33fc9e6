/**
 * Port forwards that the person had open, for the next start: they are offered again there and never
 * opened by themselves. One that is closed by hand is forgotten; one that ends with its server or with
 * Labmate is not. Pure.
 */
import type { TunnelEntry } from '../../preload/contract/tunnels';

export interface KeptForward {
  server: string;
  /** Where it leads, seen from the server. */
  host: string;
  port: number;
  /** Its port on this computer. */
  localPort: number;
}

/** More than anybody opens; the oldest go first. */
const most = 100;

export const isSameForward = (a: KeptForward, b: KeptForward): boolean =>
  a.server === b.server && a.host === b.host && a.port === b.port;

/** The forward that this tunnel is; undefined for Jupyter, which has a button of its own. */
export function forwardOf({ server, target, localPort }: TunnelEntry): KeptForward | undefined {
  if (target.kind !== 'tcp' || localPort === null) return undefined;
  return { server, host: target.host, port: target.port, localPort };
}

export function without(kept: readonly KeptForward[], gone: KeptForward): KeptForward[] {
  return kept.filter((each) => !isSameForward(each, gone));
}

/**
 * With those that are open now.
 * @param lasts false for servers that live only as long as the app
 */
export function withOpen(
  kept: readonly KeptForward[],
  tunnels: readonly TunnelEntry[],
  lasts: (server: string) => boolean,
): KeptForward[] {
  const open = tunnels
    .filter(({ state, server }) => state.kind === 'open' && lasts(server))
    .flatMap((tunnel) => forwardOf(tunnel) ?? []);
  const before = open.reduce<readonly KeptForward[]>(without, kept);
  return [...before, ...open].slice(-most);
}

/** Those of a server that are not there now. */
export function toReopen(
  kept: readonly KeptForward[],
  tunnels: readonly TunnelEntry[],
  server: string,
): KeptForward[] {
  const there = tunnels.flatMap((tunnel) => forwardOf(tunnel) ?? []);
  return kept.filter(
    (each) => each.server === server && !there.some((open) => isSameForward(open, each)),
  );
}

/** What was kept, as far as it makes sense. */
export function readForwards(text: string | null): KeptForward[] {
  const kept = parsed(text);
  return Array.isArray(kept) ? kept.flatMap(forwardIn).slice(-most) : [];
}

function forwardIn(value: unknown): KeptForward[] {
  if (typeof value !== 'object' || value === null) return [];
  const { server, host, port, localPort } = value as Record<string, unknown>;
  if (!isName(server) || !isName(host) || !isPort(port) || !isPort(localPort)) return [];
  return [{ server, host, port, localPort }];
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 255;
const isPort = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
