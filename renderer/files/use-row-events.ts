/**
 * What is done to rows, heard once on the list: clicks, the menu, focus, and what is dragged. Rows
 * say which they are by `data-index`.
 */
import { useEffect, useMemo, useState } from 'react';
import { carriesFiles } from '../kit/drop';

/** What the list does for a row. Every one leaves a row alone whose name is not readable. */
export interface RowVerbs {
  focus(index: number): void;
  click(event: React.MouseEvent, index: number): void;
  toggle(index: number): void;
  open(index: number): void;
  menu(event: React.MouseEvent, index: number): void;
  drop(files: File[], index: number): void;
  /** A folder that takes what is dropped on it. */
  takes(index: number): boolean;
  /** Rows begin to be dragged. */
  drag(event: React.DragEvent, index: number): void;
  /** The drag has ended, wherever. */
  dragEnd(event: React.DragEvent): void;
  /** Dragged rows go into the folder of this row; false when that makes no sense. */
  movesTo(event: React.DragEvent, index: number): boolean;
  move(event: React.DragEvent, index: number): void;
}

const indexOf = (target: EventTarget): number | undefined => {
  const row = target instanceof Element ? target.closest('[data-index]') : null;
  return row ? Number(row.getAttribute('data-index')) : undefined;
};

const isIn = (target: EventTarget, selector: string) =>
  target instanceof Element && target.closest(selector) !== null;

/** @param verbs the same object all the time */
export function useRowEvents(verbs: RowVerbs) {
  const [over, setOver] = useState<number>();
  // A drop elsewhere ends the hover here too.
  useEffect(() => {
    const end = () => setOver(undefined);
    window.addEventListener('drop', end, true);
    window.addEventListener('dragend', end, true);
    return () => {
      window.removeEventListener('drop', end, true);
      window.removeEventListener('dragend', end, true);
    };
  }, []);
  const handlers = useMemo(
    () => ({ ...mouseHandlers(verbs), ...dragHandlers(verbs, setOver) }),
    [verbs],
  );
  const onToggle = useMemo(
    () => (event: React.ChangeEvent<HTMLInputElement>) => {
      const index = indexOf(event.target);
      if (index !== undefined) verbs.toggle(index);
    },
    [verbs],
  );
  return { over, handlers, onToggle };
}

function mouseHandlers(verbs: RowVerbs) {
  return {
    onFocus(event: React.FocusEvent) {
      const index = indexOf(event.target);
      if (index !== undefined) verbs.focus(index);
    },
    onClick(event: React.MouseEvent) {
      const index = indexOf(event.target);
      if (index === undefined || isIn(event.target, 'input')) return;
      // With Ctrl or Shift the row is chosen, as everywhere on it.
      const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (plain && isIn(event.target, 'button')) verbs.open(index);
      else verbs.click(event, index);
    },
    onDoubleClick(event: React.MouseEvent) {
      const index = indexOf(event.target);
      if (index !== undefined && !isIn(event.target, 'input, button')) verbs.open(index);
    },
    onContextMenu(event: React.MouseEvent) {
      const index = indexOf(event.target);
      if (index !== undefined) verbs.menu(event, index);
    },
  };
}

function dragHandlers(verbs: RowVerbs, setOver: (index: number | undefined) => void) {
  const folderAt = (event: React.DragEvent) => {
    const index = indexOf(event.target);
    if (index === undefined || !verbs.takes(index)) return undefined;
    return carriesFiles(event) || verbs.movesTo(event, index) ? index : undefined;
  };
  return {
    onDragStart(event: React.DragEvent) {
      const index = indexOf(event.target);
      if (index !== undefined) verbs.drag(event, index);
    },
    onDragEnd: verbs.dragEnd,
    onDragOver(event: React.DragEvent) {
      const index = folderAt(event);
      setOver(index);
      if (index === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = carriesFiles(event) ? 'copy' : 'move';
    },
    onDragLeave(event: React.DragEvent) {
      const to = event.relatedTarget;
      if (!(to instanceof Node) || !event.currentTarget.contains(to)) setOver(undefined);
    },
    onDrop(event: React.DragEvent) {
      const index = folderAt(event);
      setOver(undefined);
      if (index === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      if (carriesFiles(event)) verbs.drop([...event.dataTransfer.files], index);
      else verbs.move(event, index);
    },
  };
}
