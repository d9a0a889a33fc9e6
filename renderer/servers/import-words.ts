/** The words and first ticks of taking over servers. Pure. */
import type { FoundSession, ImportSource } from '../../preload/contract/servers';

/** A source as the dialog holds it: every session has a name of its own. */
export interface ShownSource extends ImportSource {
  sessions: (FoundSession & { id: string })[];
}

export function shown(source: ImportSource): ShownSource {
  const { program, where, sessions } = source;
  return {
    ...source,
    sessions: sessions.map((each, at) => ({ ...each, id: `${program} ${where} ${at}` })),
  };
}

/** With what was read now; a source that is read again takes its own place. */
export function withRead(old: readonly ShownSource[], read: readonly ShownSource[]): ShownSource[] {
  const same = (a: ShownSource, b: ShownSource) => a.program === b.program && a.where === b.where;
  return [...old.filter((each) => !read.some((other) => same(each, other))), ...read];
}

/** What is ticked at first: all that can be taken over and is not there already. */
export function wantedAtFirst(sources: readonly ShownSource[]): string[] {
  return sources.flatMap(({ sessions }) =>
    sessions.flatMap(({ id, draft, already }) => (draft && already === null ? [id] : [])),
  );
}

/** `asha@gpu1.lab:2222 through gate, key ~/.ssh/id_x, in the group Lab, named gpu-1`. */
export function offeredWords({ title, draft, group }: FoundSession): string {
  if (!draft) return '';
  const { name, host, port, user, identityFile, proxyJump } = draft;
  const place = host.includes(':') && port !== 22 ? `[${host}]` : host;
  const parts = [`${user === '' ? '' : `${user}@`}${place}${port === 22 ? '' : `:${port}`}`];
  if (proxyJump !== '') parts[0] += ` through ${proxyJump}`;
  if (identityFile !== '') parts.push(`key ${identityFile}`);
  if (group !== null) parts.push(`in the group ${group}`);
  if (name !== title) parts.push(`named ${name}`);
  return parts.join(', ');
}

export function takenWords(count: number): string {
  return count === 1 ? 'One server was taken over.' : `${count} servers were taken over.`;
}
