/**
 * Short messages in the corner for what was done; and problems that have no card of their own, which
 * stand on the shelf above the page (`ProblemShelf`) until they are dismissed.
 */
import { notifications } from '@mantine/notifications';
import { create } from 'zustand';
import type { Problem } from '../../preload/contract/problem';
import { visibleLine } from './safe-text';

/** The newest are shown: what failed long ago is no news any more. */
const shelfLimit = 3;

/** Oldest first. */
export const useShelf = create<{ problems: readonly Problem[] }>()(() => ({ problems: [] }));

export function say(message: string): void {
  notifications.show({ message: visibleLine(message), autoClose: 4000, withBorder: true });
}

/** Puts a problem on the shelf; the same one stands there once. */
export function sayProblem(problem: Problem): void {
  useShelf.setState(({ problems }) => ({
    problems: [...problems.filter((each) => !isSame(each, problem)), problem].slice(-shelfLimit),
  }));
}

export function dismissProblem(problem: Problem): void {
  useShelf.setState(({ problems }) => ({ problems: problems.filter((each) => each !== problem) }));
}

const isSame = (a: Problem, b: Problem) => a.tag === b.tag && a.what === b.what;
