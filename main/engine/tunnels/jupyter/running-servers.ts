/**
 * Which of the user's Jupyter servers really run, and where they really listen. Runtime files are
 * claims: they stay behind when a server is killed, the pid may belong to another program since, and
 * some say port 0. So the socket is taken from what the kernel lists for the living process of this
 * user, and a port that somebody else listens on can never be meant. Pure.
 */
import { z } from 'zod';
import type { Destination } from '../destination';
import { listeningAt } from '../proc-net';
import { type ErrandLine, textsOf } from './errand';

export interface RunningServer {
  readonly pid: number;
  readonly destination: Destination;
  /** Begins and ends with a slash. */
  readonly baseUrl: string;
  /** It speaks https (with a certificate of its own making, usually). */
  readonly secure: boolean;
  /** Empty when it asks for a password instead. */
  readonly token: string;
  readonly rootDirectory: string;
  /** Of the server package; empty where classic notebooks do not say it. */
  readonly version: string;
  /** The command line, for telling our own ones. */
  readonly command: string;
}

/** jpserver-<pid>.json of jupyter_server, nbserver-<pid>.json of classic notebooks. */
const runtimeFile = z.object({
  base_url: z.string().startsWith('/').max(1000).default('/'),
  port: z.number().int().min(0).max(65_535).default(0),
  sock: z.string().max(200).default(''),
  secure: z.boolean().default(false),
  token: z.string().max(1000).default(''),
  root_dir: z.string().optional(),
  notebook_dir: z.string().optional(),
  version: z.string().max(100).default(''),
});

interface Claim {
  pid: number;
  args: string;
  json: string;
  inodes: Set<string>;
}

/** Reads the answer to the errand `find`. */
export function runningServers(lines: readonly ErrandLine[]): RunningServer[] {
  const uid = textsOf(lines, 'uid')[0] ?? '';
  const sockets = listeningSockets(lines, uid);
  const servers: RunningServer[] = [];
  for (const claim of claimsOf(lines)) {
    const server = serverOf(claim, sockets);
    if (server && !servers.some((known) => known.pid === server.pid)) servers.push(server);
  }
  return servers;
}

function claimsOf(lines: readonly ErrandLine[]): Claim[] {
  const claims: Claim[] = [];
  let claim: Claim | undefined;
  for (const [key, text] of lines) {
    if (key === 'file') {
      claim = { pid: 0, args: '', json: '', inodes: new Set() };
      claims.push(claim);
    } else if (!claim) continue;
    else if (key === 'pid') claim.pid = Number(text);
    else if (key === 'args') claim.args += text;
    else if (key === 'json') claim.json += `${text}\n`;
    else if (key === 'inode' && text) claim.inodes.add(text);
  }
  return claims;
}

/** Listening sockets by inode; of TCP only those of our own user. */
function listeningSockets(lines: readonly ErrandLine[], uid: string): Map<string, Destination> {
  const sockets = new Map<string, Destination>();
  for (const text of textsOf(lines, 'tcp')) {
    const [address = '', owner, inode = ''] = text.split(' ');
    const where = listeningAt(address);
    if (where && owner === uid) sockets.set(inode, { kind: 'tcp', ...where });
  }
  for (const text of textsOf(lines, 'unix')) {
    const space = text.indexOf(' ');
    sockets.set(text.slice(0, space), { kind: 'unix', path: text.slice(space + 1) });
  }
  return sockets;
}

function serverOf(
  claim: Claim,
  sockets: ReadonlyMap<string, Destination>,
): RunningServer | undefined {
  // The pid may have been given to another program since.
  if (!/jupyter|notebook/.test(claim.args)) return undefined;
  // Servers of a JupyterHub take the hub's sign-in, not this token.
  if (/jupyterhub-singleuser|jupyter-labhub/.test(claim.args)) return undefined;
  const file = parse(claim.json);
  if (!file) return undefined;
  const own = [...claim.inodes].flatMap((inode) => sockets.get(inode) ?? []);
  const destination = chooseSocket(own, file);
  if (!destination) return undefined;
  return {
    pid: claim.pid,
    destination,
    baseUrl: file.base_url.endsWith('/') ? file.base_url : `${file.base_url}/`,
    secure: file.secure,
    token: file.token,
    rootDirectory: file.root_dir ?? file.notebook_dir ?? '',
    version: file.version,
    command: claim.args.trim(),
  };
}

function parse(json: string): z.infer<typeof runtimeFile> | undefined {
  try {
    return runtimeFile.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined; // Half written, or not JSON: no server for us.
  }
}

/** The one that the file names; for port 0 (a known fault of old notebooks) the only one there is. */
function chooseSocket(
  own: readonly Destination[],
  file: z.infer<typeof runtimeFile>,
): Destination | undefined {
  if (file.sock) return own.find((it) => it.kind === 'unix' && it.path === file.sock);
  const tcp = own.filter((it) => it.kind === 'tcp');
  const named = tcp.filter((it) => it.port === file.port);
  const candidates = file.port === 0 ? tcp : named;
  const ports = new Set(candidates.map((it) => it.port));
  if (ports.size !== 1) return undefined;
  return candidates.find((it) => it.host === '127.0.0.1') ?? candidates[0];
}
