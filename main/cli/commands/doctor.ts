/** `labmate doctor`: reachability and sign-in, step by step. */
import type { DoctorStep } from '../../../preload/contract/servers';
import type { Command, CommandContext } from '../command';
import { exitCodes, UsageError } from '../exit-codes';
import { parseServer } from '../place';
import { showProblem } from '../show-problem';

export const doctor: Command = {
  name: 'doctor',
  usage: '[options] <server>',
  summary: 'check step by step whether a server can be reached and signed in to',
  description: `
Looks up the address and the way to it, connects, waits for the SSH server, agrees on encryption, checks
the host key, signs in, runs a command and opens the file channel; then looks whether one can work there:
home folder, space, quota, number of files, /tmp, clock, tools. The first step that fails is the cause,
and says what to do. Exit code 0 when all is well (warnings included), 1 when not.`,
  options: [],
  async run(context, { words }) {
    const server = parseServer(words[0]);
    if (words.length > 1) throw new UsageError('doctor takes one server.');
    const told = new Set<string>();
    let telling: Promise<void> = Promise.resolve();
    const { healthy } = await context
      .engine()
      .connections.doctor(server, context.signal, (steps) => {
        for (const step of steps) {
          if (step.status === 'running' || told.has(step.step)) continue;
          told.add(step.step);
          telling = telling.then(() => tell(context, step));
        }
      });
    await telling;
    return healthy ? exitCodes.ok : exitCodes.problem;
  },
};

const marks = {
  ok: 'ok     ',
  warning: 'warn   ',
  failed: 'FAILED ',
  skipped: '-      ',
  running: '',
};

async function tell({ output, explain }: CommandContext, step: DoctorStep): Promise<void> {
  const problem = step.problem && explain(step.problem);
  const { step: name, label, status, found, durationMs } = step;
  await output.object({
    step: name,
    label,
    status,
    found,
    durationMs,
    ...(problem && { problem }),
  });
  const took = durationMs === null ? '' : ` (${durationMs} ms)`;
  const what = found && status !== 'failed' ? `: ${found}` : '';
  await output.line(`${marks[status]}${label}${what}${took}`);
  if (problem && status === 'failed' && !output.json) showProblem(output, problem);
  if (problem && status === 'warning' && problem.why) await output.line(`        ${problem.why}`);
}
