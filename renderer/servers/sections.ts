/** The list's sections: favourites, groups by their names, then the rest; and where a move leads. Pure. */
import type { ServerEntry } from '../../preload/contract/servers';

export interface Section {
  /** Stable: `favourites`, `group:<name>`, `rest`. */
  id: string;
  /** Null where the list needs no heading, because there is only one section. */
  title: string | null;
  /** The group that its servers are in; null for none, undefined for favourites of any group. */
  group: string | null | undefined;
  servers: ServerEntry[];
}

/** What `servers.arrange` is asked for. */
export interface Move {
  server: string;
  favourite?: boolean;
  group?: string | null;
  before?: string | null;
}

export function sectionsOf(
  servers: readonly ServerEntry[],
  groupOrder: readonly string[] = [],
): Section[] {
  const favourites = servers.filter(({ favourite }) => favourite);
  const others = servers.filter(({ favourite }) => !favourite);
  const sections: Section[] = [];
  if (favourites.length > 0) {
    const title = 'Favourites';
    sections.push({ id: 'favourites', title, group: undefined, servers: favourites });
  }
  for (const group of groupsOf(servers, groupOrder)) {
    const within = others.filter((server) => server.group === group);
    sections.push({ id: `group:${group}`, title: group, group, servers: within });
  }
  const rest = others.filter(({ group }) => group === null);
  const title = sections.length > 0 ? 'Other servers' : null;
  if (rest.length > 0) sections.push({ id: 'rest', title, group: null, servers: rest });
  return sections;
}

/** The groups' names: in the person's order, then by name. */
export function groupsOf(
  servers: readonly ServerEntry[],
  groupOrder: readonly string[] = [],
): string[] {
  const names = servers.flatMap(({ group }) => (group === null ? [] : [group]));
  const rank = new Map(groupOrder.map((name, at) => [name, at]));
  const at = (name: string) => rank.get(name) ?? groupOrder.length;
  return [...new Set(names)].sort((a, b) => at(a) - at(b) || a.localeCompare(b));
}

/** The groups' new order when one moves up or down; null at the end. */
export function stepGroup(groups: readonly string[], group: string, by: -1 | 1): string[] | null {
  const from = groups.indexOf(group);
  const other = groups[from + by];
  if (from < 0 || other === undefined) return null;
  return groups.map((name) => (name === group ? other : name === other ? group : name));
}

/** The groups' new order when one is dropped on another, as lists do; null when nothing changes. */
export function moveGroup(groups: readonly string[], group: string, over: string): string[] | null {
  const [from, to] = [groups.indexOf(group), groups.indexOf(over)];
  if (from < 0 || to < 0 || from === to) return null;
  const rest = groups.filter((name) => name !== group);
  return [...rest.slice(0, to), group, ...rest.slice(to)];
}

/** Servers that were only typed have no place of their own. */
export const canMove = ({ origin }: ServerEntry): boolean => origin !== 'typed';

/** Dropping `dragged` on another server or on a section (its heading); null when nothing changes. */
export function moveTo(sections: readonly Section[], dragged: string, over: string): Move | null {
  const from = sectionWith(sections, dragged);
  const to = sections.find(({ id }) => id === over) ?? sectionWith(sections, over);
  if (!from || !to || dragged === over) return null;
  const names = to.servers.map(({ name }) => name);
  const at = names.indexOf(over);
  const downwards = from === to && names.indexOf(dragged) < at;
  const rest = names.filter((name) => name !== dragged);
  // Downwards it takes the place after the one it is dropped on, as lists do.
  const target = at < 0 ? 0 : rest.indexOf(over) + (downwards ? 1 : 0);
  const before = rest[target] ?? null;
  return { server: dragged, before, ...(from !== to && placeIn(to)) };
}

/** One up or down within its section; null at its end. */
export function step(sections: readonly Section[], server: string, by: -1 | 1): Move | null {
  const names = sectionWith(sections, server)?.servers.map(({ name }) => name) ?? [];
  const over = names[names.indexOf(server) + by];
  return over === undefined ? null : moveTo(sections, server, over);
}

function placeIn(section: Section): Pick<Move, 'favourite' | 'group'> {
  if (section.group === undefined) return { favourite: true };
  return { favourite: false, group: section.group };
}

function sectionWith(sections: readonly Section[], server: string): Section | undefined {
  return sections.find(({ servers }) => servers.some(({ name }) => name === server));
}

/** A name like the original's that is free: `gpu1-2`. */
export function freeName(name: string, taken: readonly string[]): string {
  const [, stem = name, digits] = /^(.*?)-(\d+)$/.exec(name) ?? [];
  for (let n = digits === undefined ? 2 : Number(digits) + 1; ; n++) {
    const candidate = `${stem}-${n}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
