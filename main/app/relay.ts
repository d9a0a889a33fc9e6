/**
 * Passes frames between pages and whoever serves a procedure: a worker, or main itself. Looks at
 * nothing but the envelope. When a worker is lost, its calls are ended with a problem, and the
 * page's client opens its watches again.
 */
import { procedureNamed } from '../../preload/contract';
import { type DownFrame, downFrame, type UpFrame, upFrame } from '../../preload/contract/wire';
import type { Log } from '../engine/kit/log';
import { failed, type Problem, problem } from '../engine/kit/outcome';
import { type HandlerSet, type Served, serve } from '../engine/serve';
import type { FromWorker, WorkerRole } from '../worker/messages';
import type { Loss, WorkerPool } from './worker-pool';

/** A port to a page: Electron's MessagePortMain, or a pair in memory in tests. */
export interface PagePort {
  post(frame: DownFrame): void;
  close(): void;
}

/** One page's connection. */
export interface PageConnection {
  readonly page: number;
  /** Takes what came from the page, whatever it is. */
  receive(raw: unknown): void;
  /** Cancels all calls of the page and closes its port. */
  close(): void;
}

export interface Relay {
  /** Opens a connection for a page that was found to be ours (page-ports.ts). */
  connect(port: PagePort): PageConnection;
  /** Takes a worker's frame for a page. */
  fromWorker(message: Extract<FromWorker, { type: 'frame' }>): void;
  /** Ends all calls that the worker served with the problem `worker/lost`. */
  workerLost(loss: Loss): void;
  readonly pageCount: number;
}

interface Page {
  number: number;
  port: PagePort;
  /** Which worker serves each open call. */
  calls: Map<number, WorkerRole | 'main'>;
  /** The workers that have heard of this page, and keep something for it. */
  workers: Set<WorkerRole>;
  /** What main itself serves for this page. */
  served: Served;
}

/** One long function, because pages, their calls and their routes are one state. */
export function createRelay(options: {
  pool: Pick<WorkerPool, 'send'>;
  /** Procedures that main serves itself. */
  handlers: HandlerSet;
  log: Log;
  testProcedures: boolean;
}): Relay {
  const { pool, log } = options;
  const pages = new Map<number, Page>();
  let nextPage = 1;

  const route = (page: Page, frame: UpFrame) => {
    const role =
      frame.type === 'open' ? procedureNamed(frame.procedure)?.role : page.calls.get(frame.id);
    if (role === undefined) {
      // An ack or a cancel that crossed the end of its call is normal; an unknown name is not, and
      // is refused where all names are.
      if (frame.type === 'open') page.served.receive(frame);
      return;
    }
    if (frame.type === 'open') {
      if (page.calls.has(frame.id)) return log.warn('refused a call id in use', { id: frame.id });
      page.calls.set(frame.id, role);
    }
    if (role === 'main') return page.served.receive(frame);
    page.workers.add(role);
    pool.send(role, { type: 'frame', page: page.number, frame });
  };

  const deliver = (page: Page, frame: DownFrame) => {
    if (frame.type === 'end') page.calls.delete(frame.id);
    page.port.post(frame);
  };

  return {
    get pageCount() {
      return pages.size;
    },

    connect(port) {
      const number = nextPage;
      nextPage += 1;
      const served = serve({
        handlers: options.handlers,
        log: log.scoped('serve main'),
        testProcedures: options.testProcedures,
        wire: { send: (frame) => deliver(page, frame) },
      });
      const page: Page = { number, port, calls: new Map(), workers: new Set(), served };
      pages.set(number, page);
      return {
        page: number,
        receive(raw) {
          const frame = upFrame.safeParse(raw);
          if (!frame.success) return log.warn('refused a malformed frame', { page: number });
          route(page, frame.data);
        },
        close() {
          if (!pages.delete(number)) return;
          served.dispose();
          for (const role of page.workers) pool.send(role, { type: 'page-closed', page: number });
          port.close();
        },
      };
    },

    fromWorker({ page: number, frame }) {
      const page = pages.get(number);
      const checked = downFrame.safeParse(frame);
      if (!page) return;
      if (!checked.success) return log.error('a worker sent a malformed frame');
      deliver(page, checked.data as DownFrame);
    },

    workerLost(loss) {
      const reason = workerLostProblem(loss);
      for (const page of pages.values()) {
        // The next worker knows nothing of the page yet.
        page.workers.delete(loss.role);
        for (const [id, role] of [...page.calls]) {
          if (role === loss.role) deliver(page, { type: 'end', id, outcome: failed(reason) });
        }
      }
    },
  };
}

/** What each worker's end takes with it, in words. */
export const lostWith: Record<WorkerRole, string> = {
  link: 'Connections, terminals and tunnels were closed; programs in tmux on the server go on.',
  bulk: 'Transfers under way were stopped; retry continues with what is missing.',
  compute: 'A calculation was stopped.',
};

function workerLostProblem({ role, cause }: Loss): Problem {
  const why = {
    crashed: 'A part of Labmate crashed and was started again.',
    stuck: 'A part of Labmate did not answer and was started again.',
    'out-of-memory': 'A part of Labmate used too much memory and was started again.',
  }[cause];
  return problem('worker/lost', lostWith[role], {
    why,
    next: [{ label: 'Try again', action: { kind: 'retry' } }],
    facts: { role, cause },
  });
}
