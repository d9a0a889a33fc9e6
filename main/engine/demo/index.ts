/**
 * The demo lab: computers that exist only here, to try Labmate without a server. It is an SSH server
 * like any other; no other room knows of it (scripts/boundaries/rules.mjs).
 */
import { existsSync } from 'node:fs';

import type { Host } from '../host';
import { ProblemError, problem } from '../kit/outcome';
import { StateFeed } from '../kit/state-feed';
import type { Handlers } from '../serve/handlers';
import { sessionServersFolder } from '../servers/index';
import type { RunningLab } from './lab';
import { computersOf } from './model/computers';
import { placesIn } from './places';

export interface DemoState {
  running: boolean;
  servers: string[];
}

export interface Demo {
  readonly state: StateFeed<DemoState>;
  /** Starts it, or does nothing when it runs. @throws ProblemError `demo/cannot-start` */
  start(): Promise<string[]>;
  stop(): Promise<void>;
  /** Path of the ssh config that names its servers, while it runs. */
  readonly config: string | undefined;
}

export interface DemoOptions {
  host: Pick<Host, 'paths' | 'log'>;
  /** For benches: this many servers instead of the usual three, with so many GPUs each. */
  servers?: number;
  gpus?: number;
  /** Milliseconds since the epoch; the figures are a function of it. */
  clock?: () => number;
}

export function createDemo({ host, servers, gpus, clock = Date.now }: DemoOptions): Demo {
  const log = host.log.scoped('demo');
  const state = new StateFeed<DemoState>({ running: false, servers: [] });
  let lab: RunningLab | undefined;
  /** Starts and stops, one after the other. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };
  const folder = sessionServersFolder(host.paths.data);
  // Loaded when it is first wanted: most runs of the app never show it.
  const load = () => import('./lab');
  // A worker that came to a sudden end left its servers in the list.
  if (existsSync(placesIn(folder).config)) {
    const remove = async () => (await load()).removeLab(folder);
    inTurn(remove).catch((error: unknown) =>
      log.warn('an earlier demo lab stays', { error: String(error) }),
    );
  }
  const begin = async (): Promise<RunningLab> => {
    const { resources } = host.paths;
    try {
      const { startLab } = await load();
      return await startLab({
        folder,
        resources,
        log,
        clock,
        computers: computersOf(servers, gpus),
      });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new ProblemError(cannotStart(message), { cause: error });
    }
  };
  return {
    state,
    get config() {
      return lab?.config;
    },
    start: () =>
      inTurn(async () => {
        lab ??= await begin();
        state.set({ running: true, servers: lab.servers });
        return lab.servers;
      }),
    stop: () =>
      inTurn(async () => {
        const running = lab;
        lab = undefined;
        state.set({ running: false, servers: [] });
        await running?.stop();
      }),
  };
}

function cannotStart(detail: string) {
  return problem('demo/cannot-start', 'The demo lab could not be started.', {
    why: 'Its scratch folder or one of its local ports could not be made.',
    next: ['See that the disk of this computer has room, then try again.'],
    detail,
  });
}

export function demoHandlers(demo: Demo): Handlers<'demo'> {
  return {
    start: async () => ({ servers: await demo.start() }),
    stop: () => demo.stop(),
  };
}
