/**
 * The typed client of the contract. One instance talks over one wire (preload's `post`/`listen`, or
 * a pair in memory in tests). Watches are opened again by themselves when their worker was
 * replaced, so that stores live on.
 */
import type {
  AskName,
  EventOf,
  InputOf,
  ProcedureName,
  ValueOf,
  WatchName,
} from '../../preload/contract';
import type { Outcome, Problem } from '../../preload/contract/problem';
import type { DownFrame, UpFrame } from '../../preload/contract/wire';

/** What the client needs of the world. */
export interface ClientWire {
  post(frame: UpFrame): void;
  listen(callback: (frame: DownFrame) => void): () => void;
}

export interface WatchListener<N extends WatchName> {
  /** Acknowledged to the engine when it returns; a promise delays the acknowledgement. */
  onEvent(event: EventOf<N>): void | Promise<void>;
  /** Called once when the watch has ended for good (not when it is opened again). */
  onEnd?(outcome: Outcome<ValueOf<N>>): void;
  /** Called when the worker was replaced and the watch is being opened again. */
  onInterrupted?(problem: Problem): void;
}

export interface Client {
  ask<N extends AskName>(
    name: N,
    input: InputOf<N>,
    options?: { signal?: AbortSignal },
  ): Promise<Outcome<ValueOf<N>>>;
  /** Starts a watch; the returned function cancels it, which is an end as any other. */
  watch<N extends WatchName>(name: N, input: InputOf<N>, listener: WatchListener<N>): () => void;
  /** Ends everything on this side; the other one notices when the port closes. */
  dispose(): void;
}

interface Pending {
  onEvent(value: unknown): void | Promise<void>;
  onEnd(outcome: Outcome<unknown>): void;
}

const cancelledProblem: Problem = {
  tag: 'kit/cancelled',
  what: 'This was cancelled.',
  next: [],
  facts: {},
};

/** The tag of calls whose worker died; watches answer it by opening again. */
const workerLost = 'worker/lost';
/** Pause before a watch is opened again, in milliseconds: the new worker needs to start. */
const reopenDelayMs = 300;

/** The calls over one wire: numbers them, acknowledges their events, ends each of them once. */
interface Calls {
  /** Opens a call; the returned function cancels it, if it has not ended. */
  open(procedure: ProcedureName, input: unknown, call: Pending): () => void;
  readonly disposed: boolean;
  dispose(): void;
}

function callsOver(wire: ClientWire): Calls {
  let nextId = 1;
  const pending = new Map<number, Pending>();
  let disposed = false;

  const stopListening = wire.listen((frame) => {
    const call = pending.get(frame.id);
    if (!call) return;
    if (frame.type === 'end') {
      pending.delete(frame.id);
      call.onEnd(frame.outcome as Outcome<unknown>);
      return;
    }
    const acknowledge = () => {
      if (pending.has(frame.id)) wire.post({ type: 'ack', id: frame.id, count: 1 });
    };
    // A listener that fails must not stop the flow of events for ever; its error is reported by
    // the page as any other.
    let taken: unknown;
    try {
      taken = call.onEvent(frame.value);
    } finally {
      if (taken instanceof Promise) void taken.finally(acknowledge);
      else acknowledge();
    }
  });

  return {
    open(procedure, input, call) {
      const id = nextId;
      nextId += 1;
      pending.set(id, call);
      wire.post({ type: 'open', id, procedure, input });
      return () => {
        if (!pending.delete(id)) return;
        wire.post({ type: 'cancel', id });
        call.onEnd({ ok: false, problem: cancelledProblem });
      };
    },
    get disposed() {
      return disposed;
    },
    dispose() {
      disposed = true;
      stopListening();
      const open = [...pending.values()];
      pending.clear();
      for (const call of open) call.onEnd({ ok: false, problem: cancelledProblem });
    },
  };
}

/** Makes a client that listens on the wire until it is disposed of. */
export function createClient(wire: ClientWire): Client {
  const calls = callsOver(wire);

  return {
    ask(name, input, options = {}) {
      type Answer = Outcome<ValueOf<typeof name>>;
      const { signal } = options;
      if (signal?.aborted) return Promise.resolve({ ok: false, problem: cancelledProblem });
      return new Promise<Answer>((resolve) => {
        let cancel = () => {};
        const onAbort = () => cancel();
        cancel = calls.open(name, input, {
          onEvent() {},
          onEnd(outcome) {
            signal?.removeEventListener('abort', onAbort);
            resolve(outcome as Answer);
          },
        });
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    },

    watch(name, input, listener) {
      type Event = EventOf<typeof name>;
      type Answer = Outcome<ValueOf<typeof name>>;
      let stopped = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let cancel = () => {};
      const start = () => {
        timer = undefined;
        if (calls.disposed) {
          listener.onEnd?.({ ok: false, problem: cancelledProblem });
          return;
        }
        cancel = calls.open(name, input, {
          onEvent: (value) => listener.onEvent(value as Event),
          onEnd(outcome) {
            if (!stopped && !outcome.ok && outcome.problem.tag === workerLost) {
              listener.onInterrupted?.(outcome.problem);
              timer = setTimeout(start, reopenDelayMs);
              return;
            }
            stopped = true;
            listener.onEnd?.(outcome as Answer);
          },
        });
      };
      start();
      return () => {
        if (stopped) return;
        stopped = true;
        if (timer === undefined) cancel();
        else {
          clearTimeout(timer);
          listener.onEnd?.({ ok: false, problem: cancelledProblem });
        }
      };
    },

    dispose: calls.dispose,
  };
}
