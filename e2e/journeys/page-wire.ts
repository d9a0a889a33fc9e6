/** Talks over the page's own port as a page that has gone bad could: no typed client in between. */
import type { Page } from 'playwright';
import type { Outcome } from '../../preload/contract/problem';
import type {} from '../../preload/page-api';

let nextId = 1_000_000;

/** Opens a procedure by name with any input and waits for its end. */
export function askRaw(page: Page, procedure: string, input: unknown): Promise<Outcome<unknown>> {
  nextId += 1;
  return page.evaluate(
    ({ id, procedure, input }) =>
      new Promise<Outcome<unknown>>((resolve) => {
        const stop = globalThis.labmate.listen((frame) => {
          if (frame.id !== id || frame.type !== 'end') return;
          stop();
          resolve(frame.outcome as Outcome<unknown>);
        });
        globalThis.labmate.post({ type: 'open', id, procedure, input });
      }),
    { id: nextId, procedure, input },
  );
}

/** The tag of a problem, or `ok`. */
export function tagOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'ok' : outcome.problem.tag;
}
