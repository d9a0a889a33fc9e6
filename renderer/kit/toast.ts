/** Short messages in the corner: what was done, and what failed where no card has a place. */
import { notifications } from '@mantine/notifications';
import type { Problem } from '../../preload/contract/problem';
import { visibleLine } from './safe-text';

export function say(message: string): void {
  notifications.show({ message: visibleLine(message), autoClose: 4000, withBorder: true });
}

/** Says a problem in two sentences; it stays until it is closed. */
export function sayProblem(problem: Problem): void {
  const next = problem.next[0]?.label;
  notifications.show({
    title: visibleLine(problem.what),
    message: visibleLine([problem.why, next].filter((part) => part !== undefined).join(' ')),
    color: 'red',
    autoClose: false,
    withBorder: true,
  });
}
