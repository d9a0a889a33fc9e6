/**
 * Opens a local file with the system's program for it. On Linux that is `xdg-open`, which may run for as
 * long as the program does where there is no desktop; Electron's own way waits for it in main's only
 * thread, so the whole app would stand still.
 */
import { spawn } from 'node:child_process';

/** What fails, fails at once; after this the program is taken to be open, in milliseconds. */
const failsWithinMs = 2000;

/**
 * @param program for tests: another one in place of `xdg-open`
 * @throws Error in the system's words when it cannot be started or gives up at once
 */
export function openWithDesktop(path: string, program = 'xdg-open'): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [path], { detached: true, stdio: 'ignore' });
    const opened = setTimeout(resolve, failsWithinMs);
    child.once('error', (error) => {
      clearTimeout(opened);
      reject(error);
    });
    child.once('exit', (code) => {
      clearTimeout(opened);
      if (code === 0) resolve();
      else reject(new Error(`${program} ${faults[code ?? 0] ?? `ended with code ${code}`}`));
    });
    // It lives on when Labmate ends, as any program that a person opened.
    child.unref();
  });
}

/** xdg-open(1), EXIT CODES. */
const faults: Readonly<Record<number, string>> = {
  2: 'found no such file',
  3: 'found no program for it',
  4: 'failed: the program for it could not be started',
};
