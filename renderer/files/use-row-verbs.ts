/**
 * What mouse and keys do with the rows: choose (one, several, ranges), open, preview, menu, typing a
 * name. An entry whose name is not readable is left alone by all of them.
 */
import { useMemo, useRef, useState } from 'react';
import type { FileEntry } from '../../preload/contract/files';
import type { FileListProps } from './FileList';
import { fileKeyAction, type KeyAction, moveTarget } from './keys';
import { beginMove, endMove, moveInto, movesInto } from './move';
import { joinPath, parentPath } from './paths';
import { namesBetween, rowTyped } from './select';
import { openFolder, updateFolder } from './store';
import type { RowVerbs } from './use-row-events';
import { isFolder } from './words';

/** Letters typed within this time belong to one name, in milliseconds. */
const typingMs = 900;

type Needs = FileListProps & {
  here: string;
  /** Brings a row into view and gives it the focus. */
  reveal: (index: number) => void;
};

export function useRowVerbs(needs: Needs) {
  const [focusedAt, setFocused] = useState(0);
  const focused = Math.min(focusedAt, Math.max(0, needs.entries.length - 1));
  const anchor = useRef(0);
  const typed = useRef({ text: '', at: 0 });
  const latest = useRef({ ...needs, focused });
  latest.current = { ...needs, focused };

  const rows = useMemo(() => rowsOf(latest, anchor, setFocused), []);
  const verbs: RowVerbs = rows.verbs;

  const type = (letter: string) => {
    const now = Date.now();
    const { text, at } = typed.current;
    typed.current = { text: now - at < typingMs ? text + letter : letter, at: now };
    const found = rowTyped(needs.entries, typed.current.text, focused);
    if (found >= 0) rows.goTo(found, false);
  };
  const isTyping = () => typed.current.text !== '' && Date.now() - typed.current.at < typingMs;

  const onKeyDown = (event: React.KeyboardEvent) => {
    const { target } = event;
    const inControl = target instanceof HTMLElement && target.closest('input, button') !== null;
    const action = fileKeyAction(event, inControl, isTyping());
    if (!action || needs.entries.length === 0) return;
    event.preventDefault();
    if (action.kind === 'type') return type(action.letter);
    typed.current = { text: '', at: 0 };
    if (action.kind === 'move') {
      rows.goTo(moveTarget(action.to, focused, needs.entries.length), action.extend === true);
    } else rows.run(action, focused);
  };
  return { focused, verbs, onKeyDown };
}

/** The drag was let go outside of the window (there the system says where, in the page's pixels). */
function isOutside({ clientX, clientY }: React.DragEvent): boolean {
  return clientX < 0 || clientY < 0 || clientX > innerWidth || clientY > innerHeight;
}

type Latest = React.RefObject<Needs & { focused: number }>;

function rowsOf(
  latest: Latest,
  anchor: React.RefObject<number>,
  setFocused: (index: number) => void,
) {
  const now = () => latest.current;
  const entryAt = (index: number): FileEntry | undefined => {
    const entry = now().entries[index];
    return entry?.nameIsValid ? entry : undefined;
  };
  const select = (names: Iterable<string>) => {
    const selected = new Set(names);
    const { server, folder, entries } = now();
    const only = selected.size === 1 ? entries.find(({ name }) => selected.has(name)) : undefined;
    // An open preview follows the choice.
    const follows = folder.preview !== undefined && only && !isFolder(only);
    updateFolder(server, { selected, ...(follows && { preview: only.name }) });
  };
  const toggle = (index: number) => {
    const entry = entryAt(index);
    if (!entry) return;
    const next = new Set(now().folder.selected);
    if (!next.delete(entry.name)) next.add(entry.name);
    anchor.current = index;
    select(next);
  };
  const extend = (index: number) => select(namesBetween(now().entries, anchor.current, index));
  const only = (index: number) => {
    const entry = entryAt(index);
    anchor.current = index;
    select(entry ? [entry.name] : []);
  };
  const preview = (index: number) => {
    const entry = entryAt(index);
    const { server, folder } = now();
    if (!entry || isFolder(entry)) return;
    only(index);
    updateFolder(server, { preview: folder.preview === entry.name ? undefined : entry.name });
  };
  const open = (index: number) => {
    const entry = entryAt(index);
    if (!entry) return;
    const { server, here } = now();
    if (isFolder(entry)) void openFolder(server, joinPath(here, entry.name));
    else {
      only(index);
      updateFolder(server, { preview: entry.name });
    }
  };
  /** A row that is not chosen becomes the chosen one; a chosen one keeps the others. */
  const choose = (index: number): boolean => {
    const entry = entryAt(index);
    if (!entry) return false;
    if (!now().folder.selected.has(entry.name)) only(index);
    return true;
  };
  const menuAtRow = (index: number) => {
    const row = document.querySelector(`[data-testid="files-drop"] [data-index="${index}"]`);
    const box = row?.getBoundingClientRect();
    if (!choose(index) || !box) return;
    // After this key press: a menu that opens in the midst of one is closed by it again.
    requestAnimationFrame(() => now().onMenu({ x: box.left + 60, y: box.bottom }));
  };
  let dragging: string[] = [];
  const pathAt = (index: number) => joinPath(now().here, now().entries[index]?.name ?? '');
  const moving = (event: React.DragEvent, index: number) =>
    movesInto(event, now().server, pathAt(index));
  /** All that is chosen, or this row alone where it was not chosen until now. */
  const draggedPaths = (index: number): string[] => {
    const { entries, folder, here } = now();
    const name = entryAt(index)?.name ?? '';
    const chosen = folder.selected.has(name) ? folder.selected : new Set([name]);
    return entries
      .filter((each) => each.nameIsValid && chosen.has(each.name))
      .map((each) => joinPath(here, each.name));
  };
  return {
    goTo(index: number, extends_: boolean) {
      setFocused(index);
      now().reveal(index);
      if (extends_) extend(index);
      else only(index);
    },
    run(action: Exclude<KeyAction, { kind: 'move' | 'type' }>, index: number) {
      const { server, here, entries, onDialog } = now();
      if (action.kind === 'open') open(index);
      else if (action.kind === 'toggle') toggle(index);
      else if (action.kind === 'preview') preview(index);
      else if (action.kind === 'menu') menuAtRow(index);
      else if (action.kind === 'none') select([]);
      else if (action.kind === 'up') void openFolder(server, parentPath(here));
      else if (action.kind === 'all') select(namesBetween(entries, 0, entries.length - 1));
      else if (choose(index)) {
        if (action.dialog === 'rename') only(index);
        onDialog(action.dialog);
      }
    },
    verbs: {
      focus: setFocused,
      toggle,
      open,
      click(event: React.MouseEvent, index: number) {
        if (!entryAt(index)) return;
        if (event.shiftKey) extend(index);
        else if (event.ctrlKey || event.metaKey) toggle(index);
        else only(index);
      },
      menu(event: React.MouseEvent, index: number) {
        event.preventDefault();
        event.stopPropagation();
        setFocused(index);
        if (choose(index)) now().onMenu({ x: event.clientX, y: event.clientY });
      },
      takes(index: number) {
        const entry = entryAt(index);
        return entry !== undefined && isFolder(entry);
      },
      drag(event: React.DragEvent, index: number) {
        if (!choose(index)) return event.preventDefault();
        dragging = draggedPaths(index);
        beginMove(event, now().server, dragging);
      },
      dragEnd(event: React.DragEvent) {
        endMove();
        if (isOutside(event)) now().onDragOut?.(dragging);
      },
      movesTo: (event: React.DragEvent, index: number) => moving(event, index).length > 0,
      move(event: React.DragEvent, index: number) {
        const paths = moving(event, index);
        void moveInto(now().server, paths, pathAt(index));
      },
      drop(files: File[], index: number) {
        const entry = entryAt(index);
        const { here, onDropFiles } = now();
        if (entry) onDropFiles(files, joinPath(here, entry.name));
      },
    },
  };
}
