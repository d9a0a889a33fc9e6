/**
 * The shape of a capability's handlers, inferred from its contract. A handler returns its value or
 * throws a ProblemError; anything else thrown is a bug and becomes an incident number.
 */
import type {
  Contract,
  EventOf,
  ParsedOf,
  ProcedureName,
  ValueOf,
  WatchName,
} from '../../../preload/contract';
import type { Watch } from '../../../preload/contract/define';

export interface AskContext {
  /** Fires when the page cancels, goes away, or the worker is shutting down. */
  readonly signal: AbortSignal;
}

export interface WatchContext<E> extends AskContext {
  /**
   * Hands an event to the page. With delivery `latest` it returns at once and only the newest
   * event is kept; with `all` the promise resolves when there is credit for the next one, and
   * rejects with the cancellation problem when the signal fires while waiting.
   */
  emit(event: E): Promise<void>;
}

export type AskHandler<N extends ProcedureName> = (
  input: ParsedOf<N>,
  context: AskContext,
) => Promise<ValueOf<N>>;

export type WatchHandler<N extends WatchName> = (
  input: ParsedOf<N>,
  context: WatchContext<EventOf<N>>,
) => Promise<ValueOf<N>>;

type NameOf<C extends keyof Contract & string, P extends string> = `${C}.${P}` & ProcedureName;

/** One handler for every procedure of a capability, keyed by the procedure's short name. */
export type Handlers<C extends keyof Contract & string> = {
  [P in keyof Contract[C] & string]: Contract[C][P] extends Watch
    ? WatchHandler<NameOf<C, P> & WatchName>
    : AskHandler<NameOf<C, P>>;
};

/** The handlers of the capabilities that one worker serves. */
export type HandlerSet = { [C in keyof Contract & string]?: Handlers<C> };
