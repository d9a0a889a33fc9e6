/** `labmate tunnel`: a port of this computer that leads to the server, or to Jupyter there. */
import type { TunnelEntry, TunnelTarget } from '../../../preload/contract/tunnels';
import { ProblemError, problemOf, throwIfCancelled } from '../../engine/kit/outcome';
import type { Command, CommandContext } from '../command';
import { exitCodes, UsageError } from '../exit-codes';
import { parseServer } from '../place';
import { showProblem } from '../show-problem';

export const tunnel: Command = {
  name: 'tunnel',
  usage: '[options] <server> jupyter|socks|<port>:<host>:<port>',
  summary: 'lead a local port to a server, or open Jupyter there',
  description: `
"tunnel gpu1 8080:127.0.0.1:80" binds port 8080 of 127.0.0.1 here and leads it to port 80 as the
server sees it; port 0 lets the system choose. "tunnel gpu1 jupyter" finds your running Jupyter
server or starts one that outlives the connection, and opens the browser signed in. "tunnel gpu1 socks" is
a SOCKS proxy on 127.0.0.1, as "ssh -D": programs that use it go out from the server. It stays
until Ctrl-C; a Jupyter server goes on running.`,
  options: [
    { name: 'no-browser', help: 'with jupyter: print a one-time address, do not open the browser' },
    {
      name: 'port',
      value: 'n',
      help: 'with jupyter and socks: the local port (default: a free one)',
    },
  ],
  async run(context, { words, values }) {
    const server = parseServer(words[0]);
    if (words.length !== 2) throw new UsageError('tunnel takes a server and where it leads.');
    const { target, localPort } = parseTarget(words[1] ?? '', values.get('port'));
    const { tunnels } = context.engine();
    const follower = new Follower(context);
    const stop = tunnels.list.follow((entries) => {
      for (const entry of entries) follower.see(entry);
    });
    try {
      const entry = await tunnels.open({ server, target, localPort }, context.signal);
      await follower.settled();
      if (target.kind === 'jupyter') await browse(context, entry);
      await ended(context, entry.id);
      throwIfCancelled(context.signal);
      return exitCodes.problem;
    } finally {
      stop();
    }
  },
};

/** `jupyter`, `socks`, `<port>:<host>:<port>` with IPv6 hosts in brackets. */
export function parseTarget(
  text: string,
  ownPort?: string,
): { target: TunnelTarget; localPort: number } {
  if (text === 'jupyter' || text === 'socks') {
    return { target: { kind: text }, localPort: portFrom(ownPort ?? '0', 0) };
  }
  if (ownPort !== undefined) throw new UsageError('--port belongs to jupyter and socks.');
  const match = /^(\d+):(\[[^\]]+\]|[^:[\]\s]+):(\d+)$/.exec(text);
  if (!match)
    throw new UsageError(`“${text}” is neither jupyter nor socks nor <port>:<host>:<port>.`);
  const host = (match[2] ?? '').replace(/^\[(.*)\]$/, '$1');
  const localPort = portFrom(match[1] ?? '', 0);
  return { target: { kind: 'tcp', host, port: portFrom(match[3] ?? '', 1) }, localPort };
}

function portFrom(text: string, least: number): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= least && port <= 65535) return port;
  throw new UsageError(`“${text}” is not a port.`);
}

/** A page that cannot be opened is no reason to close the tunnel. */
async function browse(context: CommandContext, entry: TunnelEntry): Promise<void> {
  try {
    await context.engine().tunnels.browse(entry.id, context.signal);
  } catch (error) {
    const problem = problemOf(error);
    if (!problem || context.signal.aborted) throw error;
    showProblem(context.output, problem);
  }
}

/** Resolves at Ctrl-C. @throws the problem of a tunnel that leads nowhere any more. */
function ended({ engine, signal }: CommandContext, id: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop = (): void => {};
    const end = (): void => {
      stop();
      resolve();
    };
    stop = engine().tunnels.list.follow((entries) => {
      const entry = entries.find((candidate) => candidate.id === id);
      if (!entry) end();
      else if (entry.state.kind === 'failed') reject(new ProblemError(entry.state.problem));
    });
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
}

/** Tells each new state of the tunnel once. */
class Follower {
  #told = '';
  #turn: Promise<void> = Promise.resolve();

  constructor(private readonly context: CommandContext) {}

  see(entry: TunnelEntry): void {
    const { state, server, localPort, remote, jupyter, refused } = entry;
    const now = JSON.stringify([state, localPort, remote, refused?.tag]);
    if (now === this.#told) return;
    this.#told = now;
    const { output } = this.context;
    if (refused) showProblem(output, refused, { server });
    if (state.kind === 'opening') {
      output.progress(state.step);
      if (localPort === null) return;
    }
    this.#turn = this.#turn.then(async () => {
      await output.object({
        server,
        state: state.kind,
        ...(state.kind === 'opening' && { step: state.step }),
        ...(state.kind === 'waiting' && { problem: state.problem }),
        localHost: '127.0.0.1',
        localPort,
        remote,
        jupyter,
      });
      if (state.kind === 'open') {
        const what = jupyter ? `Jupyter ${jupyter.version} in ${jupyter.rootDirectory}, ` : '';
        const leads =
          entry.target.kind === 'socks'
            ? `is a SOCKS proxy that goes out from ${server}`
            : `leads to ${what}${remote} on ${server}`;
        await output.line(`127.0.0.1:${localPort} ${leads}`);
        if (jupyter?.note) output.note(`labmate: ${jupyter.note}`);
      } else if (state.kind === 'waiting' && !output.json) showProblem(output, state.problem);
    });
  }

  settled(): Promise<void> {
    return this.#turn;
  }
}
