/**
 * The wire between a client and a lab server, which does harm on command. The proxy itself holds
 * the listening port and opens one upstream (an `sshd -i`, or a daemon's port) per connection.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { FaultyConnection, type Upstream } from './faulty-connection';

/** What answers at the port. `silent` accepts and says nothing; `garbage` sends random bytes. */
export type ProxyMode = 'ssh' | 'http' | 'silent' | 'garbage';

/** How a cut looks to the client: a reset (cable, firewall) or an orderly end (server quits). */
export type CutKind = 'reset' | 'end';

export class FaultProxy {
  /** The port on 127.0.0.1; stays the same for the proxy's life. */
  port = 0;
  #mode: ProxyMode = 'ssh';
  #refusing = false;
  #stalled = false;
  #delayMs = 0;
  #cutAfter: { bytes: number; kind: CutKind } | undefined;
  #server: Server | undefined;
  readonly #connections = new Set<FaultyConnection>();
  readonly #others = new Set<Socket>();
  #accepted = 0;
  readonly #openUpstream: () => Upstream;

  constructor(openUpstream: () => Upstream) {
    this.#openUpstream = openUpstream;
  }

  /** How many connections there are now, and how many were ever accepted. */
  get connections(): number {
    return this.#connections.size + this.#others.size;
  }

  get accepted(): number {
    return this.#accepted;
  }

  /** Bytes that went to the client and to the server over the connections that are open now. */
  get bytes(): { toClient: number; toServer: number } {
    const sum = { toClient: 0, toServer: 0 };
    for (const connection of this.#connections) {
      sum.toClient += connection.bytesToClient;
      sum.toServer += connection.bytesToServer;
    }
    return sum;
  }

  /**
   * Listens. The port lies below the kernel's ephemeral range, where no port-0 bind of anybody else
   * lands: so `refuse(true)` can let go of it and take it back later.
   */
  async open(): Promise<void> {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      try {
        await this.#listen(10_000 + Math.floor(Math.random() * 9_000));
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
    throw new Error('no free port between 10000 and 19000');
  }

  #listen(port: number): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        this.port = port;
        this.#server = server;
        // A test file that fails before `stop()` must end: an idle port does not keep it alive.
        server.unref();
        resolve();
      });
    });
  }

  #accept(socket: Socket): void {
    this.#accepted += 1;
    socket.setNoDelay(true);
    if (this.#mode !== 'ssh') {
      this.#misbehave(socket);
      return;
    }
    const connection = new FaultyConnection(socket, this.#openUpstream(), () =>
      this.#connections.delete(connection),
    );
    this.#connections.add(connection);
    connection.delayMs = this.#delayMs;
    if (this.#cutAfter) connection.cutAfter(this.#cutAfter.bytes, this.#cutAfter.kind);
    if (this.#stalled) connection.stall();
  }

  #misbehave(socket: Socket): void {
    this.#others.add(socket);
    socket.on('close', () => this.#others.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.end());
    socket.resume();
    if (this.#mode === 'http') {
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    } else if (this.#mode === 'garbage') {
      const noise = Buffer.alloc(4096);
      for (let i = 0; i < noise.length; i += 1) noise[i] = (i * 167 + 13) % 256;
      socket.write(noise);
    }
  }

  /** Answers new connections in another way; those that are open stay. */
  setMode(mode: ProxyMode): void {
    this.#mode = mode;
  }

  /** Ends all open connections now. New ones are accepted. */
  cut(kind: CutKind = 'reset'): void {
    for (const connection of [...this.#connections]) connection.cut(kind);
    for (const socket of this.#others) socket.destroy();
  }

  /**
   * Cuts each connection once so many bytes (both directions together) have passed from now on;
   * new connections too, each counted by itself. `undefined` takes the order back.
   */
  cutAfter(bytes: number | undefined, kind: CutKind = 'reset'): void {
    this.#cutAfter = bytes === undefined ? undefined : { bytes, kind };
    for (const connection of this.#connections) connection.cutAfter(bytes, kind);
  }

  /** Nothing passes any more in either direction and nobody is told, as when Wi-Fi is gone. */
  stall(): void {
    this.#stalled = true;
    for (const connection of this.#connections) connection.stall();
  }

  resume(): void {
    this.#stalled = false;
    for (const connection of this.#connections) connection.resume();
  }

  /** Holds every chunk back for so many milliseconds in each direction (half of the round trip). */
  delay(ms: number): void {
    this.#delayMs = ms;
    for (const connection of this.#connections) connection.delayMs = ms;
  }

  /** While refusing, connecting fails with ECONNREFUSED. Open connections stay. */
  async refuse(refusing: boolean): Promise<void> {
    if (refusing === this.#refusing) return;
    this.#refusing = refusing;
    if (refusing) {
      // Its callback would wait for open connections; the port is let go at once.
      this.#server?.close();
      this.#server = undefined;
    } else await this.#listen(this.port);
  }

  /** Kills the server's side (SIGKILL to `sshd -i`) of every connection, as a crash would. */
  killServers(): void {
    for (const connection of [...this.#connections]) connection.killServer();
  }

  /** Resolves when all connections of this moment are over on both sides. */
  async untilIdle(): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.gone));
  }

  /** Closes the port and all connections; resolves when every upstream is gone. */
  async close(): Promise<void> {
    this.#server?.close();
    this.#server = undefined;
    const open = [...this.#connections];
    const gone = Promise.all(open.map((connection) => connection.gone));
    this.cut('reset');
    let watchdog: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      const states = () => open.map((connection) => connection.state).join('; ');
      const fail = () => reject(new Error(`connections do not end: ${states()}`));
      watchdog = setTimeout(fail, 20_000);
    });
    await Promise.race([gone, tooLong]).finally(() => clearTimeout(watchdog));
  }
}
