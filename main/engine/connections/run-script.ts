/**
 * Runs a POSIX script on a server whatever the login shell is. Only `exec /bin/sh -s` passes
 * through the login shell (fish and tcsh would break anything longer); the script goes over stdin.
 * A nonce marks where its output begins, so that what a noisy `.bashrc` prints is not taken for it.
 */
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { cancelled, ProblemError } from '../kit/outcome';
import { printable } from '../kit/printable';
import { quote } from '../kit/quote';
import type { ExitStatus, Link } from './link';
import { connectionError } from './words';

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_STDERR_BYTES = 64 * 1024;
/** More than this before the marker is not a greeting any more. */
const MAX_NOISE_BYTES = 256 * 1024;

export interface ScriptOptions {
  /** `$1`, `$2`… of the script; any text without NUL. */
  args?: readonly string[];
  signal?: AbortSignal;
  /** Milliseconds until it counts as hung; 30 s unless told. 0 for no limit. */
  timeoutMs?: number;
  /** Bytes of stdout that are accepted; 8 MiB unless told. */
  maxBytes?: number;
}

export interface ScriptResult extends ExitStatus {
  /** Exactly what the script wrote; the login shell's noise before it is cut off. */
  stdout: Buffer;
  /** The first 64 KiB, as UTF-8, noise cut off. For people and logs. */
  stderr: string;
}

/**
 * @returns stdout and the exit code, which may well be other than 0.
 * @throws ProblemError `connections/no-shell`, `connections/script-timeout`,
 *   `connections/script-too-long`, `connections/lost`, or the cancellation. A remote child that
 *   writes nothing may live on after a cancellation: SSH only closes the pipes.
 */
export async function runScript(
  link: Link,
  script: string,
  options: ScriptOptions = {},
): Promise<ScriptResult> {
  const { args = [], signal, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = options;
  if (signal?.aborted) throw new ProblemError(cancelled);
  const { server } = link;
  const nonce = randomBytes(12).toString('hex');
  const controller = new AbortController();
  const stop = () => controller.abort();
  signal?.addEventListener('abort', stop, { once: true });
  let failure: ProblemError | undefined;
  const giveUp = (error: ProblemError) => {
    failure ??= error;
    controller.abort();
  };
  const late = () =>
    giveUp(connectionError({ kind: 'script-timeout', server, seconds: timeoutMs / 1000 }));
  const timer = timeoutMs > 0 ? setTimeout(late, timeoutMs) : undefined;
  try {
    const process = await link.exec('exec /bin/sh -s', { signal: controller.signal });
    const tooLong = () =>
      giveUp(connectionError({ kind: 'script-too-long', server, bytes: maxBytes }));
    const stdout = new Framed(process.stdout, nonce, maxBytes, tooLong);
    const stderr = new Framed(process.stderr, nonce, MAX_STDERR_BYTES, () => {});
    process.stdin.end(frame(script, args, nonce));
    const status = await process.exit;
    if (!stdout.started) {
      const said = `${stdout.noise}\n${stderr.noise}`.trim();
      const detail = `exit ${status.code ?? status.signal}: ${printable(said, 500)}`;
      throw connectionError({ kind: 'script-garbled', server, detail });
    }
    return { ...status, stdout: stdout.bytes(), stderr: stderr.bytes().toString('utf8') };
  } catch (error) {
    throw failure ?? error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/**
 * The braces make sh read the whole script before it runs any of it, so that a command which reads
 * stdin cannot swallow the rest; it finds /dev/null instead.
 */
function frame(script: string, args: readonly string[], nonce: string): string {
  return [
    `printf '%s\\n' ${nonce}; printf '%s\\n' ${nonce} >&2`,
    `set -- ${args.map(quote).join(' ')}`,
    `{\n${script}\n} </dev/null\n`,
  ].join('\n');
}

/** Collects a stream from the line that holds the nonce on. */
class Framed {
  #chunks: Buffer[] = [];
  #length = 0;
  started = false;

  constructor(
    stream: Readable,
    private readonly nonce: string,
    private readonly maxBytes: number,
    tooLong: () => void,
  ) {
    stream.on('data', (chunk: Buffer) => {
      const limit = this.started ? maxBytes : MAX_NOISE_BYTES;
      const room = limit - this.#length;
      if (chunk.length > room && this.started) tooLong();
      if (room <= 0) return;
      this.#add(chunk);
    });
  }

  #add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.started) return;
    const whole = Buffer.concat(this.#chunks);
    const marker = Buffer.from(`${this.nonce}\n`);
    const at = whole.indexOf(marker);
    if (at < 0) {
      this.#chunks = [whole];
      return;
    }
    const rest = whole.subarray(at + marker.length);
    this.started = true;
    this.#chunks = [rest];
    this.#length = rest.length;
  }

  bytes(): Buffer {
    return this.started ? Buffer.concat(this.#chunks).subarray(0, this.maxBytes) : Buffer.alloc(0);
  }

  /** What came instead of the script's output. */
  get noise(): string {
    return this.started ? '' : Buffer.concat(this.#chunks).toString('utf8');
  }
}
