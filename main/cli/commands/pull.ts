/** `labmate pull`: files and folders of a server to this computer. */
import type { Command } from '../command';
import { progressLine, tellReport } from '../copy-report';
import { UsageError } from '../exit-codes';
import { parsePlace, parseRemote } from '../place';

export const pull: Command = {
  name: 'pull',
  usage: '[options] <server>:<path>… <local-dir>',
  summary: 'copy files and folders from a server',
  description: `
"pull gpu1:/scratch/data ." makes ./data; "pull gpu1:/scratch/data/ copy" copies what is in data,
as rsync does. All sources are on one server. Symlinks stay symlinks, modes and times are kept,
each file appears whole, and nothing is written outside the folder.
Exit code 3 when some files failed and the others arrived.`,
  options: [],
  async run(context, { words }) {
    if (words.length < 2) throw new UsageError('pull needs <server>:<path> and a local folder.');
    const target = parsePlace(words.at(-1) ?? '');
    if (target.kind !== 'local') throw new UsageError('The last word must be a local folder.');
    const places = words.slice(0, -1).map(parseRemote);
    const server = places[0]?.server ?? '';
    if (places.some((place) => place.server !== server)) {
      throw new UsageError('All sources must be on the same server; pull from each in turn.');
    }
    const { output, signal } = context;
    const report = await context.engine().transfers.pull({
      ...{ server, sources: places.map(({ path }) => path), destination: target.path, signal },
      onProgress: (progress) => output.progress(progressLine(progress)),
    });
    return tellReport(context, { direction: 'pull', server }, report);
  },
};
