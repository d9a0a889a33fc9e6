/**
 * Opens the browser signed in without the token on any command line: the browser is given an
 * address of ours that cannot be guessed, works once and for a minute, and answers with a redirect
 * to the page with the token. Command lines (of the browser, of xdg-open) can be seen by everybody
 * on this computer; the answer of a local listener cannot.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { loopback } from './listen';
import { listenAnd } from './listen-http';
import { ownerOfPeer } from './peer-owner';

const lifeMs = 60_000;

export interface OneTimePage {
  /** What the browser is given. */
  readonly url: string;
  /** Settles when it was used (true), or has expired or was closed (false). */
  readonly used: Promise<boolean>;
  close(): void;
}

/** @param target where the browser is sent to; holds the secret. */
export async function oneTimePage(target: string, lifeTimeMs = lifeMs): Promise<OneTimePage> {
  const secret = randomBytes(24).toString('base64url');
  let finish: (used: boolean) => void = () => {};
  const used = new Promise<boolean>((resolve) => {
    finish = resolve;
  });
  let spent = false;
  const server = createServer((request, response) => {
    const verdict = judge(request, secret, spent);
    if (verdict !== 303) {
      refuse(response, verdict);
      return;
    }
    spent = true;
    response.writeHead(303, { ...headers, location: target });
    response.end(() => close(true));
  });
  server.headersTimeout = 5000;
  server.requestTimeout = 5000;
  const port = await listenAnd(server, loopback);
  const timer = setTimeout(() => close(false), lifeTimeMs);
  const close = (wasUsed: boolean) => {
    clearTimeout(timer);
    server.close();
    server.closeIdleConnections();
    finish(wasUsed);
  };
  return {
    url: `http://${loopback}:${port}/${secret}`,
    used,
    close: () => {
      close(false);
      server.closeAllConnections();
    },
  };
}

const headers = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  connection: 'close',
} as const;

/** The status to answer with; 303 for the one request that is right. */
function judge(request: IncomingMessage, secret: string, spent: boolean): number {
  // Only by our address: a name that somebody points at 127.0.0.1 is refused.
  if (!/^127\.0\.0\.1:\d+$/.test(request.headers.host ?? '')) return 403;
  if (!isSame(request.url ?? '', `/${secret}`)) return 404;
  if (request.method !== 'GET') return 405;
  if (spent) return 410;
  // Others on this computer may have seen the address in the process list.
  const owner = ownerOfPeer(request.socket);
  if (owner !== undefined && owner !== process.getuid?.()) return 403;
  return 303;
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function refuse(response: ServerResponse, status: number): void {
  const text = status === 410 ? 'This link has been used. Open Jupyter again from Labmate.\n' : '';
  response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}
