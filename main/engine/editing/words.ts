/** The sentences of everything that can go wrong with files in the person's own editor. */
import { shown } from '../files/index';
import { type Problem, problem } from '../kit/outcome';
import { size } from '../kit/size';

export type EditFacts =
  | { what: 'too-large'; path: string; bytes: number; limit: number }
  | { what: 'not-a-file'; path: string }
  | { what: 'program'; path: string; extension: string }
  | { what: 'program-inside'; path: string }
  | { what: 'elsewhere'; server: string; path: string; before: string; now: string }
  | { what: 'no-editor'; path: string; detail: string }
  | { what: 'changing'; path: string }
  | { what: 'conflict'; server: string; path: string }
  | { what: 'gone'; server: string; path: string }
  | { what: 'owner-changed'; server: string; path: string; lost: 'owner' | 'group' | 'both' }
  | { what: 'not-sent'; server: string; path: string }
  | { what: 'unsent'; path: string }
  | { what: 'unknown' }
  | { what: 'no-conflict'; path: string }
  | { what: 'local-copy'; path: string; detail: string }
  | { what: 'drag-too-much'; files: number; bytes: number }
  | { what: 'drag-incomplete'; first: Problem };

const retry = { label: 'Try again', action: { kind: 'retry' } } as const;

export function editProblem(facts: EditFacts): Problem {
  const { what, ...more } = sentence(facts);
  return problem(`editing/${facts.what}`, what, { ...more, facts });
}

type Sentence = Pick<Problem, 'what' | 'why'> & {
  next: (Problem['next'][number] | string)[];
  detail?: string;
};

/** Long, because it is a table: one case a sentence. */
function sentence(facts: EditFacts): Sentence {
  switch (facts.what) {
    case 'too-large':
      return {
        what: `${shown(facts.path)} is too large to edit here: ${size(facts.bytes)}.`,
        why: `Up to ${size(facts.limit)} are fetched and sent back as a whole at each save.`,
        next: ['Download it instead.'],
      };
    case 'not-a-file':
      return { what: `${shown(facts.path)} is no file.`, next: ['Choose a file.'] };
    case 'program':
      return {
        what: `Labmate does not open ${shown(facts.path)} on this computer.`,
        why: `Files that end in .${facts.extension} can run as programs here, and the server chose the name.`,
        next: ['Download it if you trust it.'],
      };
    case 'program-inside':
      return {
        what: `Labmate does not open ${shown(facts.path)} on this computer.`,
        why: 'Its name is that of a text or a document, but it holds a program.',
        next: ['Download it if you trust it.'],
      };
    case 'elsewhere':
      return {
        what: `${shown(facts.path)} leads to another file on ${facts.server} now.`,
        why: `You opened ${shown(facts.before)}; saving would replace ${shown(facts.now)}. A link or a folder on the way was exchanged after you opened it.`,
        next: ['Keep both, or look at what is there now.'],
      };
    case 'no-editor':
      return {
        what: `This computer found no program to open ${shown(facts.path)}.`,
        next: [
          'Choose a program for such files in the settings of your system, then try again.',
          retry,
        ],
        detail: facts.detail,
      };
    case 'changing':
      return {
        what: `${shown(facts.path)} changed while it was being read.`,
        why: 'A program is writing it.',
        next: [retry],
      };
    case 'conflict':
      return {
        what: `${shown(facts.path)} changed on ${facts.server} too.`,
        why: 'Somebody or a program wrote it after you opened it. Neither version is lost until you choose.',
        next: ['Choose which version stays.'],
      };
    case 'gone':
      return {
        what: `${shown(facts.path)} is no longer on ${facts.server}.`,
        why: 'It was moved or removed after you opened it. Your copy is kept.',
        next: ['Send yours to make it again, or close it.'],
      };
    case 'owner-changed':
      return {
        what: `${shown(facts.path)} was saved, and now belongs to ${facts.lost === 'group' ? 'another group' : 'you'}.`,
        why: `A save makes a new file in place of the old one, and ${facts.server} does not let you give it ${
          facts.lost === 'owner'
            ? 'back to its owner. Its group is as before'
            : facts.lost === 'group'
              ? 'back to its group, so that group may no longer read or write it'
              : 'back to its owner and group, so they may no longer read or write it'
        }.`,
        next: ['Tell who owned it, or ask them to put it right with `chown` and `chmod`.'],
      };
    case 'not-sent':
      return {
        what: `Changes to ${shown(facts.path)} were not sent before Labmate ended.`,
        why: `They are kept on this computer and are not on ${facts.server} yet.`,
        next: ['Send them now, or close the file and discard them.', retry],
      };
    case 'unsent':
      return {
        what: `${shown(facts.path)} has changes that are not on the server.`,
        next: ['Send them first, or discard them.'],
      };
    case 'unknown':
      return { what: 'This file is no longer open.', next: ['Open it again.'] };
    case 'no-conflict':
      return { what: `Nothing is to be chosen for ${shown(facts.path)}.`, next: [] };
    case 'local-copy':
      return {
        what: `The copy of ${shown(facts.path)} on this computer cannot be used.`,
        next: ['Check the free space of this computer, then try again.', retry],
        detail: facts.detail,
      };
    case 'drag-too-much':
      return {
        what: 'This is too much to drag out of the window.',
        why: `${facts.files.toLocaleString('en')} files, ${size(facts.bytes)}: a drag is fetched before it can be dropped.`,
        next: ['Use Download instead.'],
      };
    case 'drag-incomplete':
      return {
        what: 'Not all of it could be fetched.',
        why: facts.first.what,
        next: facts.first.next,
      };
  }
}
