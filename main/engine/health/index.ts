/** The health room: whether one can work on a server that lets one in. The doctor asks it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checklist, Link } from '../connections';
import type { Host } from '../host';
import { checkHealth } from './check-health';

/** @returns looks at a server over `link` and tells `list` (check-health.ts). */
export function createHealthCheck(host: Pick<Host, 'paths'>) {
  const script = (name: string) => readFile(join(host.paths.resources, name), 'utf8');
  return async (link: Link, list: Checklist, signal: AbortSignal): Promise<void> => {
    const [health, place] = await Promise.all([script('health.sh'), script('place.sh')]);
    await checkHealth(link, { health, place }, list, signal);
  };
}
