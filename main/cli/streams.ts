/** Joins this process's standard streams to a remote process, with backpressure both ways. */
import type { Readable } from 'node:stream';
import type { ExitStatus, RemoteProcess } from '../engine/connections';

/**
 * Resolves when the remote process has ended and all its output was taken.
 * @throws ProblemError when the connection broke
 */
export async function connectStreams(
  remote: RemoteProcess,
  signal: AbortSignal,
): Promise<ExitStatus> {
  const { stdin } = process;
  // A command may end without reading its input (`head -1`): what is left is of no use then.
  remote.stdin.on('error', () => stdin.unpipe(remote.stdin));
  // An input that cannot be read (a folder, a closed terminal) counts as ended.
  stdin.on('error', () => remote.stdin.end());
  stdin.pipe(remote.stdin);
  const stop = (): void => remote.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const outputs = [passOn(remote.stdout, process.stdout), passOn(remote.stderr, process.stderr)];
    const status = await remote.exit;
    await Promise.all(outputs);
    return status;
  } finally {
    signal.removeEventListener('abort', stop);
    stdin.unpipe(remote.stdin);
    stdin.pause();
  }
}

/** Resolves at the end of `source`, however it comes: a failure is told by the exit status. */
function passOn(source: Readable, target: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    source.once('end', resolve).once('close', resolve);
    source.pipe(target, { end: false });
  });
}
