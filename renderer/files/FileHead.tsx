/** The head of the file list: selects everything, and sorts by a column. */
import { Checkbox } from '@mantine/core';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, useMemo } from 'react';
import type { FileEntry } from '../../preload/contract/files';
import classes from './files.module.css';
import { type Folder, updateFolder } from './store';
import type { Sort, SortKey } from './words';

interface FileHeadProps {
  server: string;
  folder: Folder;
  entries: readonly FileEntry[];
}

const columns: readonly [SortKey, string][] = [
  ['name', 'Name'],
  ['kind', 'Kind'],
  ['size', 'Size'],
  ['modified', 'Changed'],
];

/** Drawn again only when its folder changes: scrolling must not walk through 100,000 names. */
export const FileHead = memo(function FileHead({ server, folder, entries }: FileHeadProps) {
  const { sort, selected } = folder;
  const names = useMemo(
    () => entries.filter((entry) => entry.nameIsValid).map(({ name }) => name),
    [entries],
  );
  const all = names.length > 0 && selected.size === names.length;
  return (
    <thead>
      <tr className={classes['headRow']}>
        <th className={classes['check']}>
          <Checkbox
            size="xs"
            aria-label="Select everything in this folder"
            checked={all}
            indeterminate={!all && selected.size > 0}
            onChange={() => updateFolder(server, { selected: new Set(all ? [] : names) })}
          />
        </th>
        {columns.map(([key, label]) => (
          <Column
            key={key}
            column={key}
            label={label}
            sort={sort}
            onSort={(next) => updateFolder(server, { sort: next })}
          />
        ))}
        <th className={classes['mode']}>Permissions</th>
      </tr>
    </thead>
  );
});

interface ColumnProps {
  column: SortKey;
  label: string;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

function Column({ column, label, sort, onSort }: ColumnProps) {
  const active = sort.key === column;
  const Arrow = sort.descending ? ArrowDown : ArrowUp;
  const direction = sort.descending ? 'descending' : 'ascending';
  return (
    <th className={classes[column]} aria-sort={active ? direction : 'none'}>
      <button
        type="button"
        onClick={() => onSort({ key: column, descending: active && !sort.descending })}
      >
        {label}
        {active && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  );
}
