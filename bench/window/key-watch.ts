/**
 * Measures in Labmate's page how long a key takes: from the event that the key caused to the moment
 * at which xterm has taken its echo. Looks at the frames of the terminal's port from outside, so the
 * product knows nothing of it.
 */
import type { DevTools } from './devtools';

/** Must come before the terminal is opened. */
export function watchKeys(page: DevTools): Promise<void> {
  return page.run(() => {
    const echo = '~'.charCodeAt(0);
    let typed: number[] = [];
    let took: number[] = [];
    let arrived = 0;
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (frame: { type?: unknown } | null) {
      // xterm has written what came before this acknowledgement.
      if (frame?.type === 'ack')
        for (; arrived > 0; arrived -= 1) {
          const at = typed.shift();
          if (at !== undefined) took.push(performance.now() - at);
        }
      post.call(this, frame);
    };
    const described = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
    Object.defineProperty(MessagePort.prototype, 'onmessage', {
      ...described,
      set(listener: (event: MessageEvent) => void) {
        described?.set?.call(this, (event: MessageEvent) => {
          const data: unknown = event.data?.data;
          if (data instanceof Uint8Array) for (const byte of data) if (byte === echo) arrived += 1;
          listener(event);
        });
      },
    });
    document.addEventListener(
      'input',
      (event) => {
        if ((event as InputEvent).data === '~') typed.push(performance.now());
      },
      true,
    );
    globalThis.keyWatch = {
      start() {
        typed = [];
        took = [];
        arrived = 0;
      },
      stop: () => took,
    };
  });
}

declare global {
  /** Of Labmate's page under measurement. */
  var keyWatch: { start(): void; stop(): number[] };
}
