/** The lab as a whole: sums, order and filter of its cards, sentences of its tiles. Pure. */
import type { Glance } from '../../preload/contract/monitor';
import type { ConnectionState, ServerEntry } from '../../preload/contract/servers';
import type { Settings } from '../../preload/contract/settings';
import { formatPercent, plural } from '../kit/format';
import { formatMiB, shortGpuName, usedOfWords } from './words';

export type GlanceGpu = Extract<Glance['gpus'], { state: 'ok' }>['gpus'][number];
export type Glances = Readonly<Record<string, Glance>>;
export type LabChoices = Settings['overview'] & { text: string };

export const sortWords: Readonly<Record<LabChoices['sort'], string>> = {
  own: 'Your order',
  'free-gpus': 'Most free GPUs',
  'free-memory': 'Most free memory',
  name: 'Name',
};

export function gpusOf(glance: Glance | undefined): readonly GlanceGpu[] {
  return glance?.gpus.state === 'ok' ? glance.gpus.gpus : [];
}

/** Memory that is left on a GPU in MiB; 0 where it is unknown or the GPU is out of order. */
export function memoryLeft(gpu: GlanceGpu): number {
  const { value: used } = gpu.memoryUsedMiB;
  const { value: total } = gpu.memoryTotalMiB;
  return gpu.condition !== 'ok' || used === null || total === null ? 0 : Math.max(0, total - used);
}

const mostLeft = (glance: Glance | undefined) =>
  Math.max(0, ...gpusOf(glance).map((gpu) => memoryLeft(gpu)));
const freeCount = (glance: Glance | undefined) => gpusOf(glance).filter(({ free }) => free).length;

/** Only connected servers count: what was seen before is no news of now. */
const glanceOf = (server: ServerEntry, glances: Glances) =>
  server.connection.state === 'connected' ? glances[server.name] : undefined;

/** What a card is found by: the server's names, its GPUs' models, and who holds them. */
function findable({ name, group, host }: ServerEntry, glance: Glance | undefined): string {
  const gpus = gpusOf(glance).flatMap((gpu) => [gpu.name, ...gpu.holders]);
  return [name, group, host, ...gpus].join(' ').toLowerCase();
}

/** Cards to show, in their order: favourites first, then the chosen order. */
export function arrange(
  servers: readonly ServerEntry[],
  glances: Glances,
  { sort, onlyFree, minFreeGiB, text }: LabChoices,
): ServerEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = servers.filter((server) => {
    const glance = glanceOf(server, glances);
    const all = findable(server, glance);
    return (
      words.every((word) => all.includes(word)) &&
      (!onlyFree || freeCount(glance) > 0) &&
      (minFreeGiB === 0 || mostLeft(glance) >= minFreeGiB * 1024)
    );
  });
  const weight = (server: ServerEntry) => {
    const glance = glanceOf(server, glances);
    if (sort === 'free-gpus') return freeCount(glance);
    return sort === 'free-memory' ? mostLeft(glance) : Number(server.favourite);
  };
  return shown.sort(
    (a, b) => weight(b) - weight(a) || (sort === 'name' ? a.name.localeCompare(b.name) : 0),
  );
}

/** Below the sizes that GPUs are sold in: the driver keeps some of each for itself. In GiB. */
const memoryChoices = [0, 4, 8, 10, 20, 40, 70];

/** Amounts to choose from, with one that was set elsewhere. */
export const memoryOptions = (current: number): number[] =>
  [...new Set([...memoryChoices, current])].sort((a, b) => a - b);

/** By a figure the best one stands first wherever it belongs; else the list's own sections are kept. */
export const isGrouped = ({ sort }: LabChoices): boolean => sort === 'own' || sort === 'name';

/** True when the order or the filter can only be told from the figures of every server. */
export const needsAll = ({ sort, onlyFree, minFreeGiB }: LabChoices): boolean =>
  onlyFree || minFreeGiB > 0 || sort === 'free-gpus' || sort === 'free-memory';

/** As the engine judges at one look; it calls a GPU free after three (`gpu-watch.ts`). */
function looksFree(gpu: GlanceGpu): boolean {
  const { memoryUsedMiB: used, utilizationPercent: busy } = gpu;
  const isIdle = used.value !== null && used.value < 500 && busy.value !== null && busy.value < 5;
  return gpu.condition === 'ok' && gpu.holders.length === 0 && isIdle;
}

/** `9 of 22 GPUs free on 3 servers`. */
export function labHeadline(servers: readonly ServerEntry[], glances: Glances): string {
  const read = servers.map((server) => gpusOf(glanceOf(server, glances)));
  const gpus = read.flat();
  if (gpus.length === 0) return 'Your lab';
  const on = plural(read.filter((list) => list.length > 0).length, 'server');
  const free = gpus.filter((gpu) => gpu.free).length;
  // Whether one is free shows after a few looks; until then nobody is told that none is.
  const maybe = free === 0 ? gpus.filter(looksFree).length : 0;
  if (maybe > 0) return `${maybe} of ${plural(gpus.length, 'GPU')} may be free on ${on}`;
  return `${free === 0 ? 'No' : free} of ${plural(gpus.length, 'GPU')} free on ${on}`.replace(
    /^No of (.*) free/,
    'None of $1 free',
  );
}

export function labNote(servers: readonly ServerEntry[], glances: Glances): string {
  const most = Math.max(0, ...servers.map((server) => mostLeft(glanceOf(server, glances))));
  const off = servers.filter(({ connection }) => connection.state !== 'connected').length;
  const parts = most > 0 ? [`Most memory left on one GPU: ${formatMiB(most)}`] : [];
  if (off > 0) parts.push(`${plural(off, 'server')} not connected`);
  return parts.join(' · ');
}

/** The word that stands on a tile. */
export function tileWord(gpu: GlanceGpu): string {
  if (gpu.condition === 'faulty') return 'Faulty';
  if (gpu.condition === 'partitioned') return 'Split';
  if (gpu.free) return 'Free';
  const { value: busy } = gpu.utilizationPercent;
  if (busy === null) return 'Unknown';
  return Math.round(busy) === 0 ? 'Idle' : formatPercent(busy);
}

/** `61.0 of 80.0 GiB`; empty where it is not known. */
export function memoryWords({ memoryUsedMiB, memoryTotalMiB }: GlanceGpu): string {
  const { value: used } = memoryUsedMiB;
  const { value: total } = memoryTotalMiB;
  return used === null || total === null ? '' : usedOfWords(used, total);
}

/** `GPU 3, A100: 61.0 of 80.0 GiB used, 97 % busy, held by asha.` */
export function tileSentence(gpu: GlanceGpu): string {
  const { utilizationPercent: busy } = gpu;
  const memory = memoryWords(gpu);
  const parts = [
    memory === '' ? 'memory not known' : `${memory} used`,
    busy.value === null ? 'utilisation not known' : `${formatPercent(busy.value)} busy`,
  ];
  if (gpu.holders.length > 0)
    parts.push(`held by ${gpu.holders.map((user) => user ?? 'somebody not visible').join(', ')}`);
  if (gpu.condition === 'faulty') parts.unshift('faulty');
  if (gpu.condition === 'partitioned') parts.unshift('split into instances (MIG)');
  if (gpu.free) parts.unshift('free');
  return `GPU ${gpu.index}, ${shortGpuName(gpu.name)}: ${parts.join(', ')}.`;
}

/** The one button that mends a connection, by the shape of its badge and its state. */
export function mendingOf(
  shape: string,
  state: ConnectionState['state'],
): { verb: string; name: string } {
  if (shape === 'key') return { verb: 'Sign in', name: 'Sign in to' };
  if (shape === 'fingerprint') return { verb: 'Look at the key', name: 'Look at the host key of' };
  if (shape === 'octagon' || shape === 'cloud') return { verb: 'Check', name: 'Check' };
  if (state === 'failed') return { verb: 'Try again', name: 'Try again to connect to' };
  return { verb: 'Connect', name: 'Connect to' };
}

export function offWords(connection: ConnectionState): string {
  if (connection.state === 'failed') return connection.problem.what;
  if (connection.state === 'connecting') return `${connection.step}…`;
  return 'Connect to see which of its GPUs are free.';
}

/** What letting files go over a card does. */
export function dropWords(folder: string): string {
  return folder === '~' ? 'Upload to its home folder' : `Upload to ${folder}`;
}
