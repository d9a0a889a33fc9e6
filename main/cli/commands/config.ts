/** `labmate config`: what the ssh config says about a server, as we read it. */
import type { Command } from '../command';
import { exitCodes, UsageError } from '../exit-codes';
import { parseServer } from '../place';

export const config: Command = {
  name: 'config',
  usage: '[options] <server>',
  summary: 'show what the ssh config says about a server',
  description: `
Prints what Labmate resolved for a server, with the key names and in the forms of "ssh -G", so that the
two can be compared. Only the keys that matter for Labmate are there. Nothing is connected. A command of
"Match exec" is shown and run only after a yes; without one its block does not count. What the config sets and Labmate does not follow is told on stderr.`,
  options: [],
  async run({ engine, output, signal }, { words }) {
    const server = parseServer(words[0]);
    if (words.length > 1) throw new UsageError('config takes one server.');
    const { servers } = engine();
    const report = await servers.reportAsking(server, engine().asker(signal));
    await output.object(report);
    for (const [key, value] of Object.entries(report)) {
      for (const each of [value].flat()) await output.line(`${key} ${each}`);
    }
    const { unsupported } = servers.resolve(server);
    if (unsupported.length > 0 && output.json) output.noteObject({ notFollowed: unsupported });
    else if (unsupported.length > 0) output.note(`not followed: ${unsupported.join(', ')}`);
    return exitCodes.ok;
  },
};
