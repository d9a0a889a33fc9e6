/** Opens the person's browser, without a shell. */
import { spawn } from 'node:child_process';

/** A starter that still runs after this long has started the browser (some wait for it to end). */
const startMs = 3000;

/** False when no browser could be started, so that the address has to be shown instead. */
export async function openInBrowser(url: string): Promise<boolean> {
  const { protocol } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const desktop = process.platform === 'darwin' || process.platform === 'win32';
  if (!desktop && !DISPLAY && !WAYLAND_DISPLAY) return false;
  const [command, ...args] = browserCommand(url);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    const timer = setTimeout(() => resolve(true), startMs);
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
    child.once('close', () => clearTimeout(timer));
    child.unref();
  });
}

function browserCommand(url: string): [string, ...string[]] {
  if (process.platform === 'darwin') return ['open', url];
  // `start` would need cmd.exe, which reads & and ^ in the address.
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}
