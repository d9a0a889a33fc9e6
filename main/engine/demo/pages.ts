/**
 * The pages behind the demo's tunnels: one on port 6006, and the "Jupyter". Plain HTML without
 * scripts and without anything from elsewhere, each saying that it is a demo. They listen nowhere:
 * the channels of forwards are handed to them as if they were sockets.
 */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { curvePng } from './files/content';

/** The port of the demo's page, TensorBoard's usual one. */
export const pagePort = 6006;

const picture = curvePng().toString('base64');

const head = (title: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width">
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color:#1d2129;background:#fff}
.demo{display:inline-block;padding:.1rem .6rem;border:1px solid;border-radius:1rem;font-size:.85rem}
pre{background:#f2f4f7;padding:.8rem;overflow:auto}img{max-width:100%}
@media(prefers-color-scheme:dark){body{color:#e3e6eb;background:#15181d}pre{background:#22262d}}
</style></head>`;

const jupyterPage = (server: string) => `${head(`Demo – Jupyter on ${server}`)}
<body><main><p class="demo">Demo</p><h1>Jupyter on ${server}</h1>
<p>This page stands for JupyterLab in the demo lab. Labmate found the server, made a tunnel to it and
signed you in, as it does on a real server; only the kernel is missing.</p>
<h2>explore.ipynb</h2>
<pre>pd.read_csv("../runs/0412/results.csv").val_loss.plot()</pre>
<img alt="A curve that falls: the loss over 90 epochs" src="data:image/png;base64,${picture}">
</main></body></html>`;

const forwardedPage = (server: string) => `${head(`Demo – a page on ${server}`)}
<body><main><p class="demo">Demo</p><h1>A page on ${server}</h1>
<p>You see port ${pagePort} of a computer of the demo lab through a tunnel of Labmate. On a real
server TensorBoard or your own program would answer here.</p>
<img alt="A curve that falls: the loss over 90 epochs" src="data:image/png;base64,${picture}">
</main></body></html>`;

const notHere = `${head('Demo – not found')}
<body><main><p class="demo">Demo</p><h1>Not part of the demo</h1></main></body></html>`;

const signIn = `${head('Demo – sign in')}
<body><main><p class="demo">Demo</p><h1>Token needed</h1>
<p>Open Jupyter from Labmate, which knows the token.</p></main></body></html>`;

export function createPage(server: string): Server {
  return serverOf((request, response) => {
    const { pathname } = addressOf(request);
    if (pathname === '/') send(response, 200, forwardedPage(server));
    else send(response, 404, notHere);
  });
}

/** @param jupyter the token that is asked for now, and what ends the server */
export function createJupyterPage(
  server: string,
  jupyter: { token(): string | undefined; shutDown(): void },
): Server {
  const startedAt = new Date().toISOString();
  return serverOf((request, response) => {
    const { pathname, searchParams } = addressOf(request);
    const json = (value: unknown) => send(response, 200, JSON.stringify(value), 'application/json');
    if (pathname === '/api') return json({ version: '2.14.2' });
    const token = jupyter.token();
    const given = tokenOf(request) ?? searchParams.get('token') ?? '';
    if (!token || !same(given, token)) return send(response, 403, signIn);
    if (pathname === '/api/status') {
      const last = new Date().toISOString();
      return json({ started: startedAt, last_activity: last, connections: 0, kernels: 0 });
    }
    if (pathname === '/api/shutdown' && request.method === 'POST') {
      jupyter.shutDown();
      return json({});
    }
    if (pathname === '/lab') return send(response, 200, jupyterPage(server));
    return send(response, 404, notHere);
  });
}

function serverOf(answer: (request: IncomingMessage, response: ServerResponse) => void): Server {
  const server = createServer(
    { maxHeaderSize: 16 * 1024, keepAlive: false },
    (request, response) => {
      request.resume();
      answer(request, response);
    },
  );
  server.on('clientError', (_error, socket) => socket.destroy());
  return server;
}

function addressOf(request: IncomingMessage): URL {
  const path = request.url?.startsWith('/') ? request.url : '/';
  return new URL(`http://demo${path.replace(/^\/+/, '/')}`);
}

const tokenOf = (request: IncomingMessage) =>
  /^token (\S{1,200})$/.exec(request.headers.authorization ?? '')?.[1];

function same(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function send(response: ServerResponse, code: number, body: string, type = 'text/html'): void {
  response.writeHead(code, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(body);
}
