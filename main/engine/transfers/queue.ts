/** The queue of the window: one transfer a server at a time, in the order they were asked for. */
import { randomUUID } from 'node:crypto';
import type { TransferEntry } from '../../../preload/contract/transfers';
import type { FileConnections } from '../connections/index';
import type { Log } from '../kit/log';
import { ProblemError, problemOf } from '../kit/outcome';
import { StateFeed } from '../kit/state-feed';
import { newIncident } from '../serve/index';
import { localTree } from './local-tree';
import { removeTemps } from './remove-temps';
import { type Job, runTransfer } from './run-transfer';
import { type Progress, Tally } from './tally';
import { Temps } from './temps';
import { transferProblem } from './words';

type State = TransferEntry['state'];

interface Task {
  readonly job: Job;
  readonly temps: Temps;
  entry: TransferEntry;
  controller: AbortController;
}

const nothing: Progress = {
  ...{ filesTotal: 0, filesDone: 0, bytesTotal: 0, bytesDone: 0 },
  ...{ bytesPerSecond: null, secondsLeft: null, current: null },
  ...{ faults: [], faultCount: 0, notes: [] },
};

const isUnderWay = (kind: State['kind']): boolean =>
  kind === 'queued' || kind === 'waiting' || kind === 'planning' || kind === 'running';

/** Called when a transfer has ended, with how long it ran. */
export type Ended = (entry: TransferEntry, seconds: number) => void;

export class Queue {
  readonly list = new StateFeed<readonly TransferEntry[]>([]);
  readonly #tasks = new Map<string, Task>();
  readonly #busy = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  readonly #connections: FileConnections;
  readonly #log: Log;
  readonly #tell: Ended;

  constructor(options: { connections: FileConnections; log: Log; ended: Ended }) {
    this.#connections = options.connections;
    this.#log = options.log;
    this.#tell = options.ended;
  }

  /** Queues a job; returns its id. */
  add(job: Job, words: { label: string; destination: string }): string {
    const id = randomUUID();
    const { direction, server } = job;
    const entry: TransferEntry = {
      ...{ id, direction, server, ...words },
      ...nothing,
      state: { kind: 'queued' },
    };
    this.#tasks.set(id, { job, temps: new Temps(), entry, controller: new AbortController() });
    this.#publish();
    this.#startNext(server);
    return id;
  }

  /** Does nothing to a transfer that has ended. */
  cancel(id: string): void {
    const task = this.#find(id);
    task.controller.abort();
    if (task.entry.state.kind === 'queued') this.#set(task, { kind: 'cancelled' });
  }

  retry(id: string): void {
    const task = this.#find(id);
    const { kind } = task.entry.state;
    if (kind !== 'failed' && kind !== 'cancelled') {
      throw new ProblemError(transferProblem({ what: 'not-ended', id }));
    }
    task.controller = new AbortController();
    task.entry = { ...task.entry, ...nothing, state: { kind: 'queued' } };
    // To the end of the queue: others have waited longer.
    this.#tasks.delete(id);
    this.#tasks.set(id, task);
    this.#publish();
    this.#startNext(task.job.server);
  }

  dismiss(id: string): void {
    const task = this.#tasks.get(id);
    if (!task) return;
    const { kind } = task.entry.state;
    if (isUnderWay(kind)) {
      throw new ProblemError(transferProblem({ what: 'still-active', id }));
    }
    this.#tasks.delete(id);
    this.#publish();
    if (task.job.direction === 'upload' && task.temps.paths.length > 0) this.#removeTemps(task);
  }

  /** In the background, and only while there is a link: nobody is asked anything for it. */
  #removeTemps({ job, temps }: Task): void {
    const link = this.#connections.current?.(job.server);
    if (!link) return;
    const run: Promise<void> = removeTemps(link, temps)
      .catch((error: unknown) => {
        this.#log.info('temporary files stay until the next upload', { error: String(error) });
      })
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  /** Cancels everything; resolves when all has stopped. */
  async dispose(): Promise<void> {
    for (const task of this.#tasks.values()) {
      task.controller.abort();
      if (task.entry.state.kind === 'queued') this.#set(task, { kind: 'cancelled' });
    }
    await Promise.all(this.#running);
  }

  #startNext(server: string): void {
    if (this.#busy.has(server)) return;
    const next = [...this.#tasks.values()].find(
      ({ job, entry }) => job.server === server && entry.state.kind === 'queued',
    );
    if (!next) return;
    this.#busy.add(server);
    const run: Promise<void> = this.#run(next).finally(() => {
      this.#busy.delete(server);
      this.#running.delete(run);
      this.#startNext(server);
    });
    this.#running.add(run);
  }

  /** Never rejects: what goes wrong becomes the transfer's state. */
  async #run(task: Task): Promise<void> {
    const { job, controller } = task;
    const tally = new Tally((progress) => {
      task.entry = { ...task.entry, ...progress };
      this.#publish();
    });
    const begun = performance.now();
    let end: State = { kind: 'done' };
    try {
      await this.#untilDone(task, tally);
      const { faultCount, filesDone } = tally;
      if (faultCount > 0) {
        const { server } = job;
        const first = tally.faults[0]?.problem;
        const facts = { what: 'incomplete', server, faultCount, filesDone, first } as const;
        end = { kind: 'failed', problem: transferProblem(facts) };
      }
    } catch (error) {
      end = this.#endOf(error, controller.signal);
    }
    tally.flush();
    await this.#giveUpParts(task);
    task.entry = { ...task.entry, current: null, bytesPerSecond: null, secondsLeft: null };
    this.#set(task, end);
    this.#tell(task.entry, (performance.now() - begun) / 1000);
  }

  /** A transfer that has to give its session to a person goes on by itself when one is free. */
  async #untilDone(task: Task, tally: Tally): Promise<void> {
    const { job, temps, controller } = task;
    for (;;) {
      this.#set(task, { kind: 'planning' });
      try {
        await runTransfer({
          ...{ job, connections: this.#connections, log: this.#log, signal: controller.signal },
          ...{ tally, temps },
          waiting: () => this.#set(task, { kind: 'waiting' }),
          planning: () => this.#set(task, { kind: 'planning' }),
          running: () => this.#set(task, { kind: 'running' }),
        });
        return;
      } catch (error) {
        if (problemOf(error)?.tag !== 'connections/gave-way') throw error;
        this.#log.info('a transfer gave its session back', { server: job.server });
        tally.again();
      }
    }
  }

  /** Nobody goes on with what was kept. On a server it stays until a retry, or until it is dismissed. */
  async #giveUpParts({ job, temps }: Task): Promise<void> {
    temps.giveUpParts();
    if (job.direction !== 'download') return;
    const here = localTree();
    for (const path of temps.paths) {
      await here.removeFile(path).then(
        () => temps.gone(path),
        (error: unknown) => this.#log.warn('a temporary file stays', { error: String(error) }),
      );
    }
  }

  #endOf(error: unknown, signal: AbortSignal): State {
    if (signal.aborted) return { kind: 'cancelled' };
    const problem = problemOf(error);
    if (problem) return { kind: 'failed', problem };
    return { kind: 'failed', problem: newIncident(error, 'transfers', this.#log) };
  }

  #find(id: string): Task {
    const task = this.#tasks.get(id);
    if (!task) throw new ProblemError(transferProblem({ what: 'unknown', id }));
    return task;
  }

  #set(task: Task, state: State): void {
    task.entry = { ...task.entry, state };
    this.#publish();
  }

  #publish(): void {
    this.list.set([...this.#tasks.values()].map(({ entry }) => entry));
  }
}
