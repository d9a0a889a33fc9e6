/** One entry of a folder. A folder takes dropped files; a name that is not UTF-8 is inert. */
import { Tooltip } from '@mantine/core';
import {
  CircleHelp,
  CornerUpRight,
  File,
  FileCog,
  Folder,
  FolderSymlink,
  TriangleAlert,
} from 'lucide-react';
import { memo } from 'react';
import type { FileEntry } from '../../preload/contract/files';
import { useFileDrop } from '../kit/drop';
import { formatMode } from '../kit/format';
import { visibleLine } from '../kit/safe-text';
import { When } from '../kit/When';
import classes from './files.module.css';
import { isFolder, kindWords, sizeWords, typeWords } from './words';

/** What a row tells the list; the same object for all rows, so that rows are drawn once. */
export interface RowVerbs {
  focus(index: number): void;
  click(event: React.MouseEvent, index: number): void;
  toggle(index: number): void;
  open(index: number): void;
  menu(event: React.MouseEvent, index: number): void;
  drop(files: File[], index: number): void;
  dragOut: ((event: React.DragEvent, index: number) => void) | undefined;
}

interface FileRowProps {
  entry: FileEntry;
  index: number;
  /** Where it stands in the list, in pixels. */
  top: number;
  focused: boolean;
  selected: boolean;
  verbs: RowVerbs;
}

export const FileRow = memo(function FileRow(props: FileRowProps) {
  const { entry, index, top, focused, selected, verbs } = props;
  const name = visibleLine(entry.name);
  const folder = isFolder(entry) && entry.nameIsValid;
  const drop = useFileDrop((files) => verbs.drop(files, index), folder);
  const inert = !entry.nameIsValid;
  const { dragOut } = verbs;
  return (
    <tr
      className={classes['row']}
      style={{ transform: `translateY(${top}px)` }}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-disabled={inert || undefined}
      tabIndex={focused ? 0 : -1}
      data-index={index}
      data-testid={`file-${entry.name}`}
      data-over={drop.over}
      draggable={dragOut !== undefined && !inert}
      onDragStart={dragOut && !inert ? (event) => dragOut(event, index) : undefined}
      onFocus={() => verbs.focus(index)}
      onClick={inert ? undefined : (event) => verbs.click(event, index)}
      onContextMenu={(event) => verbs.menu(event, index)}
      onDoubleClick={() => verbs.open(index)}
      {...drop.handlers}
    >
      <td className={classes['check']}>
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select ${name}`}
          checked={selected}
          disabled={inert}
          onClick={(event) => event.stopPropagation()}
          onDoubleClick={(event) => event.stopPropagation()}
          onChange={() => verbs.toggle(index)}
        />
      </td>
      <td className={classes['name']}>
        <KindIcon entry={entry} />
        <Name entry={entry} name={name} folder={folder} onOpen={() => verbs.open(index)} />
      </td>
      <td className={classes['kind']}>{typeWords(entry)}</td>
      <td className={classes['size']}>{sizeWords(entry)}</td>
      <td className={classes['modified']}>
        <When at={entry.modifiedSeconds * 1000} />
      </td>
      <td className={classes['mode']}>
        <code>{formatMode(entry.mode)}</code>
      </td>
    </tr>
  );
});

interface NameProps {
  entry: FileEntry;
  name: string;
  folder: boolean;
  onOpen: () => void;
}

function Name({ entry, name, folder, onOpen }: NameProps) {
  return (
    <>
      {folder ? (
        <button
          type="button"
          tabIndex={-1}
          className={classes['open']}
          aria-label={`Open ${name}`}
          title={name}
          onClick={(event) => {
            // With Ctrl or Shift the row is chosen, as everywhere on it.
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.stopPropagation();
            onOpen();
          }}
          onDoubleClick={(event) => event.stopPropagation()}
        >
          <bdi>{name}</bdi>
        </button>
      ) : (
        <bdi className={classes['nameText']} title={name}>
          {name}
        </bdi>
      )}
      {entry.kind === 'symlink' && entry.target !== undefined && (
        <span className={classes['target']} title={visibleLine(entry.target)}>
          <CornerUpRight size={12} aria-label="links to" /> {visibleLine(entry.target)}
        </span>
      )}
      {!entry.nameIsValid && (
        <Tooltip label="This name is not valid UTF-8. It is shown as well as it can be, and Labmate does not touch it.">
          <span className={classes['invalid']}>
            <TriangleAlert size={13} aria-hidden /> name not readable
          </span>
        </Tooltip>
      )}
    </>
  );
}

function KindIcon({ entry }: { entry: FileEntry }) {
  const props = { size: 17, 'aria-label': kindWords(entry), role: 'img' };
  if (entry.kind === 'directory') return <Folder {...props} className={classes['folderIcon']} />;
  if (entry.kind === 'symlink')
    return entry.targetIsDirectory === true ? (
      <FolderSymlink {...props} className={classes['folderIcon']} />
    ) : (
      <File {...props} className={classes['fileIcon']} />
    );
  if (entry.kind === 'file')
    return entry.mode & 0o111 ? (
      <FileCog {...props} className={classes['fileIcon']} />
    ) : (
      <File {...props} className={classes['fileIcon']} />
    );
  return <CircleHelp {...props} className={classes['fileIcon']} />;
}
