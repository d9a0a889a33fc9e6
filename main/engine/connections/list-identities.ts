/** Which keys this computer has for signing in: names and kinds, never what is in them. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asWritten } from '../kit/home-path';
import { printable } from '../kit/printable';
import { Agent, agentPlaces } from './agent';
import { readKeyFile, readPublicKey } from './key-file';

/** More than a person has; a folder full of other things must not be read for ever. */
const maxFiles = 30;

export interface IdentityList {
  files: {
    /** As an ssh config writes it: `~/.ssh/id_ed25519`. */
    path: string;
    /** `ed25519`, `rsa`, …; `key` where the file does not tell. */
    kind: string;
    encrypted: boolean;
    comment: string;
  }[];
  /** Null when no agent answers. */
  agentKeys: number | null;
}

/** @param folder the ssh folder */
export async function listIdentities(folder: string, signal: AbortSignal): Promise<IdentityList> {
  const names = (await namesIn(folder)).filter((name) => /^id_[^.]+$/.test(name));
  const files: IdentityList['files'] = [];
  for (const name of names.slice(0, maxFiles)) {
    const path = join(folder, name);
    const file = await readKeyFile(path);
    if (file.kind !== 'plain' && file.kind !== 'encrypted') continue;
    const half = await readPublicKey(`${path}.pub`);
    const key = half ?? (file.kind === 'plain' ? file.key : file.publicKey);
    files.push({
      path: asWritten(path),
      kind: key?.type.replace(/^ssh-/, '') ?? 'key',
      encrypted: file.kind === 'encrypted',
      comment: printable(half?.comment ?? '', 80),
    });
  }
  return { files, agentKeys: await agentKeys(signal) };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // No folder, or none that we may read: then no keys can be offered.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return [];
    throw error;
  }
}

async function agentKeys(signal: AbortSignal): Promise<number | null> {
  let count: number | null = null;
  for (const { path } of agentPlaces(null)) {
    try {
      count = (count ?? 0) + (await new Agent(path).keys(signal)).keys.length;
    } catch {
      // Nobody answers there: the same as having no agent.
    }
  }
  return count;
}
