/** The doctor's steps on a server once one is in: home, space, inodes, /tmp, clock, tools. */
import { type Checklist, type Link, runScript } from '../connections';
import { type Place, placeOf } from '../files';
import { parseHealth } from './parse-health';
import {
  clockVerdict,
  homeVerdict,
  inodesVerdict,
  spaceVerdict,
  tmpVerdict,
  toolsVerdict,
} from './verdicts';

/** resources/health.sh gives up on each disk after 3 s, and looks at a few things. */
const PATIENCE_MS = 20_000;
const MAX_BYTES = 256 * 1024;

export interface Scripts {
  /** resources/health.sh. */
  health: string;
  /** resources/place.sh. */
  place: string;
}

/**
 * Each step stands by itself: one that fails stops no other, but for the end of the link.
 * @throws ProblemError `connections/lost`, or the cancellation
 */
export async function checkHealth(
  link: Link,
  scripts: Scripts,
  list: Checklist,
  signal: AbortSignal,
): Promise<void> {
  const { server } = link;
  const read = async (what: 'home' | 'rest') => {
    const options = { args: [what], signal, timeoutMs: PATIENCE_MS, maxBytes: MAX_BYTES };
    const before = Date.now();
    const { stdout } = await runScript(link, scripts.health, options);
    return { ...parseHealth(stdout.toString('utf8')), asked: { before, after: Date.now() } };
  };
  const home = await list.look('home', 'Writing to the home folder', async () => {
    const report = await read('home');
    return { ...homeVerdict(server, report.writing), value: report.quotas };
  });
  const place = await list.look<Place>('space', 'Looking at space and quota', async () => {
    const value = await placeOf(link, scripts.place, '~', signal);
    return { ...spaceVerdict(server, value, home ?? []), value };
  });
  if (place) {
    await list.look('inodes', 'Looking at the number of files', async () =>
      inodesVerdict(server, place, home ?? []),
    );
  } else list.skip(['inodes'], 'the disk of the home folder did not answer');
  const rest = await list.look('tmp', 'Writing to /tmp', async () => {
    const value = await read('rest');
    return { ...tmpVerdict(server, value.writing), value };
  });
  if (!rest) {
    list.skip(['clock', 'tools'], 'the server did not tell');
    return;
  }
  await list.look('clock', 'Comparing the clocks', async () =>
    clockVerdict(server, rest.clock, rest.asked),
  );
  await list.look('tools', 'Looking for tools', async () => toolsVerdict(server, rest.tools));
}
