/** One ask of the engine as a component sees it: pending, slow, its problem, and a way to cancel. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AskName, InputOf, ValueOf } from '../../preload/contract';
import type { Outcome, Problem } from '../../preload/contract/problem';
import { client } from '../connect';

/** Work that takes longer than this shows progress (design: 0.3 s). */
export const slowAfterMs = 300;
const cancelledTag = 'kit/cancelled';

interface AskState {
  pending: boolean;
  problem: Problem | undefined;
}

/**
 * `run` resolves to the value, or undefined when it failed (the problem is then in the state) or was
 * cancelled. A second run cancels the first. With `abortOnUnmount` a closed panel stops its ask.
 */
export function useAsk<N extends AskName>(name: N, options: { abortOnUnmount?: boolean } = {}) {
  const [state, setState] = useState<AskState>({ pending: false, problem: undefined });
  const current = useRef<AbortController>(undefined);
  const { abortOnUnmount = false } = options;

  const run = useCallback(
    async (input: InputOf<N>): Promise<{ value: ValueOf<N> } | undefined> => {
      current.current?.abort();
      const controller = new AbortController();
      current.current = controller;
      setState({ pending: true, problem: undefined });
      const outcome: Outcome<ValueOf<N>> = await client.ask(name, input, {
        signal: controller.signal,
      });
      if (current.current !== controller) return undefined;
      current.current = undefined;
      const problem =
        outcome.ok || outcome.problem.tag === cancelledTag ? undefined : outcome.problem;
      setState({ pending: false, problem });
      return outcome.ok ? { value: outcome.value } : undefined;
    },
    [name],
  );
  const cancel = useCallback(() => current.current?.abort(), []);
  const clear = useCallback(() => setState((old) => ({ ...old, problem: undefined })), []);

  useEffect(() => {
    if (!abortOnUnmount) return;
    return () => current.current?.abort();
  }, [abortOnUnmount]);
  return { ...state, run, cancel, clear };
}

/** True once `active` has lasted long enough to deserve a progress display. */
export function useSlow(active: boolean, afterMs = slowAfterMs): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    setSlow(false);
    if (!active) return;
    const timer = setTimeout(() => setSlow(true), afterMs);
    return () => clearTimeout(timer);
  }, [active, afterMs]);
  return active && slow;
}
