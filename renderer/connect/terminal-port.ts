/** Fetches the port of a terminal: main hands it to preload, which passes it on to this window. */

/** How long main may take to answer, in milliseconds; it only looks the terminal up. */
const answerLimitMs = 10_000;

/**
 * Resolves to the port, or null when main gave none in time. The port of a terminal that the engine
 * does not have is closed from its side.
 */
export function openTerminalPort(id: string): Promise<MessagePort | null> {
  return new Promise((resolve) => {
    const finish = (port: MessagePort | null) => {
      clearTimeout(timer);
      window.removeEventListener('message', onMessage);
      resolve(port);
    };
    const onMessage = (event: MessageEvent) => {
      const data: unknown = event.data;
      if (event.source !== window || !isPortMessage(data) || data.id !== id) return;
      finish(event.ports[0] ?? null);
    };
    const timer = setTimeout(() => finish(null), answerLimitMs);
    window.addEventListener('message', onMessage);
    globalThis.labmate.openTerminalPort(id);
  });
}

function isPortMessage(data: unknown): data is { type: string; id: string } {
  return (
    typeof data === 'object' &&
    data !== null &&
    (data as { type?: unknown }).type === 'labmate:terminal-port'
  );
}
