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
"Match exec" is shown and run only after a yes; without one its block does not count.
What the config sets and Labmate does not follow, and which command was not run, is told on stderr.`,
  options: [],
  async run({ engine, output, signal }, { words }) {
    const server = parseServer(words[0]);
    if (words.length > 1) throw new UsageError('config takes one server.');
    const { servers } = engine();
    const asked = await servers.reportAsking(server, engine().asker(signal));
    const { report, unsupported, notRun } = asked;
    await output.object(report);
    for (const [key, value] of Object.entries(report)) {
      for (const each of [value].flat()) await output.line(`${key} ${each}`);
    }
    if (output.json) {
      if (unsupported.length > 0) output.noteObject({ notFollowed: unsupported });
      if (notRun.length > 0) output.noteObject({ notRun });
      return exitCodes.ok;
    }
    if (unsupported.length > 0) output.note(`not followed: ${unsupported.join(', ')}`);
    for (const command of notRun) output.note(`Match exec was not run: ${command}`);
    return exitCodes.ok;
  },
};
