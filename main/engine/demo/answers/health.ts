/** Answers resources/health.sh: a demo computer takes files, has the right time, and few tools. */
import type { Machine } from '../machine';

/** What the demo can answer for beside a shell: nobody is told of tools that do nothing here. */
const tools = ['jupyter', 'nvidia-smi'];

/** The lines that the script would print; undefined when the arguments are not its own. */
export function healthAnswer(machine: Machine, args: readonly string[]): string[] | undefined {
  const [what] = args;
  if (args.length !== 1) return undefined;
  if (what === 'home') return [`wrote ${machine.tree.home}`];
  if (what !== 'rest') return undefined;
  const clock = `clock ${Math.floor(Date.now() / 1000)}`;
  return ['wrote /tmp', clock, ...tools.map((name) => `tool ${name} `)];
}
