/** The entries of a folder as a grid: mouse, keyboard (arrows, Enter, Space, F2, Delete, Backspace). */
import { useMemo, useState } from 'react';
import type { FileEntry } from '../../preload/contract/files';
import { FileHead } from './FileHead';
import { FileRow } from './FileRow';
import classes from './files.module.css';
import { fileKeyAction, type KeyAction, moveTarget } from './keys';
import type { FilesDialog, FilesPanelProps } from './Panel';
import { joinPath, parentPath } from './paths';
import { type Folder, openFolder, updateFolder } from './store';
import { useScroller } from './use-scroller';
import { windowRows } from './window-rows';
import { isFolder, sortEntries } from './words';

interface FileListProps {
  server: string;
  folder: Folder;
  /** Those of the folder that are shown. */
  entries: readonly FileEntry[];
  onDialog: (dialog: FilesDialog) => void;
  onDropFiles: FilesPanelProps['onDropFiles'];
}

export function FileList(props: FileListProps) {
  const { server, folder, onDropFiles } = props;
  const { listing, sort, selected } = folder;
  const here = listing?.path ?? '/';
  const entries = useMemo(() => sortEntries(props.entries, sort), [props.entries, sort]);
  const scroller = useScroller(here);
  const [focusedAt, setFocused] = useState(0);
  const focused = Math.min(focusedAt, Math.max(0, entries.length - 1));
  const verbs = useVerbs(props, here);
  const rows = windowRows(entries.length, scroller.top, scroller.height);

  const onKeyDown = (event: React.KeyboardEvent) => {
    const entry = entries[focused];
    const { target } = event;
    const inControl = target instanceof HTMLElement && target.closest('input, button') !== null;
    const action = fileKeyAction(event, inControl);
    if (!entry || !action) return;
    event.preventDefault();
    if (action.kind !== 'move') return verbs.run(action, entry, entries);
    const next = moveTarget(action.to, focused, entries.length);
    setFocused(next);
    scroller.reveal(next);
  };
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
      <tbody
        ref={scroller.ref}
        className={classes['rows']}
        onScroll={scroller.onScroll}
        onKeyDown={onKeyDown}
      >
        <tr aria-hidden style={{ height: rows.padTop }} />
        {entries.slice(rows.first, rows.end).map((entry, at) => (
          <FileRow
            key={entry.name}
            entry={entry}
            index={rows.first + at}
            focused={rows.first + at === focused}
            selected={selected.has(entry.name)}
            onFocus={() => setFocused(rows.first + at)}
            onSelect={(event) => verbs.click(event, entry)}
            onToggle={() => verbs.toggle(entry)}
            onOpen={() => verbs.open(entry)}
            onDropFiles={(files) => onDropFiles(files, joinPath(here, entry.name))}
          />
        ))}
        <tr aria-hidden style={{ height: rows.padBottom }} />
      </tbody>
    </table>
  );
}

/** What can be done with a row. An entry whose name is not readable is left alone by all of them. */
function useVerbs({ server, folder, onDialog }: FileListProps, here: string) {
  const { selected } = folder;
  const select = (names: Iterable<string>) => updateFolder(server, { selected: new Set(names) });
  const toggle = ({ name, nameIsValid }: FileEntry) => {
    if (!nameIsValid) return;
    const next = new Set(selected);
    if (!next.delete(name)) next.add(name);
    select(next);
  };
  const open = (entry: FileEntry) => {
    if (!entry.nameIsValid) return;
    if (isFolder(entry)) void openFolder(server, joinPath(here, entry.name));
    else if (!selected.has(entry.name)) toggle(entry);
  };
  const ask = (dialog: 'rename' | 'delete', entry: FileEntry) => {
    if (!entry.nameIsValid) return;
    if (selected.size === 0 || dialog === 'rename') select([entry.name]);
    onDialog(dialog);
  };
  return {
    open,
    toggle,
    click: (event: React.MouseEvent, entry: FileEntry) =>
      event.ctrlKey || event.metaKey ? toggle(entry) : select([entry.name]),
    run(action: Exclude<KeyAction, { kind: 'move' }>, entry: FileEntry, all: FileEntry[]) {
      if (action.kind === 'open') open(entry);
      else if (action.kind === 'toggle') toggle(entry);
      else if (action.kind === 'up') void openFolder(server, parentPath(here));
      else if (action.kind === 'dialog') ask(action.dialog, entry);
      else select(all.filter(({ nameIsValid }) => nameIsValid).map(({ name }) => name));
    },
  };
}
