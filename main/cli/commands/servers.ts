/** `labmate servers`: what the ssh config and the saved servers name. */
import type { Command } from '../command';
import { exitCodes, UsageError } from '../exit-codes';
import { table } from '../output';
import { showProblem } from '../show-problem';

export const servers: Command = {
  name: 'servers',
  usage: '[options]',
  summary: 'list the servers of the ssh config and the saved ones',
  description: `
Lists every Host of ~/.ssh/config (and of what it includes) that names one server, with the
servers saved by Labmate. Nothing is connected. Mistakes in the config are told on stderr.`,
  options: [],
  async run({ engine, output }, { words }) {
    if (words.length > 0) throw new UsageError('servers takes no names.');
    const { servers: found, problems } = engine().servers.list();
    for (const { name, origin, host, port, user, jumps } of found) {
      await output.object({ name, origin, host, port, user, jumps });
    }
    const rows = found.map(({ name, origin, host, port, user, jumps }) => [
      name,
      `${user}@${host}${port === 22 ? '' : `:${port}`}`,
      jumps.length > 0 ? `via ${jumps.join(', ')}` : '',
      origin === 'saved' ? 'saved' : '',
    ]);
    for (const row of table(rows)) await output.line(row);
    if (found.length === 0) output.note('The ssh config names no servers.');
    for (const problem of problems) showProblem(output, problem);
    return exitCodes.ok;
  },
};
