/**
 * Runs contract procedures that arrive as frames: validates the frame and the input, calls the
 * handler with a signal, delivers events with credit, and ends every call with one outcome.
 * Used by the workers over their message port, by main for its own procedures, and by tests over an
 * in-memory wire.
 */
import type { Contract } from '../../../preload/contract';
import { procedureNamed } from '../../../preload/contract';
import type { Procedure } from '../../../preload/contract/define';
import { type DownFrame, type UpFrame, upFrame } from '../../../preload/contract/wire';
import type { Log } from '../kit/log';
import {
  cancelled,
  failed,
  type Outcome,
  ok,
  type Problem,
  problem,
  problemOf,
} from '../kit/outcome';
import { type Outlet, outletFor } from './credit';
import type { HandlerSet } from './handlers';
import { newIncident } from './incident';

/** One page's side of the wire, as the serving side sees it. */
export interface Wire {
  send(frame: DownFrame): void;
}

export interface Served {
  /** Takes one frame from the page, whatever it is. */
  receive(frame: unknown): void;
  /** Cancels everything that is under way; no frame is sent any more. */
  dispose(): void;
}

interface Call {
  readonly controller: AbortController;
  readonly outlet: Outlet | undefined;
}

type AnyHandler = (
  input: unknown,
  context: { signal: AbortSignal; emit(event: unknown): Promise<void> },
) => Promise<unknown>;

export function serve(options: {
  handlers: HandlerSet;
  wire: Wire;
  log: Log;
  /** Serves procedures of audience `test` too. */
  testProcedures?: boolean;
}): Served {
  const { handlers, wire, log } = options;
  const calls = new Map<number, Call>();
  let disposed = false;

  const end = (id: number, outcome: Outcome<unknown>) => {
    if (!disposed) wire.send({ type: 'end', id, outcome });
  };

  const open = async (frame: Extract<UpFrame, { type: 'open' }>) => {
    const found = find(handlers, frame.procedure, options.testProcedures === true);
    if (!found) {
      log.warn('refused an unknown procedure', { procedure: frame.procedure });
      return end(frame.id, failed(unknownProcedure(frame.procedure)));
    }
    if (calls.has(frame.id)) {
      log.warn('refused a call id that is in use', { id: frame.id });
      return;
    }
    const input = found.procedure.input.safeParse(frame.input);
    if (!input.success) {
      log.warn('refused an invalid input', { procedure: frame.procedure });
      return end(frame.id, failed(invalidInput(frame.procedure, input.error.message)));
    }
    const controller = new AbortController();
    let unsendable: Problem | undefined;
    const outlet =
      found.procedure.kind === 'watch'
        ? outletFor(
            found.procedure.delivery,
            (value) => {
              if (disposed || unsendable) return;
              try {
                wire.send({ type: 'event', id: frame.id, value });
              } catch (error) {
                // A value that cannot be cloned: a bug of this call, not the end of the worker.
                unsendable = newIncident(error, frame.procedure, log);
                controller.abort();
              }
            },
            controller.signal,
          )
        : undefined;
    calls.set(frame.id, { controller, outlet });
    const outcome = await run(found.handler, input.data, controller.signal, outlet, {
      log,
      procedure: frame.procedure,
    });
    if (!controller.signal.aborted) outlet?.flush();
    outlet?.dispose();
    calls.delete(frame.id);
    if (unsendable) return end(frame.id, failed(unsendable));
    try {
      end(frame.id, outcome);
    } catch (error) {
      end(frame.id, failed(newIncident(error, frame.procedure, log)));
    }
  };

  return {
    receive(raw) {
      if (disposed) return;
      const frame = upFrame.safeParse(raw);
      if (!frame.success) {
        log.warn('refused a malformed frame');
        return;
      }
      const { data } = frame;
      if (data.type === 'open') void open(data);
      else if (data.type === 'ack') calls.get(data.id)?.outlet?.acknowledge(data.count);
      else calls.get(data.id)?.controller.abort();
    },
    dispose() {
      disposed = true;
      for (const call of calls.values()) call.controller.abort();
    },
  };
}

/** The procedure of a wire name and who serves it here; undefined for what may not be called. */
function find(
  handlers: HandlerSet,
  name: string,
  testProcedures: boolean,
): { procedure: Procedure; handler: AnyHandler } | undefined {
  const procedure = procedureNamed(name);
  if (!procedure) return undefined;
  if (procedure.audience === 'test' && !testProcedures) return undefined;
  const [capability, verb] = name.split('.') as [keyof Contract, string];
  const ofCapability = handlers[capability] as Record<string, AnyHandler> | undefined;
  const handler = ofCapability?.[verb];
  return handler ? { procedure, handler } : undefined;
}

/** Calls the handler and turns whatever happens into an outcome. Never rejects. */
async function run(
  handler: AnyHandler,
  input: unknown,
  signal: AbortSignal,
  outlet: Outlet | undefined,
  origin: { log: Log; procedure: string },
): Promise<Outcome<unknown>> {
  const emit = (event: unknown) => outlet?.emit(event) ?? Promise.resolve();
  try {
    return ok(await handler(input, { signal, emit }));
  } catch (error) {
    const expected = problemOf(error);
    if (expected) return failed(expected);
    if (signal.aborted) return failed(cancelled);
    return failed(newIncident(error, origin.procedure, origin.log));
  }
}

const unknownProcedure = (name: string) =>
  problem('serve/unknown-procedure', 'The window asked for something this version does not have.', {
    next: ['Restart Labmate.'],
    facts: { procedure: name },
  });

const invalidInput = (name: string, detail: string) =>
  problem('serve/invalid-input', 'The window sent a request that does not make sense.', {
    next: ['Restart Labmate; if it happens again, report it with the detail below.'],
    facts: { procedure: name },
    detail,
  });
