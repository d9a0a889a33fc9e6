/**
 * A saved file is a new one that takes the old one's place, so it belongs to whoever saves. Owner and
 * group are given back as far as the server allows (people may give files to groups they are in; only
 * root gives them to people), and the permission bits never open it to more people than before.
 */
import type { FileStat, RemoteFile } from '../connections/index';
import { problemOf } from '../kit/outcome';

export interface Owner {
  uid: number;
  gid: number;
}

/**
 * Gives the new file the owner and group that the old one has, or the group alone.
 * @returns whose it is then
 */
export async function keepOwner(
  file: Pick<RemoteFile, 'setStat'>,
  now: Owner,
  before: Owner,
): Promise<Owner> {
  const wishes = [
    { uid: before.uid, gid: before.gid },
    { uid: now.uid, gid: before.gid },
  ];
  for (const owner of wishes) {
    if (isSame(owner, now)) break;
    try {
      await file.setStat({ owner });
      return owner;
    } catch (error) {
      const problem = problemOf(error);
      // A refusal is what is expected; a lost link is not one.
      if (!problem || problem.tag === 'sftp/lost') throw error;
    }
  }
  return { uid: now.uid, gid: now.gid };
}

/**
 * The bits for the new file. Set-user and set-group bits would mean others than before; the bits of
 * a group that could not be kept become those of everybody else, as Vim does it (bufwrite.c).
 */
export function modeFor(mode: number, before: Owner, owner: Owner): number {
  let kept = mode & 0o7777;
  if (owner.uid !== before.uid) kept &= ~0o4000;
  if (owner.gid !== before.gid) kept = (kept & ~0o2070) | ((kept & 0o007) << 3);
  return kept;
}

export const isSame = (a: Owner, b: Owner): boolean => a.uid === b.uid && a.gid === b.gid;

/** Of a stat only this. */
export const ownerOf = ({ uid, gid }: FileStat): Owner => ({ uid, gid });
