/** `labmate push`: files and folders of this computer to a server. */
import type { Command } from '../command';
import { progressLine, tellReport } from '../copy-report';
import { UsageError } from '../exit-codes';
import { parsePlace, parseRemote } from '../place';

export const push: Command = {
  name: 'push',
  usage: '[options] <local…> <server>:<path>',
  summary: 'copy files and folders to a server',
  description: `
"push data gpu1:/scratch" makes /scratch/data; "push data/ gpu1:/scratch/data" copies what is in
data, as rsync does. Symlinks stay symlinks, modes and times are kept, each file appears whole.
What is already there and the same is not sent again, so an interrupted push can be repeated.
Exit code 3 when some files failed and the others arrived.`,
  options: [],
  async run(context, { words }) {
    if (words.length < 2) throw new UsageError('push needs local files and a <server>:<path>.');
    const { server, path } = parseRemote(words.at(-1) ?? '');
    const sources = words.slice(0, -1).map((word) => {
      const place = parsePlace(word);
      if (place.kind === 'local') return place.path;
      throw new UsageError(`${word} is on a server; write ./${word} for a local file.`);
    });
    const { output, signal } = context;
    const report = await context.engine().transfers.push({
      ...{ server, sources, destination: path, signal },
      onProgress: (progress) => output.progress(progressLine(progress)),
    });
    return tellReport(context, { direction: 'push', server }, report);
  },
};
