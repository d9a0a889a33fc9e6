/**
 * The SSH server of one demo computer, on a random port of 127.0.0.1. Only the one-time key of this
 * run signs in; whatever is not part of the demo is refused as sshd refuses it, and everything that
 * a stranger on this computer could make grow has a limit.
 */
import { timingSafeEqual } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import ssh2, {
  type AuthContext,
  type ClientInfo,
  type Connection,
  type ParsedKey,
  type ServerChannel,
  type ServerConfig,
  type Session,
} from 'ssh2';
import type { Log } from '../kit/log';
import { serveCommand } from './answers/run';
import { createDoor } from './door';
import { SftpRequests } from './files/requests';
import { serveSftp } from './files/sftp';
import type { Machine } from './machine';
import { pagePort } from './pages';
import { serveShell } from './shell/serve-shell';

/** Connections at a time: link, bulk, the command line, and some more. */
const maxSockets = 24;
/** Channels of one connection at a time; ours opens a handful. */
const maxChannels = 128;
const maxAuthTries = 6;
const signInMs = 20_000;

/** What BoringSSL and OpenSSL both have; see connections/algorithms.ts. */
const algorithms: NonNullable<ServerConfig['algorithms']> = {
  kex: ['curve25519-sha256', 'curve25519-sha256@libssh.org', 'ecdh-sha2-nistp256'],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes256-ctr', 'aes128-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-256'],
  compress: ['none'],
};

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

export async function startSshServer(options: {
  machine: Machine;
  /** OpenSSH's private key format. */
  hostKey: string;
  userKey: ParsedKey;
  log: Log;
}): Promise<RunningServer> {
  const { machine, hostKey, userKey, log } = options;
  const door = createDoor(maxSockets, signInMs);
  const ssh = new ssh2.Server(
    { hostKeys: [hostKey], algorithms, ident: 'LabmateDemo' },
    (client, info) => {
      client.once('ready', () => door.known(info.port));
      serveClient(client, { machine, userKey, log, info });
    },
  );
  const listener = createServer((socket) => {
    if (!door.admit(socket)) return;
    socket.setNoDelay(true);
    // The SSH library has a listener while it lives; this one stays.
    socket.on('error', (error) => log.debug('a connection broke', { error: error.message }));
    ssh.injectSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen({ host: '127.0.0.1', port: 0 }, resolve);
  });
  listener.on('error', (error) => log.warn('the demo listener failed', { error: error.message }));
  return {
    port: (listener.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      door.closeAll();
      await closed;
    },
  };
}

interface Visit {
  machine: Machine;
  userKey: ParsedKey;
  log: Log;
  info: ClientInfo;
}

function serveClient(client: Connection, { machine, userKey, log, info }: Visit): void {
  const targetFirst = /^OpenSSH/.test(info.header.versions.software);
  let tries = 0;
  let channels = 0;
  const counted = <T extends ServerChannel | Session>(channel: T): T => {
    channels += 1;
    (channel as ServerChannel).once('close', () => {
      channels -= 1;
    });
    return channel;
  };
  client.on('error', (error) => log.debug('a visitor broke off', { error: error.message }));
  client.on('authentication', (context) => {
    tries += 1;
    if (mayEnter(context, machine.user, userKey)) return context.accept();
    if (tries >= maxAuthTries) client.end();
    else context.reject(['publickey']);
  });
  client.once('ready', () => {
    client.on('session', (accept, reject) => {
      if (channels >= maxChannels) return reject();
      serveSession(counted(accept()), machine, targetFirst);
    });
    client.on('tcpip', (accept, reject, { destIP, destPort }) => {
      const here = ['127.0.0.1', 'localhost', '::1', machine.name].includes(destIP);
      if (!here || destPort !== pagePort || channels >= maxChannels) return reject();
      machine.pages.plain.emit('connection', quiet(counted(accept())));
    });
    client.on('openssh.streamlocal', (accept, reject, { socketPath }) => {
      if (!machine.jupyter.listensAt(socketPath) || channels >= maxChannels) return reject();
      machine.pages.jupyter.emit('connection', quiet(counted(accept())));
    });
  });
}

/** A channel that breaks is closed; nobody needs to hear more of it. */
function quiet(channel: ServerChannel): ServerChannel {
  channel.on('error', () => channel.destroy());
  channel.stderr.on('error', () => channel.destroy());
  return channel;
}

function mayEnter(context: AuthContext, user: string, key: ParsedKey): boolean {
  if (context.method !== 'publickey' || context.username !== user) return false;
  const own = key.getPublicSSH();
  const { data, algo } = context.key;
  if (algo !== key.type || data.length !== own.length || !timingSafeEqual(data, own)) return false;
  // Without a signature the client only asks whether this key would do.
  if (!context.signature) return true;
  return Boolean(
    context.blob && key.verify(context.blob, context.signature, context.hashAlgo) === true,
  );
}

function serveSession(session: Session, machine: Machine, targetFirst: boolean): void {
  const state = { folder: machine.tree.home, columns: 80 };
  // Requests that want no answer come without `accept`.
  const agree = (accept: (() => void) | undefined) => accept?.();
  session.on('pty', (accept, _reject, info) => {
    state.columns = info.cols;
    agree(accept);
  });
  session.on('window-change', (accept, _reject, info) => {
    state.columns = info.cols;
    agree(accept);
  });
  session.on('env', (accept) => agree(accept));
  session.on('signal', (accept) => agree(accept));
  session.on('shell', (accept) => serveShell(quiet(accept()), machine, state));
  session.on('exec', (accept, _reject, { command }) =>
    serveCommand(quiet(accept()), machine, command),
  );
  session.on('subsystem', (accept, reject, { name }) => {
    if (name !== 'sftp') return reject();
    const { tree, user, scratch, computer } = machine;
    const requests = new SftpRequests(tree, { user, scratch, targetFirst, disks: computer.disks });
    serveSftp(quiet(accept()), requests);
  });
}
