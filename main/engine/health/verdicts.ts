/** What the findings on a server mean to the person: a verdict for each step of the doctor. Pure. */
import type { StepVerdict } from '../connections';
import type { Place } from '../files';
import { size } from '../kit/size';
import type { Quota, Tool, Writing } from './parse-health';
import { healthProblem } from './words';

/** Below this much a shell's history, a notebook or a checkpoint may already fail. */
const LITTLE_KIB = 1024 * 1024;
const NEARLY_FULL = 0.97;
/** A one-time code lives for 30 s; tools that compare times of files mind less. */
const CLOCK_SECONDS = 30;

/** What a tool is for, of those that Labmate works better with. */
const WANTED: readonly (readonly [name: string, loss: string])[] = [
  ['tmux', 'a terminal ends with its connection'],
  ['rsync', 'transfers go file by file, without sending only what changed'],
  ['git', 'the state of your code is not shown'],
];

export function homeVerdict(server: string, home: Writing | undefined): StepVerdict {
  if (home?.kind === 'wrote') return { status: 'ok', found: `${home.folder} takes files` };
  return failed(healthProblem({ kind: 'home', server, writing: home ?? null }));
}

export function tmpVerdict(server: string, tmp: Writing | undefined): StepVerdict {
  if (tmp?.kind === 'wrote') return { status: 'ok', found: `${tmp.folder} takes files` };
  return warned(healthProblem({ kind: 'tmp', server, writing: tmp ?? null }));
}

/** @param place undefined where the server did not tell; its reason is in words then. */
export function spaceVerdict(server: string, place: Place, quotas: readonly Quota[]): StepVerdict {
  const { value: free } = place.availableKiB;
  const { value: total } = place.totalKiB;
  const over = quotas.find(overSpace);
  const allowance = quotas.map(spaceWords).filter(Boolean).join('; ');
  if (over) {
    const { disk, usedKiB } = over;
    return warned(
      healthProblem({ kind: 'quota', server, disk, used: kib(usedKiB), limit: kib(limitOf(over)) }),
    );
  }
  if (free === null || total === null) {
    return { status: 'ok', found: ['the disk does not tell its space', allowance].join('; ') };
  }
  const { mount } = place;
  const words = `${kib(free)} free of ${kib(total)} on ${mount}`;
  if (free < LITTLE_KIB || free < total * (1 - NEARLY_FULL)) {
    return warned(
      healthProblem({ kind: 'space', server, mount, free: kib(free), total: kib(total) }),
    );
  }
  return { status: 'ok', found: allowance ? `${words}; ${allowance}` : words };
}

export function inodesVerdict(server: string, place: Place, quotas: readonly Quota[]): StepVerdict {
  const over = quotas.find(overFiles);
  if (over) {
    const limit = over.softFiles || over.hardFiles;
    return warned(
      healthProblem({ kind: 'file-quota', server, disk: over.disk, files: over.files, limit }),
    );
  }
  const { value: free } = place.inodesFree;
  const { value: total } = place.inodesTotal;
  if (free === null || total === null) {
    const { inodesFree } = place;
    return {
      status: 'ok',
      found: 'reason' in inodesFree ? inodesFree.reason : 'the disk does not tell',
    };
  }
  const { mount } = place;
  if (free < total * (1 - NEARLY_FULL)) {
    return warned(healthProblem({ kind: 'inodes', server, mount, free, total }));
  }
  return { status: 'ok', found: `room for ${count(free)} more files on ${mount}` };
}

/**
 * @param theirs the server's clock in seconds
 * @param asked the moments before and after it was asked, in milliseconds: it told its time in between
 */
export function clockVerdict(
  server: string,
  theirs: number | undefined,
  asked: { before: number; after: number },
): StepVerdict {
  if (theirs === undefined) return { status: 'ok', found: 'the server does not tell its time' };
  // `date +%s` cuts off up to a second.
  const early = asked.before / 1000 - (theirs + 1);
  const late = theirs - asked.after / 1000;
  const seconds = Math.round(Math.max(early, late, 0));
  if (seconds <= CLOCK_SECONDS) return { status: 'ok', found: 'the same time as here' };
  return warned(healthProblem({ kind: 'clock', server, seconds, ahead: late > early }));
}

export function toolsVerdict(server: string, tools: readonly Tool[]): StepVerdict {
  const has = new Set(tools.map(({ name }) => name));
  const missing = WANTED.filter(([name]) => !has.has(name));
  const there = tools
    .map(({ name, version }) => {
      const figure = /\d+\.\d+[\w.]*/.exec(version)?.[0];
      return figure ? `${name} ${figure}` : name;
    })
    .join(', ');
  if (missing.length === 0) return { status: 'ok', found: there };
  return warned(healthProblem({ kind: 'tools', server, missing, there }));
}

function warned(problem: NonNullable<StepVerdict['problem']>): StepVerdict {
  return { status: 'warning', found: problem.what, problem };
}

function failed(problem: NonNullable<StepVerdict['problem']>): StepVerdict {
  return { status: 'failed', found: problem.what, problem };
}

const limitOf = ({ softKiB, hardKiB }: Quota) => softKiB || hardKiB;
const overSpace = (each: Quota) => limitOf(each) > 0 && each.usedKiB >= limitOf(each);
const overFiles = ({ files, softFiles, hardFiles }: Quota) =>
  (softFiles || hardFiles) > 0 && files >= (softFiles || hardFiles);

function spaceWords(each: Quota): string {
  if (limitOf(each) === 0) return '';
  return `your quota on ${each.disk}: ${kib(each.usedKiB)} of ${kib(limitOf(each))}`;
}

const kib = (value: number) => size(value * 1024);
const count = (value: number) => value.toLocaleString('en');
