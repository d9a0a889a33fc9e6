/**
 * One entry of a folder; a name that is not UTF-8 is inert. Plain elements without hooks or handlers
 * of its own, for many are drawn in each frame of a scroll: the list hears what is done to its rows.
 */
import { CornerUpRight, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import type { FileEntry } from '../../preload/contract/files';
import { formatExact, formatMode, formatRelative } from '../kit/format';
import { visibleLine } from '../kit/safe-text';
import { isoOf } from '../kit/When';
import classes from './files.module.css';
import { KindIcon } from './KindIcon';
import { isFolder, sizeWords, typeWords } from './words';

interface FileRowProps {
  entry: FileEntry;
  index: number;
  /** Where it stands in the list, in pixels. */
  top: number;
  focused: boolean;
  selected: boolean;
  /** Something that it takes hovers above it. */
  over: boolean;
  draggable: boolean;
  /** For the words of its age, in milliseconds. */
  now: number;
  /** Its checkbox was pressed; the same function for all rows. */
  onToggle: (event: React.ChangeEvent<HTMLInputElement>) => void;
}

const unreadable =
  'This name is not valid UTF-8. It is shown as well as it can be, and Labmate does not touch it.';

export const FileRow = memo(function FileRow(props: FileRowProps) {
  const { entry, index, top, focused, selected } = props;
  const name = visibleLine(entry.name);
  const inert = !entry.nameIsValid;
  const modified = entry.modifiedSeconds * 1000;
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
      data-over={props.over || undefined}
      draggable={(props.draggable && !inert) || undefined}
    >
      <td className={classes['check']}>
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select ${name}`}
          checked={selected}
          disabled={inert}
          onChange={props.onToggle}
        />
      </td>
      <td className={classes['name']}>
        <KindIcon entry={entry} />
        <Name entry={entry} name={name} />
      </td>
      <td className={classes['kind']}>{typeWords(entry)}</td>
      <td className={classes['size']}>{sizeWords(entry)}</td>
      <td className={classes['modified']}>
        <time dateTime={isoOf(modified)} title={formatExact(modified)}>
          {formatRelative(modified, props.now)}
        </time>
      </td>
      <td className={classes['mode']}>
        <code>{formatMode(entry.mode)}</code>
      </td>
    </tr>
  );
});

function Name({ entry, name }: { entry: FileEntry; name: string }) {
  return (
    <>
      {isFolder(entry) && entry.nameIsValid ? (
        <button
          type="button"
          tabIndex={-1}
          className={classes['open']}
          aria-label={`Open ${name}`}
          title={name}
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
        <span className={classes['invalid']} title={unreadable}>
          <TriangleAlert size={13} aria-hidden /> name not readable
        </span>
      )}
    </>
  );
}
