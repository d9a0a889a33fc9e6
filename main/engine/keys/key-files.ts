/** Writes key pairs into the ssh folder: never over a file, never half, never readable by others. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, open, unlink } from 'node:fs/promises';
import { join, win32 } from 'node:path';
import { promisify } from 'node:util';
import { asWritten } from '../kit/home-path';
import { keyError } from './words';

/** Names under which ssh keeps something else. */
const taken =
  /^(config|known_hosts.*|authorized_keys.*|labmate_config|environment|rc|.*\.(pub|lock|tmp|old))$/i;
/** `CON`, `nul.txt` and the like are devices on Windows. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** @throws ProblemError `keys/bad-name` */
export function checkKeyName(name: string): void {
  const plain = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/.test(name) && !name.endsWith('.');
  if (!plain || taken.test(name) || devices.test(name)) throw keyError({ kind: 'bad-name', name });
}

/**
 * @returns the path of the private key
 * @throws ProblemError `keys/exists`, `keys/cannot-write`, `keys/disk-full`, `keys/bad-name`
 */
export async function writeKeyPair(
  folder: string,
  name: string,
  privateText: string,
  publicLine: string,
): Promise<string> {
  checkKeyName(name);
  const path = join(folder, name);
  const made: string[] = [];
  try {
    await makeFolder(folder);
    await writeNew(path, privateText, 0o600, made);
    await writeNew(`${path}.pub`, `${publicLine}\n`, 0o644, made);
    return path;
  } catch (error) {
    for (const one of made) await unlink(one);
    throw explained(error, path);
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

async function writeNew(path: string, text: string, mode: number, made: string[]): Promise<void> {
  const file = await open(path, 'wx', mode);
  made.push(path);
  try {
    // Before there is anything in it to read.
    if (mode === 0o600) await protect(path);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function explained(error: unknown, path: string): unknown {
  const { code, path: at = path } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const shown = asWritten(at);
  if (code === 'EEXIST') return keyError({ kind: 'exists', path: shown }, error);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  if (full) return keyError({ kind: 'disk-full', path: shown }, error);
  return keyError({ kind: 'cannot-write', path: shown, code }, error);
}

/** Makes a file its owner's alone, so that OpenSSH accepts it as a key. */
export async function protect(
  path: string,
  platform: NodeJS.Platform = process.platform,
  run: (program: string, args: string[]) => Promise<unknown> = promisify(execFile),
): Promise<void> {
  if (platform !== 'win32') return chmod(path, 0o600);
  const [program, args] = aclCommand(path, process.env);
  await run(program, args);
}

/** Nobody's rights are inherited, the person has them all; OpenSSH for Windows wants exactly that. */
export function aclCommand(
  path: string,
  environment: NodeJS.ProcessEnv,
): [program: string, args: string[]] {
  const { SystemRoot = 'C:\\Windows', USERDOMAIN, USERNAME = '' } = environment;
  const person = USERDOMAIN ? `${USERDOMAIN}\\${USERNAME}` : USERNAME;
  const program = win32.join(SystemRoot, 'System32', 'icacls.exe');
  return [program, [path, '/inheritance:r', '/grant:r', `${person}:F`]];
}
