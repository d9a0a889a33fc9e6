/** The user's running Jupyter server that serves best, if there is one. */
import { runErrand } from './errand';
import { best, type Probe, probe } from './probe';
import { runningServers } from './running-servers';
import type { StartContext } from './start-server';

/** Asked at most; a person with more has other troubles. */
const maxServers = 12;

/**
 * @param runtimeFolder where else runtime files may be (`JUPYTER_RUNTIME_DIR` of the login shell)
 * @param pid only this process, when its token may have changed
 */
export async function findServer(
  { link, script, signal }: StartContext,
  options: { runtimeFolder?: string; pid?: number } = {},
): Promise<Probe | undefined> {
  const lines = await runErrand(link, script, ['find', options.runtimeFolder ?? '', ''], {
    signal,
  });
  const servers = runningServers(lines).filter(
    (it) => options.pid === undefined || it.pid === options.pid,
  );
  return best(
    await Promise.all(servers.slice(0, maxServers).map((server) => probe(link, server, signal))),
  );
}
