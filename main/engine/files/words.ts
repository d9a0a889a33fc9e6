/** The sentences of everything that can go wrong with files on a server. */
import { type Problem, problem } from '../kit/outcome';

/** What was being done, as it stands in a sentence: "You may not <doing> …". */
export type Doing = 'list' | 'read' | 'write' | 'create' | 'rename' | 'remove' | 'change';

export type FileFacts =
  | { what: 'permission-denied'; server: string; path: string; doing: Doing }
  | { what: 'no-such'; server: string; path: string; missing: string }
  | { what: 'not-a-folder'; server: string; path: string }
  | { what: 'is-a-folder'; server: string; path: string }
  | { what: 'exists'; server: string; path: string }
  | { what: 'not-empty'; server: string; path: string }
  | { what: 'read-only'; server: string; path: string }
  | { what: 'disk-full'; server: string; path: string; doing: Doing }
  | { what: 'inodes-full'; server: string; path: string; doing: Doing }
  | { what: 'name-too-long'; server: string; path: string }
  | { what: 'name-not-utf8'; server: string; path: string }
  | { what: 'bad-path'; path: string; reason: string }
  | { what: 'protected'; server: string; path: string }
  | { what: 'is-a-link'; server: string; path: string }
  | { what: 'other-disk'; server: string; path: string; folder: string }
  | { what: 'not-a-file'; server: string; path: string; kind: 'folder' | 'special' }
  | { what: 'too-big-to-show'; path: string; reason: string }
  | { what: 'no-answer'; server: string; path: string }
  | { what: 'link-lost'; server: string }
  | { what: 'refused'; server: string; path: string; doing: Doing; detail: string }
  | { what: 'not-all-removed'; server: string; removed: number; left: number; first: Problem }
  | { what: 'not-all-changed'; server: string; changed: number; left: number; first: Problem };

const otherPlace = 'Choose a folder of your own, for example below your home folder.';
const itsFolder =
  'If it is yours, allow writing in its folder first (chmod u+w); else ask the owner.';

/** What helps against "permission denied", by what was being done. */
const permissionAdvice: Readonly<Record<Doing, string>> = {
  list: 'Ask the owner of the folder for access.',
  read: 'Ask the owner of the file for access.',
  write: otherPlace,
  create: otherPlace,
  rename: itsFolder,
  remove: itsFolder,
  change: 'Only the owner may change it.',
};

const retry = { label: 'Try again', action: { kind: 'retry' } } as const;

/**
 * Turns facts into the problem that the window and the command line show. Long, because it is a
 * table: one case a sentence.
 */
export function fileProblem(facts: FileFacts): Problem {
  const make = (
    what: string,
    more: { why?: string; next: Parameters<typeof step>; detail?: string },
  ) => problem(`files/${facts.what}`, what, { ...more, next: step(...more.next), facts });
  switch (facts.what) {
    case 'permission-denied':
      return make(`You may not ${facts.doing} ${shown(facts.path)} on ${facts.server}.`, {
        why: 'The permissions there do not allow it for your user.',
        next: [permissionAdvice[facts.doing]],
      });
    case 'no-such':
      return make(`There is no ${shown(facts.path)} on ${facts.server}.`, {
        ...(facts.missing !== facts.path && { why: `${shown(facts.missing)} does not exist.` }),
        next: ['Check the spelling, or refresh the folder: it may have been moved or removed.'],
      });
    case 'not-a-folder':
      return make(`${shown(facts.path)} is not a folder.`, {
        next: ['Choose the folder that holds it, or another name.'],
      });
    case 'is-a-folder':
      return make(`${shown(facts.path)} is a folder, so no file can take its place.`, {
        next: ['Rename or remove that folder first, or choose another place.'],
      });
    case 'exists':
      return make(`${shown(facts.path)} exists already.`, {
        next: ['Choose another name, or remove the existing one first.'],
      });
    case 'not-empty':
      return make(`The folder ${shown(facts.path)} is not empty.`, {
        why: 'Something was put into it in the meantime.',
        next: [retry],
      });
    case 'read-only':
      return make(`Nothing can be written at ${shown(facts.path)}: its disk is read-only.`, {
        why: 'It is mounted read-only, on purpose or because the disk has a fault.',
        next: [
          'Choose another folder.',
          'Tell the administrator if this disk used to be writable.',
        ],
      });
    case 'disk-full':
    case 'inodes-full':
      return make(`The disk of ${shown(facts.path)} on ${facts.server} is full.`, {
        why:
          facts.what === 'disk-full'
            ? 'No free space is left for your user.'
            : 'There is space, but no room for more files (no free inodes).',
        next: [
          facts.what === 'disk-full'
            ? 'Remove files that are not needed, or choose a folder on another disk.'
            : 'Remove or pack folders with very many small files, or choose another disk.',
          retry,
        ],
      });
    case 'name-too-long':
      return make(`The name ${shown(facts.path)} is too long for ${facts.server}.`, {
        why: 'Most disks allow 255 bytes for a name and 4,096 for a whole path.',
        next: ['Choose a shorter name.'],
      });
    case 'name-not-utf8':
      return make(`The name ${shown(facts.path)} is not valid UTF-8.`, {
        why: 'Its bytes cannot be sent to the server without changing them, so it is left alone.',
        next: ['Rename it in a terminal, for example with `ls -b` and `mv`.'],
      });
    case 'bad-path':
      return make(`${shown(facts.path)} cannot be used as a path.`, {
        why: facts.reason,
        next: ['Choose another name.'],
      });
    case 'protected':
      return make(`Labmate does not remove ${shown(facts.path)}.`, {
        why: 'It is the top of the disk, your home folder, or a folder that holds it.',
        next: ['Remove what is inside instead.'],
      });
    case 'is-a-link':
      return make(`${shown(facts.path)} is a link; links have no permissions of their own.`, {
        next: ['Change the permissions of what it leads to.'],
      });
    case 'other-disk':
      return make(`${shown(facts.path)} is on another disk than ${shown(facts.folder)}.`, {
        why: 'A move within one disk is one step; between disks everything would be copied.',
        next: ['Move it in a terminal with `mv`, which copies and then removes.'],
      });
    case 'not-a-file':
      return make(
        facts.kind === 'folder'
          ? `${shown(facts.path)} is a folder: there is no preview of it.`
          : `${shown(facts.path)} is no ordinary file, so Labmate does not read it.`,
        {
          ...(facts.kind === 'special' && {
            why: 'Pipes, sockets and devices may wait for ever or act when they are opened.',
          }),
          next: [
            facts.kind === 'folder' ? 'Open the folder instead.' : 'Look at it in a terminal.',
          ],
        },
      );
    case 'too-big-to-show':
      return make(`${shown(facts.path)} is not shown here.`, {
        why: facts.reason,
        next: ['Download it and open it with a program of its kind.'],
      });
    case 'no-answer':
      return make(`The disk under ${shown(facts.path)} on ${facts.server} does not answer.`, {
        why: 'A network disk may hang because its file server is away.',
        next: [retry, 'Tell the administrator if it stays so.'],
      });
    case 'not-all-changed':
      return make(
        `${count(facts.left, 'item')} on ${facts.server} could not be changed; ${count(facts.changed, 'other')} ${facts.changed === 1 ? 'was' : 'were'}.`,
        { why: facts.first.what, next: [...facts.first.next] },
      );
    case 'link-lost':
      return make(`The connection to ${facts.server} was lost.`, { next: [retry] });
    case 'not-all-removed':
      return make(
        `${count(facts.left, 'item')} on ${facts.server} could not be removed; ${count(facts.removed, 'other')} ${facts.removed === 1 ? 'was' : 'were'}.`,
        { why: facts.first.what, next: [...facts.first.next, retry] },
      );
    case 'refused':
      return make(`${facts.server} refused to ${facts.doing} ${shown(facts.path)}.`, {
        why: 'It gave no reason. Your quota may be used up, or the disk may have a fault.',
        next: ['Check your quota in a terminal (`quota -s`).', retry],
        detail: facts.detail,
      });
  }
}

/** A path in a sentence: control characters made visible, very long ones cut in the middle. */
export function shown(path: string): string {
  const visible = path.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (char) => `\\x${char.codePointAt(0)?.toString(16).padStart(2, '0')}`,
  );
  return visible.length <= 120 ? visible : `${visible.slice(0, 50)}…${visible.slice(-65)}`;
}

const count = (n: number, word: string) =>
  `${n.toLocaleString('en')} ${n === 1 ? word : `${word}s`}`;

type Step = Problem['next'][number] | string;
const step = (...steps: Step[]): Step[] => steps;
