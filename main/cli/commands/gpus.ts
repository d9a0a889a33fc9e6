/** `labmate gpus`: the GPUs of servers, once or until stopped. */

import { problemOf, throwIfCancelled } from '../../engine/kit/outcome';
import type { MonitorEvent } from '../../engine/monitor';
import type { Command, CommandContext } from '../command';
import { exitCodes, UsageError } from '../exit-codes';
import { sampleLines, sampleObject } from '../gpu-report';
import { parseServer } from '../place';
import { showProblem } from '../show-problem';

export const gpus: Command = {
  name: 'gpus',
  usage: '[options] [server…]',
  summary: 'show the GPUs of servers, who uses them and which are free',
  description: `
Without names all servers of "labmate servers" are asked. A figure that the driver does not give
is shown with its reason, never as zero. With --watch it goes on every two seconds until Ctrl-C.
Exit code 3 when some servers could not be asked, 1 when none could.`,
  options: [{ name: 'watch', short: 'w', help: 'go on until stopped' }],
  async run(context, { switches, words }) {
    const names = words.length > 0 ? words.map(parseServer) : knownServers(context);
    const view = new View(context, names, switches.has('watch'));
    const results = await Promise.all(
      names.map((server) => follow(context, view, server, switches.has('watch'))),
    );
    await view.settled();
    const failed = results.filter((ok) => !ok).length;
    if (failed === 0) return exitCodes.ok;
    return failed === names.length ? exitCodes.problem : exitCodes.partial;
  },
};

function knownServers({ engine }: CommandContext): string[] {
  const names = engine()
    .servers.list()
    .servers.map(({ name }) => name);
  if (names.length === 0) throw new UsageError('The ssh config names no servers; name one.');
  return names;
}

/** Whether a GPU is free, and who uses it, is known so long after its first figures. */
const settleMs = 2000;

/** One server's figures, once or for ever. False when it cannot be asked. */
async function follow(
  context: CommandContext,
  view: View,
  server: string,
  forEver: boolean,
): Promise<boolean> {
  const enough = new AbortController();
  const stop = (): void => enough.abort();
  context.signal.addEventListener('abort', stop, { once: true });
  let settling: NodeJS.Timeout | undefined;
  let latest: MonitorEvent | undefined;
  const take = (event: MonitorEvent): void => {
    const shownAt = latest?.sample.at;
    const { gpus: report, at, cpu } = event.sample;
    if (report.state === 'waiting' || enough.signal.aborted) return;
    latest = event;
    if (!forEver) {
      settling ??= setTimeout(stop, settleMs);
      if (report.state !== 'ok' && cpu.busyPercent.value !== null) stop();
    } else if (at !== shownAt) view.show(server, event);
  };
  try {
    await context
      .engine()
      .monitor(forEver ? 'usual' : 'hasty')
      .watch(server, enough.signal, take);
    throwIfCancelled(context.signal);
    if (latest) view.show(server, latest);
    return true;
  } catch (error) {
    const problem = problemOf(error);
    if (!problem || context.signal.aborted) throw error;
    showProblem(context.output, context.explain(problem), { server });
    return false;
  } finally {
    clearTimeout(settling);
    context.signal.removeEventListener('abort', stop);
  }
}

/** Prints samples as they come; on a terminal with --watch, all servers on one refreshed page. */
class View {
  readonly #latest = new Map<string, string[]>();
  #turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: CommandContext,
    private readonly names: readonly string[],
    private readonly refreshing: boolean,
  ) {}

  show(server: string, { sample }: MonitorEvent): void {
    const { output } = this.context;
    this.#latest.set(server, sampleLines(server, sample, output.columns));
    this.#turn = this.#turn.then(async () => {
      await output.object(sampleObject(server, sample));
      if (this.refreshing && output.terminal) await this.#page();
      else for (const line of this.#latest.get(server) ?? []) await output.line(line);
    });
  }

  /** All is printed. */
  settled(): Promise<void> {
    return this.#turn;
  }

  async #page(): Promise<void> {
    const { output } = this.context;
    await output.control('\u001b[H\u001b[2J');
    for (const name of this.names) {
      for (const line of this.#latest.get(name) ?? []) await output.line(line);
    }
  }
}
