/** The sentences of everything that can go wrong with uploads and downloads. */
import { shown } from '../files/index';
import { type Problem, problem } from '../kit/outcome';
import { size } from '../kit/size';

/** `server` or `local`: on which side something is. */
export type Place = 'server' | 'local';

export type TransferFacts =
  | {
      what: 'no-space';
      place: Place;
      server: string;
      path: string;
      needBytes: number;
      freeBytes: number;
    }
  | { what: 'no-inodes'; place: Place; server: string; path: string; need: number; free: number }
  | {
      what: 'incomplete';
      server: string;
      faultCount: number;
      filesDone: number;
      /** What was wrong with the first item. */
      first?: Problem | undefined;
    }
  | { what: 'link-in-the-way'; path: string }
  | { what: 'file-in-the-way'; path: string }
  | { what: 'folder-in-the-way'; path: string }
  | { what: 'name-refused'; path: string; reason: string }
  | { what: 'same-name'; path: string }
  | { what: 'path-too-long'; path: string }
  | { what: 'changing'; path: string }
  | { what: 'not-a-file'; path: string }
  | { what: 'no-such-source'; path: string; place: Place; server: string }
  | { what: 'no-such-destination'; path: string; place: Place; server: string }
  | { what: 'not-a-folder'; path: string }
  | { what: 'local-failed'; path: string; doing: LocalDoing; code: string; detail: string }
  | { what: 'too-many'; limit: number }
  | { what: 'link-lost'; server: string; why: string }
  | { what: 'grant-unknown' }
  | { what: 'unknown'; id: string }
  | { what: 'still-active'; id: string }
  | { what: 'not-ended'; id: string };

export type LocalDoing = 'read' | 'write' | 'create' | 'change';

const retry = { label: 'Try again', action: { kind: 'retry' } } as const;

type Sentence = Pick<Problem, 'what' | 'why'> & {
  next: (Problem['next'][number] | string)[];
  detail?: string;
};

/** Turns facts into the problem that the window and the command line show. */
export function transferProblem(facts: TransferFacts): Problem {
  const { what, ...more } = facts.what === 'local-failed' ? localSentence(facts) : sentence(facts);
  return problem(tagOf(facts), what, { ...more, facts });
}

function tagOf(facts: TransferFacts): string {
  if (facts.what !== 'local-failed') return `transfers/${facts.what}`;
  return localTags[facts.code] ?? 'transfers/local-failed';
}

/** Node's codes of what ends a whole transfer or has a name of its own. */
const localTags: Readonly<Record<string, string>> = {
  ENOSPC: 'transfers/local-disk-full',
  EDQUOT: 'transfers/local-disk-full',
  EROFS: 'transfers/local-read-only',
  EACCES: 'transfers/local-permission-denied',
  EPERM: 'transfers/local-permission-denied',
  ENOENT: 'transfers/local-vanished',
};

function sentence(facts: Exclude<TransferFacts, { what: 'local-failed' }>): Sentence {
  switch (facts.what) {
    case 'no-space':
      return {
        what: `There is not enough free space ${where(facts)}: ${size(facts.needBytes)} needed, ${size(facts.freeBytes)} free.`,
        why: `Checked before sending, for the disk of ${shown(facts.path)}.`,
        next: ['Make room there, or choose a folder on another disk.', retry],
      };
    case 'no-inodes':
      return {
        what: `There is no room for so many files ${where(facts)}: ${facts.need.toLocaleString('en')} needed, ${facts.free.toLocaleString('en')} possible.`,
        why: `The disk of ${shown(facts.path)} has too few free inodes, although there may be space.`,
        next: ['Pack the folder into one archive first (tar), or choose another disk.', retry],
      };
    case 'incomplete':
      return incomplete(facts);
    case 'link-in-the-way':
      return {
        what: `A link stands where the folder ${shown(facts.path)} should go.`,
        why: 'It was not followed, because it may lead out of the chosen folder.',
        next: ['Remove the link, or choose another folder.', retry],
      };
    case 'file-in-the-way':
      return {
        what: `A file stands where the folder ${shown(facts.path)} should go.`,
        next: ['Rename or remove that file, or choose another folder.', retry],
      };
    case 'folder-in-the-way':
      return {
        what: `A folder stands where the file ${shown(facts.path)} should go.`,
        next: ['Rename or remove that folder, or choose another place.', retry],
      };
    case 'name-refused':
      return {
        what: `The name ${shown(facts.path)} cannot be used there.`,
        why: facts.reason,
        next: ['Rename it at its source, then try again.', retry],
      };
    case 'same-name':
      return {
        what: `There is more than one ${shown(facts.path)} in this transfer.`,
        why: 'Only the first was taken, so that none overwrites another.',
        next: ['Rename one of them, or transfer it to another folder.'],
      };
    case 'path-too-long':
      return {
        what: `The path ${shown(facts.path)} is too long.`,
        next: ['Choose a destination with a shorter path.'],
      };
    case 'changing':
      return {
        what: `${shown(facts.path)} changed while it was being read, twice.`,
        why: 'A program is writing it; a copy would be half old and half new.',
        next: ['Wait until the program is done, then try again.', retry],
      };
    case 'not-a-file':
      return {
        what: `${shown(facts.path)} is no longer a file.`,
        next: ['Look at what became of it, then try again.', retry],
      };
    case 'no-such-source':
      return {
        what: `There is no ${shown(facts.path)} ${where(facts)}.`,
        next: ['Check the spelling.'],
      };
    case 'no-such-destination':
      return {
        what: `There is no ${shown(facts.path)} ${where(facts)} to put things into.`,
        why: 'The last folder of a destination is made if need be, those above it are not.',
        next: ['Check the spelling, or make the folder first.'],
      };
    case 'not-a-folder':
      return {
        what: `${shown(facts.path)} is not a folder.`,
        next: ['Choose a folder as the destination.'],
      };
    case 'too-many':
      return {
        what: `There are more than ${facts.limit.toLocaleString('en')} files in this transfer.`,
        next: ['Transfer the folders inside one by one, or pack them into an archive first.'],
      };
    case 'link-lost':
      return {
        what: `The connection to ${facts.server} was lost during the transfer.`,
        why: facts.why,
        next: [{ label: 'Try again: what arrived is not sent twice', action: { kind: 'retry' } }],
      };
    case 'grant-unknown':
      return {
        what: 'The chosen files are no longer open to Labmate.',
        why: 'Each choice or drop counts once.',
        next: ['Choose or drop the files again.'],
      };
    case 'unknown':
      return { what: 'This transfer is no longer in the list.', next: ['Start it again.'] };
    case 'still-active':
      return { what: 'This transfer is still under way.', next: ['Cancel it first.'] };
    case 'not-ended':
      return { what: 'This transfer needs no second try.', next: [] };
  }
}

/** The cause stands on the card itself, where a person reads it first. */
function incomplete(facts: Extract<TransferFacts, { what: 'incomplete' }>): Sentence {
  const { faultCount, filesDone, first } = facts;
  const isOne = faultCount === 1;
  const advice = (first?.next ?? []).filter(({ action }) => action === undefined);
  return {
    what: `${count(faultCount, 'item')} could not be transferred; ${count(filesDone, 'file')} arrived.`,
    ...(first && { why: isOne ? first.what : `The first: ${first.what}` }),
    next: [
      ...advice,
      ...(isOne ? [] : ['Look at the list of faults, mend what can be mended, then try again.']),
      retry,
    ],
    ...(first?.detail === undefined ? {} : { detail: first.detail }),
  };
}

function localSentence(facts: Extract<TransferFacts, { what: 'local-failed' }>): Sentence {
  const name = shown(facts.path);
  const { detail } = facts;
  switch (localTags[facts.code]) {
    case 'transfers/local-disk-full':
      return {
        what: 'The disk of this computer is full.',
        why: `${name} did not fit.`,
        next: ['Make room, or choose a folder on another disk.', retry],
        detail,
      };
    case 'transfers/local-read-only':
      return {
        what: `Nothing can be written at ${name}: that disk is read-only.`,
        next: ['Choose another folder.'],
        detail,
      };
    case 'transfers/local-permission-denied':
      return {
        what: `You may not ${facts.doing} ${name} on this computer.`,
        next: ['Check who owns it and its permissions, then try again.', retry],
        detail,
      };
    case 'transfers/local-vanished':
      return {
        what: `${name} is no longer there.`,
        why: 'It was moved or removed in the meantime.',
        next: [retry],
        detail,
      };
    default:
      return {
        what: `This computer could not ${facts.doing} ${name}.`,
        next: ['Look at the detail below.', retry],
        detail,
      };
  }
}

const where = (facts: { place: Place; server: string }) =>
  facts.place === 'server' ? `on ${facts.server}` : 'on this computer';

const count = (n: number, word: string) =>
  `${n.toLocaleString('en')} ${n === 1 ? word : `${word}s`}`;
