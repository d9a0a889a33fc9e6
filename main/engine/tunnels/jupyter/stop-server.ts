/** Ends a Jupyter server: politely over its own interface, then by signal. */
import type { Link } from '../../connections';
import { tunnelError } from '../words';
import { type ErrandScript, runErrand, textOf } from './errand';
import { httpRequest } from './http';
import type { RunningServer } from './running-servers';

/** @throws ProblemError `tunnels/stop-failed`, a problem of the connection, or the cancellation. */
export async function stopServer(
  { link, script, signal }: { link: Link; script: ErrandScript; signal: AbortSignal },
  server: RunningServer,
): Promise<void> {
  const request = {
    method: 'POST',
    path: `${server.baseUrl}api/shutdown`,
    token: server.token,
    secure: server.secure,
  };
  // Whether it understood shows in the next step, which looks at the process.
  await httpRequest(link, server.destination, request, signal).catch(() => {});
  const lines = await runErrand(link, script, ['stop', String(server.pid)], {
    signal,
    timeoutMs: 40_000,
  });
  if (textOf(lines, 'stopped') !== 'yes') {
    throw tunnelError({ kind: 'stop-failed', server: link.server });
  }
}
