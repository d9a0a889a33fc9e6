/** What screen readers say while a server or a group is dragged. Pure. */
import { visibleLine } from '../kit/safe-text';

export const screenReaderInstructions = {
  draggable:
    'Press Space to pick it up, the arrow keys to move it, Space to put it down, Escape to leave it.',
};

interface DragWords {
  active: { id: string | number };
  over: { id: string | number } | null;
}

const nameOf = ({ id }: { id: string | number }) =>
  visibleLine(String(id).replace(/^group:/, 'group '));

export const dragWords = {
  onDragStart: ({ active }: Pick<DragWords, 'active'>) => `${nameOf(active)} is picked up.`,
  onDragOver: ({ active, over }: DragWords) =>
    over ? `${nameOf(active)} is at ${nameOf(over)}.` : undefined,
  onDragEnd: ({ active, over }: DragWords) =>
    over
      ? `${nameOf(active)} was put down at ${nameOf(over)}.`
      : `${nameOf(active)} stays where it was.`,
  onDragCancel: ({ active }: Pick<DragWords, 'active'>) => `${nameOf(active)} stays where it was.`,
};
