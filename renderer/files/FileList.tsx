/** The entries of a folder as a grid of which only what is in sight is drawn. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { FileEntry } from '../../preload/contract/files';
import { useMinute } from '../kit/clock';
import { FileHead } from './FileHead';
import { FileRow } from './FileRow';
import classes from './files.module.css';
import type { FilesDialog, FilesPanelProps } from './Panel';
import { childOnWay } from './paths';
import type { MenuPlace } from './RowMenu';
import type { Folder } from './store';
import { useRowEvents } from './use-row-events';
import { useRowVerbs } from './use-row-verbs';

/** Height of a row in pixels; files.module.css has the same. */
const rowHeight = 36;
/** Rows drawn beyond what is in sight, so that a fast wheel meets no gap. */
const spareRows = 8;
const edge = 4;

export interface FileListProps {
  server: string;
  folder: Folder;
  /** Those of the folder that are shown, in order. */
  entries: readonly FileEntry[];
  onDialog: (dialog: FilesDialog) => void;
  onMenu: (place: MenuPlace) => void;
  /** The keyboard was here, and the row that had it is gone. */
  isFocusLost: () => boolean;
  onDropFiles: FilesPanelProps['onDropFiles'];
  onDragOut: FilesPanelProps['onDragOut'];
}

export function FileList(props: FileListProps) {
  const { server, folder, entries } = props;
  const here = folder.listing?.path ?? '/';
  const body = useRef<HTMLTableSectionElement>(null);
  const waiting = useRef<number>(undefined);
  const pinned = useRef(0);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => body.current,
    estimateSize: () => rowHeight,
    overscan: spareRows,
    paddingStart: edge,
    paddingEnd: edge,
    initialRect: { width: 800, height: 600 },
    // The row that has the focus stays drawn, else the keyboard would lose its place.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const first = Math.max(0, startIndex - overscan);
      const last = Math.min(count - 1, endIndex + overscan);
      const shown = Array.from({ length: last - first + 1 }, (_, at) => first + at);
      const focus = pinned.current;
      return focus < first || focus > last ? [...shown, ...(focus < count ? [focus] : [])] : shown;
    },
  });
  const reveal = (index: number) => {
    waiting.current = index;
    virtual.scrollToIndex(index, { align: 'auto' });
  };
  const { focused, verbs, onKeyDown } = useRowVerbs({ ...props, here, reveal });
  const { over, handlers, onToggle } = useRowEvents(verbs);
  const now = useMinute();
  pinned.current = focused;
  const hasKeyboard = () => body.current?.contains(document.activeElement) ?? false;
  useKeptPlace(props, { here, focused, hasKeyboard }, (index, isNew) => {
    if (isNew) body.current?.scrollTo(0, 0);
    verbs.focus(index);
    if (isNew && index > 0) virtual.scrollToIndex(index);
    if (props.isFocusLost()) reveal(index);
  });
  // The row may be drawn only after the scroll: it gets the focus once it is there.
  useEffect(() => {
    if (waiting.current === undefined) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-index="${waiting.current}"]`);
    if (!row) return;
    waiting.current = undefined;
    row.focus({ preventScroll: true });
  });
  return (
    <table
      className={classes['grid']}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table with keys
      role="grid"
      aria-label="Files"
      aria-rowcount={entries.length + 1}
      aria-multiselectable
    >
      <FileHead folder={folder} server={server} entries={entries} />
      <tbody ref={body} className={classes['rows']} onKeyDown={onKeyDown} {...handlers}>
        <tr aria-hidden style={{ height: virtual.getTotalSize() }} />
        {virtual.getVirtualItems().map(({ index, start }) => {
          const entry = entries[index];
          return (
            entry && (
              <FileRow
                // Names that are not readable may look alike: several rows would have one key.
                key={entry.nameIsValid ? entry.name : `\0${index}`}
                entry={entry}
                index={index}
                top={start}
                focused={index === focused}
                selected={folder.selected.has(entry.name)}
                over={index === over}
                draggable
                now={now}
                onToggle={onToggle}
              />
            )
          );
        })}
      </tbody>
    </table>
  );
}

/**
 * The keyboard's place in a folder belongs to a name, not to a number: what is listed anew may stand
 * elsewhere. Another folder begins at its top, the one above at the folder that was left; and what is
 * made or renamed while the keyboard is elsewhere is where it comes back to.
 */
function useKeptPlace(
  { entries, folder }: FileListProps,
  { here, focused, hasKeyboard }: { here: string; focused: number; hasKeyboard: () => boolean },
  goTo: (index: number, isNew: boolean) => void,
): void {
  const last = useRef({ here: '', name: '' });
  const [only] = folder.selected.size === 1 ? folder.selected : [];
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when something else is listed or chosen
  useEffect(() => {
    const isNew = last.current.here !== here;
    const kept = isNew ? childOnWay(here, last.current.here) : last.current.name;
    const at = (name: string | undefined) => entries.findIndex((each) => each.name === name);
    const chosen = hasKeyboard() ? -1 : at(only);
    const found = chosen >= 0 ? chosen : at(kept);
    goTo(found >= 0 ? found : isNew ? 0 : Math.min(focused, entries.length - 1), isNew);
  }, [here, entries, only]);
  useEffect(() => {
    last.current = { here, name: entries[focused]?.name ?? '' };
  });
}
