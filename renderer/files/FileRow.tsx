/** One entry of a folder. A folder takes dropped files; a name that is not UTF-8 is inert. */
import { Checkbox, Tooltip } from '@mantine/core';
import {
  CircleHelp,
  CornerUpRight,
  File,
  FileCog,
  Folder,
  FolderSymlink,
  TriangleAlert,
} from 'lucide-react';
import type { FileEntry } from '../../preload/contract/files';
import { useFileDrop } from '../kit/drop';
import { formatMode } from '../kit/format';
import { visibleLine } from '../kit/safe-text';
import { When } from '../kit/When';
import classes from './files.module.css';
import { isFolder, kindWords, sizeWords } from './words';

interface FileRowProps {
  entry: FileEntry;
  index: number;
  focused: boolean;
  selected: boolean;
  onFocus: () => void;
  onSelect: (event: React.MouseEvent) => void;
  onToggle: () => void;
  onOpen: () => void;
  onDropFiles: (files: File[]) => void;
}

export function FileRow(props: FileRowProps) {
  const { entry, index, focused, selected } = props;
  const name = visibleLine(entry.name);
  const folder = isFolder(entry) && entry.nameIsValid;
  const drop = useFileDrop(props.onDropFiles, folder);
  const inert = !entry.nameIsValid;
  return (
    <tr
      className={classes['row']}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-disabled={inert || undefined}
      tabIndex={focused ? 0 : -1}
      data-index={index}
      data-testid={`file-${entry.name}`}
      data-over={drop.over}
      onFocus={props.onFocus}
      onClick={inert ? undefined : props.onSelect}
      onDoubleClick={props.onOpen}
      {...drop.handlers}
    >
      <td className={classes['check']}>
        <Checkbox
          size="xs"
          tabIndex={-1}
          aria-label={`Select ${name}`}
          checked={selected}
          disabled={inert}
          onClick={(event) => event.stopPropagation()}
          onChange={props.onToggle}
        />
      </td>
      <td className={classes['name']}>
        <KindIcon entry={entry} />
        <Name {...props} name={name} folder={folder} />
      </td>
      <td className={classes['size']}>{sizeWords(entry)}</td>
      <td className={classes['modified']}>
        <When at={entry.modifiedSeconds * 1000} />
      </td>
      <td className={classes['mode']}>
        <code>{formatMode(entry.mode)}</code>
      </td>
    </tr>
  );
}

function Name({ entry, name, folder, onOpen }: FileRowProps & { name: string; folder: boolean }) {
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
            event.stopPropagation();
            onOpen();
          }}
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
