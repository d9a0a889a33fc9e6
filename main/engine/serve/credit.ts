/**
 * Delivery of a watch's events. `all` waits for credit, which the page grants by acknowledging;
 * `latest` keeps one event in flight and the newest one waiting, about ten a second.
 */
import type { Delivery } from '../../../preload/contract/define';
import { cancelled, ProblemError } from '../kit/outcome';

/** Events that may be under way unacknowledged with delivery `all`. */
const allWindow = 64;
/** Smallest time between two events with delivery `latest`, in milliseconds. */
const latestIntervalMs = 100;

export interface Outlet {
  emit(value: unknown): Promise<void>;
  /** The page took `count` events. */
  acknowledge(count: number): void;
  /** Sends a waiting `latest` event before the end, so that the last state is never lost. */
  flush(): void;
  dispose(): void;
}

export function outletFor(
  delivery: Delivery,
  send: (value: unknown) => void,
  signal: AbortSignal,
): Outlet {
  return delivery === 'all' ? allOutlet(send, signal) : latestOutlet(send);
}

function allOutlet(send: (value: unknown) => void, signal: AbortSignal): Outlet {
  let credit = allWindow;
  const waiting: (() => void)[] = [];
  const wakeAll = () => {
    for (const wake of waiting.splice(0)) wake();
  };
  signal.addEventListener('abort', wakeAll, { once: true });
  return {
    async emit(value) {
      while (credit <= 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
      }
      if (signal.aborted) throw new ProblemError(cancelled);
      credit -= 1;
      send(value);
    },
    acknowledge(count) {
      credit = Math.min(allWindow, credit + count);
      wakeAll();
    },
    flush() {},
    dispose() {
      signal.removeEventListener('abort', wakeAll);
      wakeAll();
    },
  };
}

function latestOutlet(send: (value: unknown) => void): Outlet {
  let pending: { value: unknown } | undefined;
  let inFlight = false;
  let lastSentAt = -latestIntervalMs;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const sendPending = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!pending) return;
    const { value } = pending;
    pending = undefined;
    inFlight = true;
    lastSentAt = performance.now();
    send(value);
  };
  const schedule = () => {
    if (!pending || inFlight || timer !== undefined) return;
    const wait = lastSentAt + latestIntervalMs - performance.now();
    if (wait <= 0) sendPending();
    else timer = setTimeout(sendPending, wait);
  };
  return {
    async emit(value) {
      pending = { value };
      schedule();
    },
    acknowledge() {
      inFlight = false;
      schedule();
    },
    flush: sendPending,
    dispose() {
      clearTimeout(timer);
      timer = undefined;
      pending = undefined;
    },
  };
}
