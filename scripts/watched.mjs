/** Runs a step in a process group of its own, and kills the whole group when it takes too long. */
import { spawn } from 'node:child_process';

/**
 * @param {string[]} words arguments for Node
 * @param {{ cwd: string, minutes: number, env?: Record<string, string | undefined>,
 *   signal?: AbortSignal }} options
 * @returns {Promise<{ ok: boolean, why: string | undefined }>} `why` says how it failed
 */
export function runWatched(words, { cwd, minutes, env = process.env, signal }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words, {
      cwd,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    let why;
    let firmly;
    // Politely, so that tests can clean up; then firmly.
    const stop = (reason) => {
      if (why !== undefined) return;
      why = reason;
      killGroup(child.pid, 'SIGTERM');
      firmly = setTimeout(() => killGroup(child.pid, 'SIGKILL'), 5_000);
    };
    const watchdog = setTimeout(
      () => stop(`hung: killed after ${minutes} minutes`),
      minutes * 60_000,
    );
    const abort = () => stop('interrupted');
    signal?.addEventListener('abort', abort);
    const finish = (ok, reason) => {
      clearTimeout(watchdog);
      clearTimeout(firmly);
      signal?.removeEventListener('abort', abort);
      // What the step left running in its group goes with it.
      killGroup(child.pid, 'SIGKILL');
      resolve({ ok: ok && why === undefined, why: why ?? reason });
    };
    child.on('error', (error) => finish(false, error.message));
    child.on('exit', (code, killer) => {
      finish(code === 0, code === 0 ? undefined : `exit ${code ?? killer}`);
    });
    if (signal?.aborted) abort();
  });
}

function killGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
