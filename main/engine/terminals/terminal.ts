/** One terminal: a login shell with a pty on one side, at most one page's port on the other. */
import type { TerminalEntry } from '../../../preload/contract/terminals';
import { type TerminalDownFrame, terminalUpFrame } from '../../../preload/contract/wire';
import type { RemoteProcess } from '../connections/index';
import type { Log } from '../kit/log';
import { problemOf } from '../kit/outcome';
import { OutputGate } from './output-gate';
import { terminalProblem } from './words';

/** Keystrokes and pastes that wait for the server; what would go above it is refused. */
const inputLimitBytes = 8 * 1024 * 1024;

/** A page's side of a terminal. Frames from it are untrusted. */
export interface TerminalPort {
  post(frame: TerminalDownFrame): void;
  /** Registers the one receiver of raw frames. */
  onFrame(receive: (frame: unknown) => void): void;
  close(): void;
}

export class Terminal {
  readonly #process: RemoteProcess;
  readonly #log: Log;
  readonly #gate: OutputGate;
  readonly #changed: () => void;
  #entry: TerminalEntry;
  #port: TerminalPort | undefined;

  /** `changed` is called whenever `entry` has a new state. */
  constructor(options: {
    id: string;
    server: string;
    process: RemoteProcess;
    log: Log;
    changed: () => void;
  }) {
    const { id, server, process } = options;
    this.#process = process;
    this.#log = options.log;
    this.#changed = options.changed;
    this.#entry = { id, server, state: { kind: 'open' } };
    this.#gate = new OutputGate({
      pause: () => process.stdout.pause(),
      resume: () => process.stdout.resume(),
    });
    process.stdout.on('data', (chunk: Buffer) => this.#gate.push(chunk));
    // With a pty both streams arrive as one; an unread stderr would still hold the channel open.
    process.stderr.resume();
    for (const stream of [process.stdin, process.stdout, process.stderr]) {
      stream.on('error', (error: Error) =>
        this.#log.debug('a terminal stream broke', { id, error: error.message }),
      );
    }
    void this.#watchEnd();
  }

  get entry(): TerminalEntry {
    return this.#entry;
  }

  get ended(): boolean {
    return this.#entry.state.kind !== 'open';
  }

  /** Bytes of output held here: never more than a few pieces above the gate's limits. */
  get heldBytes(): number {
    return this.#gate.waitingBytes + this.#gate.outstandingBytes;
  }

  /** Connects a page; one that was attached before is closed. Returns what detaches it again. */
  attach(port: TerminalPort): () => void {
    const previous = this.#port;
    this.#port = port;
    previous?.close();
    port.onFrame((frame) => {
      if (this.#port === port) this.#receive(frame);
    });
    this.#gate.attach((data) => port.post({ type: 'data', data }));
    return () => {
      if (this.#port !== port) return;
      this.#port = undefined;
      this.#gate.detach();
    };
  }

  /** Ends the shell's channel (the server hangs up on the shell) and the port. */
  close(): void {
    this.#gate.dispose();
    this.#process.close();
    this.#port?.close();
    this.#port = undefined;
  }

  async #watchEnd(): Promise<void> {
    const { id, server } = this.#entry;
    try {
      const { code, signal } = await this.#process.exit;
      this.#entry = { id, server, state: { kind: 'exited', code, signal } };
    } catch (error) {
      const reason =
        problemOf(error) ?? terminalProblem({ what: 'ended-oddly', server, detail: String(error) });
      this.#entry = { id, server, state: { kind: 'lost', problem: reason } };
    }
    this.#changed();
  }

  #receive(raw: unknown): void {
    const frame = terminalUpFrame.safeParse(raw);
    if (!frame.success) {
      this.#log.warn('refused a malformed terminal frame', { id: this.#entry.id });
      return;
    }
    if (frame.data.type === 'ack') {
      if (!this.#gate.acknowledge(frame.data.bytes)) {
        this.#log.warn('a page acknowledged more than it was sent', { id: this.#entry.id });
      }
    } else if (this.ended) {
      // Keys pressed after the end have nowhere to go.
    } else if (frame.data.type === 'resize') {
      this.#process.resize(frame.data.cols, frame.data.rows);
    } else {
      this.#write(frame.data.data);
    }
  }

  #write(data: Uint8Array): void {
    const { stdin } = this.#process;
    if (!stdin.writable) return;
    this.#gate.typed();
    if (stdin.writableLength + data.length > inputLimitBytes) {
      this.#log.warn('dropped input: the server does not take it fast enough', {
        id: this.#entry.id,
        bytes: data.length,
      });
      return;
    }
    stdin.write(data);
  }
}
