/** From `ps` (or /proc, where ps is too small) to owner, age and command line of processes. Pure. */

export interface Person {
  readonly pid: number;
  readonly user: string;
  readonly elapsedSeconds: number | null;
  readonly command: string;
}

/** A row of `ps -o pid=,etimes=,user:32=,args=`; the command may hold anything. */
function fromPs(text: string): Person | undefined {
  const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/s.exec(text);
  if (!match) return undefined;
  const [, pid = '', elapsed = '', user = '', command = ''] = match;
  return { pid: Number(pid), user, elapsedSeconds: Number(elapsed), command: command.trim() };
}

/** A row `pid start-in-clock-ticks user command` that the sampler made from /proc itself. */
function fromProc(text: string, ticks: number, uptimeSeconds: number | null): Person | undefined {
  const match = /^(\d+) (\d+) (\S+) (.*)$/s.exec(text);
  if (!match) return undefined;
  const [, pid = '', started = '', user = '', command = ''] = match;
  const elapsed = uptimeSeconds === null ? null : uptimeSeconds - Number(started) / ticks;
  return {
    pid: Number(pid),
    user,
    elapsedSeconds: elapsed === null ? null : Math.max(0, Math.round(elapsed)),
    command: command.trim(),
  };
}

export function parsePeople(
  rows: { ps: readonly string[]; proc: readonly string[] },
  clock: { ticks: number; uptimeSeconds: number | null },
): Map<number, Person> {
  const people = new Map<number, Person>();
  const found = [
    ...rows.ps.map(fromPs),
    ...rows.proc.map((row) => fromProc(row, clock.ticks, clock.uptimeSeconds)),
  ];
  for (const person of found) if (person) people.set(person.pid, person);
  return people;
}
