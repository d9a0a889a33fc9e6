/** One HTTP request to a destination on the server, through the link. Small answers only. */
import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import type { Link } from '../../connections';
import { type Destination, reach } from '../destination';

export interface HttpAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

const maxBodyBytes = 256 * 1024;
const patienceMs = 8000;

/** @throws whatever went wrong on the way, ProblemError for what the link refuses. */
export async function httpRequest(
  link: Link,
  destination: Destination,
  what: { method?: string; path: string; token?: string; secure?: boolean },
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const limit = AbortSignal.timeout(patienceMs);
  const stream = await reach(link, destination, signal);
  const stop = () => stream.destroy(new Error('no answer in time'));
  signal.addEventListener('abort', stop, { once: true });
  limit.addEventListener('abort', stop, { once: true });
  try {
    return await exchange(what.secure ? secured(stream) : stream, what);
  } finally {
    signal.removeEventListener('abort', stop);
    limit.removeEventListener('abort', stop);
    stream.destroy();
  }
}

/**
 * Servers on a user's own account make their own certificates: there is nobody to vouch for them.
 * Who listens was verified by the kernel's list, and the way there is the SSH link.
 */
function secured(stream: Duplex): Duplex {
  return tlsConnect({ socket: stream, rejectUnauthorized: false });
}

function exchange(
  stream: Duplex,
  what: { method?: string; path: string; token?: string },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      method: what.method ?? 'GET',
      path: what.path,
      headers: {
        host: '127.0.0.1',
        connection: 'close',
        'content-length': 0,
        // `Bearer` is refused before jupyter_server 2.0.
        ...(what.token ? { authorization: `token ${what.token}` } : {}),
      },
      // Without an agent: any agent would make a connection of its own.
      createConnection: () => stream as never,
    });
    const closed = () => reject(new Error('closed without an answer'));
    stream.once('close', closed);
    outgoing.once('error', reject);
    outgoing.once('response', (answer) => {
      // From here on the answer itself tells when it was cut short.
      stream.removeListener('close', closed);
      collect(answer).then(resolve, reject);
    });
    outgoing.end();
  });
}

async function collect(answer: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) break;
    chunks.push(chunk);
  }
  return {
    status: answer.statusCode ?? 0,
    location: answer.headers.location,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
