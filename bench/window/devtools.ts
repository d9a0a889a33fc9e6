/**
 * Chromium's debugging protocol over two pipes (`--remote-debugging-pipe`): a few lines in place of a
 * driver, because Electron's protocol lacks what Playwright wants when it joins a running browser.
 * JSON messages end with NUL (Chromium, content/browser/devtools/devtools_pipe_handler.cc).
 */
import type { Readable, Writable } from 'node:stream';

/** A watchdog, in milliseconds: what the page has not come to by then, it never will. */
const untilLimitMs = 90_000;

interface Reply {
  id?: number;
  result?: Record<string, unknown>;
  error?: { message: string };
}

export class DevTools {
  #next = 1;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #session: string | undefined;

  constructor(
    private readonly up: Writable,
    down: Readable,
  ) {
    let rest = '';
    down.setEncoding('utf8');
    down.on('data', (text: string) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) this.#take(JSON.parse(message) as Reply);
    });
  }

  /** Joins the first page; resolves when there is one. */
  async join(): Promise<void> {
    for (;;) {
      const { targetInfos } = (await this.send('Target.getTargets')) as {
        targetInfos: { type: string; targetId: string; url: string }[];
      };
      const page = targetInfos.find(({ type, url }) => type === 'page' && url !== '');
      if (page) {
        const { targetId } = page;
        const joined = await this.send('Target.attachToTarget', { targetId, flatten: true });
        this.#session = joined['sessionId'] as string;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** @throws Error with the protocol's words */
  send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const id = this.#next;
    this.#next += 1;
    const message = { id, method, params, ...(this.#session && { sessionId: this.#session }) };
    this.up.write(`${JSON.stringify(message)}\0`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
    });
  }

  /** Runs a function in the page and waits for its promise; arguments and result are JSON. */
  async run<A extends unknown[], R>(work: (...args: A) => R | Promise<R>, ...args: A): Promise<R> {
    const expression = `(${work.toString()})(...${JSON.stringify(args)})`;
    const answer = (await this.send('Runtime.evaluate', {
      ...{ expression, awaitPromise: true, returnByValue: true },
    })) as { result: { value?: R }; exceptionDetails?: { exception?: { description?: string } } };
    if (answer.exceptionDetails)
      throw new Error(answer.exceptionDetails.exception?.description ?? 'the page threw');
    return answer.result.value as R;
  }

  /** Waits until a function in the page is true. */
  async until<A extends unknown[]>(work: (...args: A) => unknown, ...args: A): Promise<void> {
    const limit = Date.now() + untilLimitMs;
    while (!(await this.run(work, ...args))) {
      if (Date.now() > limit) throw new Error(`the page never came to this: ${work}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  #take(reply: Reply): void {
    if (reply.id === undefined) return; // an event: none was asked for
    this.#waiting.get(reply.id)?.(reply);
    this.#waiting.delete(reply.id);
  }
}
