/**
 * Keeps a worker for each role alive: starts it, counts its heartbeats, and replaces it when it died,
 * ran out of memory or is stuck. Whoever uses the pool hears what was lost.
 */
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Log } from '../engine/kit/log';
import type { FromWorker, ToWorker, WorkerRole, WorkerSetup } from '../worker/messages';

/** They talk to each other without main: what one has signed in to the other may use. */
const neighbours: readonly WorkerRole[] = ['link', 'bulk'];

/** Started with the app; another role starts with its first message. */
const startedAtOnce: readonly WorkerRole[] = ['link'];

/** A worker beats every second; this many missed beats mean that it is stuck. */
const missedBeatsLimit = 5;
const beatCheckMs = 1000;
/** A start (loading the bundle on a busy machine) may take longer than a beat. */
const startBeatsLimit = 30;
/** Pause before the next start, in milliseconds, growing while starts fail in a row. */
const restartPausesMs = [0, 500, 2000, 5000, 15_000] as const;
/** A worker that lived this long was healthy: the pause starts over. */
const healthyAfterMs = 30_000;
/** How long a worker may take to close its connections when the app ends, in milliseconds. */
const politeMs = 3000;
/** Heap limits in MiB: a flood from a hostile server must not take the machine. */
const heapLimitsMiB: Record<WorkerRole, number> = { link: 768, bulk: 1024, compute: 512 };
/**
 * Limits for buffers, in MiB. They lie outside of the heap, which the limits above do not see: a
 * server that ignores the SSH window had a worker hold 2.4 GB after 24 seconds.
 */
const bufferLimitsMiB: Record<WorkerRole, number> = { link: 512, bulk: 768, compute: 512 };
/** Beats in a row above that limit: buffers that only wait to be collected come and go. */
const overweightBeatsLimit = 2;

/** Below this a cipher surely runs in software (23 to 155 MiB/s measured against 600 and more). */
const softwareCipherMiBps = 60;

type LossCause = 'crashed' | 'stuck' | 'out-of-memory';
/** A worker that ended by itself or had to be ended, and is being replaced. */
export interface Loss {
  role: WorkerRole;
  cause: LossCause;
  /** Milliseconds since the epoch. */
  at: number;
}

/** What a pool's user hears. */
export interface PoolEars {
  onMessage(role: WorkerRole, message: FromWorker): void;
  onLoss(loss: Loss): void;
}

export interface WorkerPool {
  /** Before this is called what is to be heard waits: workers start before their user is loaded. */
  listen(ears: PoolEars): void;
  /** Starts the worker if need be; what comes while it is being replaced waits for the next one. */
  send(role: WorkerRole, message: ToWorker): void;
  /** Ends all workers, politely and then firmly; resolves when they have stopped. */
  close(): Promise<void>;
}

interface Seat {
  worker: Worker | undefined;
  /** What was sent while no worker was there; the next one gets it. */
  backlog: ToWorker[];
  missedBeats: number;
  limit: number;
  /** Beats in a row with more buffers than the role may have. */
  overweightBeats: number;
  startedAt: number;
  failures: number;
  cause: LossCause;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** What is new with every start. */
const justStarted = () =>
  ({
    missedBeats: 0,
    limit: startBeatsLimit,
    overweightBeats: 0,
    startedAt: Date.now(),
    cause: 'crashed',
    timer: undefined,
  }) satisfies Partial<Seat>;

export function createWorkerPool(options: {
  entry: string;
  setup: Omit<WorkerSetup, 'role'>;
  log: Log;
}): WorkerPool {
  const { log } = options;
  const { hear, listen } = heldEars();
  const seats = new Map<WorkerRole, Seat>();
  let closing = false;

  const start = (role: WorkerRole, seat: Seat) => {
    const worker = new Worker(options.entry, {
      workerData: { ...options.setup, role } satisfies WorkerSetup,
      name: role,
      resourceLimits: { maxOldGenerationSizeMb: heapLimitsMiB[role] },
    });
    Object.assign(seat, { worker, ...justStarted() });
    if (neighbours.includes(role))
      joinNeighbours(neighbours.map((each) => seats.get(each)?.worker));
    for (const message of seat.backlog.splice(0)) worker.postMessage(message);
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'beat') takeBeat(role, seat, message.bufferMiB, log);
      else if (message.type === 'ready') {
        seat.limit = missedBeatsLimit;
        log.info('a worker is ready', { role });
      } else if (message.type === 'cipher') logCipher(role, message.mibPerSecond, log);
      else hear((ears) => ears.onMessage(role, message));
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') seat.cause = 'out-of-memory';
      log.error('a worker failed', { role, error: error.stack ?? error.message });
    });
    worker.on('exit', () => {
      if (seat.worker !== worker) return;
      seat.worker = undefined;
      if (!closing) replace(role, seat);
    });
  };

  const replace = (role: WorkerRole, seat: Seat) => {
    const at = Date.now();
    seat.failures = at - seat.startedAt > healthyAfterMs ? 0 : seat.failures + 1;
    const pause = restartPausesMs[Math.min(seat.failures, restartPausesMs.length - 1)] ?? 0;
    log.warn('replacing a worker', { role, cause: seat.cause, pauseMs: pause });
    const loss: Loss = { role, cause: seat.cause, at };
    hear((ears) => ears.onLoss(loss));
    seat.timer = setTimeout(() => start(role, seat), pause);
  };

  const seatOf = (role: WorkerRole): Seat => {
    const taken = seats.get(role);
    if (taken) return taken;
    const seat: Seat = { worker: undefined, backlog: [], failures: 0, ...justStarted() };
    seats.set(role, seat);
    start(role, seat);
    return seat;
  };
  for (const role of startedAtOnce) seatOf(role);

  // Counts of our own timer, not clock time: after the laptop slept both sides go on together.
  const watchdog = setInterval(() => {
    for (const [role, seat] of seats) countBeat(role, seat, log);
  }, beatCheckMs);

  return {
    listen,
    send(role, message) {
      if (closing) return;
      const seat = seatOf(role);
      if (seat.worker) seat.worker.postMessage(message);
      else seat.backlog.push(message);
    },
    async close() {
      closing = true;
      clearInterval(watchdog);
      const running = [...seats.values()];
      for (const seat of running) clearTimeout(seat.timer);
      await Promise.all(running.map(({ worker }) => worker && shutDown(worker)));
    },
  };
}

/** A way between both, as soon as both are there; each takes it for the old one. */
function joinNeighbours([one, other]: readonly (Worker | undefined)[]): void {
  if (!one || !other) return;
  const { port1, port2 } = new MessageChannel();
  one.postMessage({ type: 'neighbour', port: port1 } satisfies ToWorker, [port1]);
  other.postMessage({ type: 'neighbour', port: port2 } satisfies ToWorker, [port2]);
}

/** The worker lives; one that holds too many buffers is ended, and its `exit` replaces it. */
function takeBeat(role: WorkerRole, seat: Seat, bufferMiB: number, log: Log): void {
  seat.missedBeats = 0;
  seat.overweightBeats = bufferMiB > bufferLimitsMiB[role] ? seat.overweightBeats + 1 : 0;
  if (seat.overweightBeats < overweightBeatsLimit) return;
  log.error('a worker holds too many buffers', { role, bufferMiB });
  seat.cause = 'out-of-memory';
  seat.overweightBeats = 0;
  void seat.worker?.terminate();
}

/** One more beat is due; a worker that missed too many is ended, and its `exit` replaces it. */
function countBeat(role: WorkerRole, seat: Seat, log: Log): void {
  if (!seat.worker) return;
  seat.missedBeats += 1;
  if (seat.missedBeats <= seat.limit) return;
  log.error('a worker does not answer', { role, missedBeats: seat.missedBeats });
  seat.cause = 'stuck';
  seat.missedBeats = 0;
  void seat.worker.terminate();
}

function logCipher(role: WorkerRole, aesGcmMiBps: number, log: Log): void {
  const slow = aesGcmMiBps < softwareCipherMiBps;
  log[slow ? 'warn' : 'info'](slow ? 'AES runs in software' : 'AES runs in hardware', {
    role,
    aesGcmMiBps,
  });
}

/** Holds what is to be heard until somebody listens, then passes it on in its order. */
function heldEars() {
  let ears: PoolEars | undefined;
  const held: ((ears: PoolEars) => void)[] = [];
  return {
    hear(tell: (ears: PoolEars) => void) {
      if (ears) tell(ears);
      else held.push(tell);
    },
    listen(listener: PoolEars) {
      ears = listener;
      for (const tell of held.splice(0)) tell(listener);
    },
  };
}

/** Lets a worker close what it has open, for a while, then ends its thread. */
async function shutDown(worker: Worker): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, politeMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'closed') done();
    });
    worker.once('exit', done);
    worker.postMessage({ type: 'shut-down' } satisfies ToWorker);
  });
  await worker.terminate();
}
