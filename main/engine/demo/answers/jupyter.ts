/**
 * Answers the errands of resources/jupyter.sh (`find`, `prepare`, `start`, `settle`, `stop`,
 * `discard`) for the demo's own "Jupyter", a page that says what it is (../pages.ts).
 */
import { randomBytes } from 'node:crypto';

const uid = '1000';
const socketInode = '48211';

interface Running {
  pid: number;
  token: string;
  /** Folder of the start, and the socket in it. */
  state: string;
  socket: string;
}

export class DemoJupyter {
  #running: Running | undefined;

  constructor(private readonly home: string) {}

  /** Of the one that runs; undefined for none. */
  get token(): string | undefined {
    return this.#running?.token;
  }

  /** Whether it listens at this socket of the computer. */
  listensAt(socketPath: string): boolean {
    return this.#running?.socket === socketPath;
  }

  /** Ends it, as its own interface does at `api/shutdown`. */
  shutDown(): void {
    this.#running = undefined;
  }

  /** @returns the lines that the script would print */
  run([errand = '', ...args]: readonly string[]): string[] {
    if (errand === 'find') return this.#find(args[1] ?? '');
    if (errand === 'prepare') return this.#prepare();
    if (errand === 'start') return this.#start(args);
    if (errand === 'stop') {
      if (this.#running && String(this.#running.pid) === args[0]) this.shutDown();
      return ['stopped yes'];
    }
    if (errand === 'discard' && this.#running?.state === args[0]) this.shutDown();
    return [];
  }

  #prepare(): string[] {
    const bin = `${this.home}/miniconda3/bin`;
    return [
      `path ${bin}:/usr/local/bin:/usr/bin:/bin`,
      `program lab ${bin}/jupyter-lab`,
      'tmux /usr/bin/tmux',
    ];
  }

  #start([token = '', , program = '']: readonly string[]): string[] {
    const state = `${this.home}/.local/share/labmate/jupyter/s.${randomBytes(4).toString('hex')}`;
    if (!/^[0-9a-f]{16,128}$/.test(token) || !program.endsWith('/jupyter-lab')) {
      return ['error this start is not part of the demo'];
    }
    const pid = 30_000 + randomBytes(2).readUInt16BE();
    this.#running = { pid, token, state, socket: `${state}/j.sock` };
    return [`state ${state}`, 'tmux lm-jupyter'];
  }

  #find(starting: string): string[] {
    const lines = [`uid ${uid}`];
    const running = this.#running;
    if (running) {
      const { pid, token, state, socket } = running;
      const claim = {
        base_url: '/',
        pid,
        port: 0,
        root_dir: this.home,
        secure: false,
        sock: socket,
        token,
        url: '',
        version: '2.14.2',
      };
      const python = `${this.home}/miniconda3/bin/python ${this.home}/miniconda3/bin/jupyter-lab`;
      lines.push(
        `file ${this.home}/.local/share/jupyter/runtime/jpserver-${pid}.json`,
        `pid ${pid}`,
        `args ${python} --config=${state}/config.py`,
        `json ${JSON.stringify(claim)}`,
        `inode ${socketInode}`,
        `unix ${socketInode} ${socket}`,
      );
    }
    if (starting && starting !== running?.state) lines.push('ended gone');
    return lines;
  }
}
