/** Jupyter in one click: the running server that serves best, or a new one. */
import type { Link } from '../../connections';
import type { ErrandScript } from './errand';
import { findServer } from './find-server';
import type { Probe } from './probe';
import { prepare, startServer } from './start-server';

export interface OpenedJupyter {
  readonly probe: Probe;
  readonly started: boolean;
  readonly note: string | undefined;
}

/** @param step told in words what is being done */
export async function openJupyter(
  context: { link: Link; script: ErrandScript; signal: AbortSignal },
  step: (words: string) => void,
): Promise<OpenedJupyter> {
  step('looking for your Jupyter servers');
  const running = await findServer(context);
  if (running) return { probe: running, started: false, note: noteOf(running) };
  step('looking for JupyterLab');
  const prepared = await prepare(context);
  const { runtimeFolder } = prepared;
  const elsewhere = runtimeFolder ? await findServer(context, { runtimeFolder }) : undefined;
  if (elsewhere) return { probe: elsewhere, started: false, note: noteOf(elsewhere) };
  step('starting JupyterLab');
  const { probe, withoutTmux } = await startServer(context, prepared);
  const note = withoutTmux
    ? 'There is no tmux on this server; it runs in the background without one.'
    : undefined;
  return { probe, started: true, note };
}

function noteOf(found: Probe): string | undefined {
  return found.health === 'password' ? 'It asks for its own password.' : undefined;
}

/** The address of its page behind a local port, signed in by the token. A secret. */
export function pageAddress({ server, page }: Probe, localPort: number): string {
  const scheme = server.secure ? 'https' : 'http';
  const query = server.token ? `?token=${encodeURIComponent(server.token)}` : '';
  return `${scheme}://127.0.0.1:${localPort}${server.baseUrl}${page}${query}`;
}
