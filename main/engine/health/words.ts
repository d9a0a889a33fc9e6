/** Sentences about what is wrong with a server that can be reached: disks, clock, tools. */
import { type NextStep, type Problem, problem } from '../kit/outcome';
import type { Writing } from './parse-health';

export type HealthFacts =
  | { kind: 'home'; server: string; writing: Exclude<Writing, { kind: 'wrote' }> | null }
  | { kind: 'tmp'; server: string; writing: Exclude<Writing, { kind: 'wrote' }> | null }
  | { kind: 'space'; server: string; mount: string; free: string; total: string }
  | { kind: 'quota'; server: string; disk: string; used: string; limit: string }
  | { kind: 'file-quota'; server: string; disk: string; files: number; limit: number }
  | { kind: 'inodes'; server: string; mount: string; free: number; total: number }
  | { kind: 'clock'; server: string; seconds: number; ahead: boolean }
  | {
      kind: 'tools';
      server: string;
      missing: (readonly [name: string, loss: string])[];
      /** Those that are there, in words. */
      there: string;
    };

const count = (value: number) => value.toLocaleString('en');
const retry: NextStep = { label: 'Check again', action: { kind: 'retry' } };
const whoFills = 'Look in Files which of your folders are big, and remove what you no longer need.';
const tellAdmin = 'Tell the people who look after the server.';

export function healthProblem(f: HealthFacts): Problem {
  switch (f.kind) {
    case 'home':
      return notWritten(f, 'health/home', 'Your home folder');
    case 'tmp':
      return notWritten(f, 'health/tmp', 'The folder for temporary files');
    case 'space':
      return problem('health/space', `Only ${f.free} of ${f.total} are free on ${f.mount}.`, {
        why: 'A full disk stops everybody who works there: files are cut short and programs fail.',
        next: [whoFills, tellAdmin],
        facts: f,
      });
    case 'quota':
      return problem(
        'health/quota',
        `You use ${f.used} of the ${f.limit} that you may use on ${f.disk}.`,
        {
          why: 'Over the quota, writing fails at once or after some days of grace.',
          next: [whoFills, 'Ask for a bigger quota, or use the disk that is meant for data.'],
          facts: f,
        },
      );
    case 'file-quota':
      return problem(
        'health/file-quota',
        `You have ${count(f.files)} of the ${count(f.limit)} files that you may have on ${f.disk}.`,
        {
          why: 'Environments and datasets of many small files use these up before the space is gone.',
          next: ['Remove environments and caches that you no longer need.', retry],
          facts: f,
        },
      );
    case 'inodes':
      return problem(
        'health/inodes',
        `${f.mount} has room for only ${count(f.free)} of ${count(f.total)} files.`,
        {
          why: 'Without free inodes no file can be made, even where space is left.',
          next: ['Remove environments and caches that you no longer need.', tellAdmin],
          facts: f,
        },
      );
    case 'clock':
      return problem(
        'health/clock',
        `The clocks are ${clockWords(f.seconds)} apart: the server is ${f.ahead ? 'ahead' : 'behind'}.`,
        {
          why: 'One-time codes may be refused, and programs that compare times of files may skip new ones. Which of the two clocks is wrong cannot be seen from here.',
          next: ['Let this computer set its clock by the internet.', tellAdmin],
          facts: f,
        },
      );
    case 'tools': {
      const names = f.missing.map(([name]) => name);
      return problem('health/tools', `Not found there: ${names.join(', ')}.`, {
        why: f.missing.map(([name, loss]) => `Without ${name}, ${loss}.`).join(' '),
        next: [
          `Ask for it to be installed, or install it for yourself: conda install -c conda-forge ${names.join(' ')}`,
          'If it is there, let your shell find it without a login too (PATH in ~/.bashrc).',
        ],
        facts: f,
        ...(f.there && { detail: `Found: ${f.there}` }),
      });
    }
  }
}

function notWritten(
  f: Extract<HealthFacts, { kind: 'home' | 'tmp' }>,
  tag: string,
  which: string,
): Problem {
  const { writing } = f;
  if (writing?.kind === 'hung') {
    return problem(tag, `${which} does not answer: ${writing.folder}.`, {
      why: 'It probably lies on a network disk whose server is down. Programs that touch it hang.',
      next: [retry, tellAdmin],
      facts: f,
    });
  }
  const said = writing?.said ?? '';
  const full = /no space left|quota exceeded/i.test(said);
  return problem(tag, `${which} takes no files.`, {
    why: reasonOf(said),
    next: [...(full ? [whoFills] : []), retry, tellAdmin],
    facts: f,
    ...(said && { detail: said }),
  });
}

function reasonOf(said: string): string {
  if (/quota exceeded/i.test(said)) return 'Your quota is used up.';
  if (/no space left/i.test(said)) return 'The disk is full, or it has no free inodes.';
  if (/read-only/i.test(said))
    return 'The disk is mounted read-only, as after a fault of the disk.';
  if (/permission denied/i.test(said)) return 'You have no permission to write there.';
  if (/no such file/i.test(said)) return 'There is no such folder.';
  return 'The server did not tell why.';
}

function clockWords(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${count(Math.round(minutes / 60))} hours`;
}
