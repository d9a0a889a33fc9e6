/**
 * How the servers stand in the list: their order, favourites, groups, and which were used before. By
 * name, for saved servers and those of the user's own config alike. Pure; `store.ts` keeps it.
 */
import { z } from 'zod';
import { serverDraft } from '../../../../preload/contract/servers';
import type { VpnKind } from '../../../../preload/contract/vpn-kinds';
import { type ProxyChoice, parseProxyChoice } from '../../kit/proxy-address';

/** How long what is known of a vanished name is kept, in milliseconds: it may come back. */
const keptForMs = 90 * 24 * 3600 * 1000;

const place = z.looseObject({
  favourite: z.boolean().optional(),
  group: z.string().optional(),
  usedBefore: z.boolean().optional(),
  /** The proxy on the way to it, as `proxyText` writes it. */
  proxy: z.string().optional(),
  /** The VPN that it needs. A kind of a newer Labmate counts as none here, and is kept. */
  vpn: z.string().optional(),
  /** Since when no server has this name, in milliseconds since the epoch. */
  goneSince: z.number().optional(),
});
export type Place = z.infer<typeof place>;

/** The file. What a newer Labmate wrote into it is kept (`looseObject`). */
export const arrangement = z.looseObject({
  order: z.array(z.string()).default([]),
  places: z.record(z.string(), place).default({}),
  /** Groups in the person's order. */
  groups: z.array(z.string()).default([]),
});
export type Arrangement = z.infer<typeof arrangement>;

export const noArrangement: Arrangement = { order: [], places: {}, groups: [] };

export interface Change {
  favourite?: boolean | undefined;
  group?: string | null | undefined;
  /** `system` or an address; empty for none. */
  proxy?: string | undefined;
  /** Null for none. */
  vpn?: VpnKind | null | undefined;
  /** The server to stand in front of; null for the end of its group. */
  before?: string | null | undefined;
}

/** What is known of a server; the defaults for one that nobody arranged. */
export function placeOf(from: Arrangement, name: string) {
  const { favourite = false, group = null, usedBefore = false } = own(from.places, name) ?? {};
  return { favourite, group, usedBefore };
}

/** The proxy that the person chose; one that cannot be read counts as none. */
export function proxyOf(from: Arrangement, name: string): ProxyChoice {
  return parseProxyChoice(own(from.places, name)?.proxy ?? '') ?? null;
}

/** The VPN that the person says it needs. */
export function vpnOf(from: Arrangement, name: string): VpnKind | null {
  return serverDraft.shape.vpn.safeParse(own(from.places, name)?.vpn).data ?? null;
}

/** The names in the person's order; those that were never moved follow as the config has them. */
export function ordered<T extends { name: string }>(from: Arrangement, servers: readonly T[]): T[] {
  const rank = new Map(from.order.map((name, at) => [name, at]));
  const at = ({ name }: T) => rank.get(name) ?? Number.MAX_SAFE_INTEGER;
  return [...servers].sort((a, b) => at(a) - at(b));
}

export function arrange(
  from: Arrangement,
  names: readonly string[],
  server: string,
  change: Change,
): Arrangement {
  const { favourite, group, before, proxy, vpn } = change;
  const changed = withPlace(from, server, {
    ...(favourite !== undefined && { favourite: favourite || undefined }),
    ...(group !== undefined && { group: group ?? undefined }),
    ...(proxy !== undefined && { proxy: proxy || undefined }),
    ...(vpn !== undefined && { vpn: vpn ?? undefined }),
  });
  if (before === undefined) return changed;
  const order = wholeOrder(changed, names).filter((name) => name !== server);
  const at = before === null ? -1 : order.indexOf(before);
  // The end of the whole order is the end of its group as well.
  order.splice(at < 0 ? order.length : at, 0, server);
  return { ...changed, order };
}

/** Every name that is known to the order, then the others in the config's order. */
function wholeOrder(from: Arrangement, names: readonly string[]): string[] {
  return [...new Set([...from.order, ...names])];
}

/** Gives a group another name, or dissolves it; its servers stay where they are. */
export function renameGroup(from: Arrangement, group: string, to: string | null): Arrangement {
  const places = Object.entries(from.places).map(([name, place]) => [
    name,
    place.group === group ? tidy({ ...place, group: to ?? undefined }) : place,
  ]);
  const groups = from.groups.flatMap((each) => (each === group ? (to ?? []) : each));
  return { ...from, places: Object.fromEntries(places), groups: [...new Set(groups)] };
}

/** Those that are not named here, because they came meanwhile, follow. */
export function orderGroups(from: Arrangement, groups: readonly string[]): Arrangement {
  return { ...from, groups: [...new Set([...groups, ...from.groups])] };
}

export function markUsed(from: Arrangement, server: string): Arrangement {
  return placeOf(from, server).usedBefore ? from : withPlace(from, server, { usedBefore: true });
}

/** A server has another name now. */
export function rename(from: Arrangement, old: string, name: string): Arrangement {
  const { [old]: moved, ...others } = from.places;
  return {
    ...from,
    order: from.order.filter((each) => each !== name).map((each) => (each === old ? name : each)),
    places: { ...without(others, name), ...(moved && { [name]: moved }) },
  };
}

/** A new server takes a name that an older one had: what was known of that one does not count. */
export function forget(from: Arrangement, server: string): Arrangement {
  if (!from.order.includes(server) && !own(from.places, server)) return from;
  return {
    ...from,
    order: from.order.filter((name) => name !== server),
    places: without(from.places, server),
  };
}

/** Notes which names have vanished and forgets those that have been gone for long. */
export function prune(from: Arrangement, names: readonly string[], now: number): Arrangement {
  const here = new Set(names);
  const mentioned = new Set([...Object.keys(from.places), ...from.order]);
  const places: Record<string, Place> = {};
  for (const name of mentioned) {
    const { goneSince = now, ...rest } = own(from.places, name) ?? {};
    if (!here.has(name)) {
      if (now - goneSince < keptForMs) places[name] = { ...rest, goneSince };
    } else if (Object.keys(rest).length > 0) places[name] = rest;
  }
  const order = from.order.filter((name) => here.has(name) || Object.hasOwn(places, name));
  return { ...from, order, places };
}

function withPlace(from: Arrangement, server: string, change: Partial<Place>): Arrangement {
  const place = tidy({ ...own(from.places, server), ...change });
  return { ...from, places: { ...from.places, [server]: place } };
}

function tidy(place: Place): Place {
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined));
}

function without(places: Readonly<Record<string, Place>>, name: string): Record<string, Place> {
  return Object.fromEntries(Object.entries(places).filter(([each]) => each !== name));
}

/** Names come from files: `constructor` is one like any other. */
function own(places: Readonly<Record<string, Place>>, name: string): Place | undefined {
  return Object.hasOwn(places, name) ? places[name] : undefined;
}
