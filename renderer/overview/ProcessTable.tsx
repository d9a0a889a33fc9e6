/** Who computes what on the GPUs: user, memory, how long, which command. */
import { Button, Checkbox, Table } from '@mantine/core';
import { ArrowDown, ArrowUp, Info } from 'lucide-react';
import { useState } from 'react';
import type { Gpu, GpuProcess } from '../../preload/contract/monitor';
import { Avatar } from '../kit/Avatar';
import { CopyIconButton } from '../kit/Copy';
import { Figure } from '../kit/Figure';
import { visibleLine } from '../kit/safe-text';
import lists from './lists.module.css';
import classes from './overview.module.css';
import {
  nextOrder,
  type ProcessKey,
  type ProcessOrder,
  processRows,
  type ProcessRow as Row,
} from './processes';
import { elapsedWords, formatMiB, noProcessWords, processLabel } from './words';

interface ProcessTableProps {
  gpus: readonly Gpu[];
  /** My user on this server; null while that is not known. */
  mine: string | null;
  /** Only one GPU is shown. */
  single: boolean;
  /** Why the list cannot be trusted, if so. */
  reason: string | undefined;
  onShowAll: () => void;
}

export function ProcessTable({ gpus, mine, single, reason, onShowAll }: ProcessTableProps) {
  const [order, setOrder] = useState<ProcessOrder>({ by: 'gpu', descending: false });
  const [onlyMine, setOnlyMine] = useState(false);
  const isFiltered = onlyMine && mine !== null;
  const rows = processRows(gpus, order, isFiltered ? mine : null);
  const hasAny = gpus.some(({ processes }) => processes.length > 0);
  const only = single ? gpus[0] : undefined;
  return (
    <section className={classes['card']} aria-label="GPU processes">
      <div className={classes['cardHead']}>
        <h3>{only ? `On GPU ${only.index}` : 'Who is on the GPUs'}</h3>
        <div className={lists['processTools']}>
          {mine !== null && (hasAny || onlyMine) && (
            <Checkbox
              size="xs"
              label="Only mine"
              checked={onlyMine}
              onChange={(event) => setOnlyMine(event.currentTarget.checked)}
            />
          )}
          {single && (
            <Button variant="subtle" size="compact-sm" onClick={onShowAll}>
              Show all GPUs
            </Button>
          )}
        </div>
      </div>
      {reason !== undefined && (
        <p className={classes['hint']}>
          <Info size={15} aria-hidden /> {visibleLine(reason)}
        </p>
      )}
      {rows.length === 0 ? (
        <p className={classes['quiet']}>
          {hasAny && isFiltered
            ? 'None of these processes is yours.'
            : noProcessWords(gpus, reason !== undefined)}
        </p>
      ) : (
        <Rows rows={rows} order={order} onSort={(by) => setOrder(nextOrder(order, by))} />
      )}
    </section>
  );
}

interface RowsProps {
  rows: readonly Row[];
  order: ProcessOrder;
  onSort: (by: ProcessKey) => void;
}

function Rows({ rows, order, onSort }: RowsProps) {
  const sort = { order, onSort };
  return (
    <Table.ScrollContainer minWidth={560} type="native">
      <Table className={classes['table']} aria-label="GPU processes" verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <SortHead by="gpu" title="GPU" {...sort} />
            <SortHead by="user" title="User" {...sort} />
            <SortHead by="memory" title="GPU memory" {...sort} />
            <SortHead by="time" title="Running for" {...sort} />
            <Table.Th className={classes['number']}>PID</Table.Th>
            <Table.Th>Command</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ gpu, process }) => (
            <ProcessRow key={`${gpu.uuid} ${process.pid}`} gpu={gpu} process={process} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

interface SortHeadProps extends Omit<RowsProps, 'rows'> {
  by: ProcessKey;
  title: string;
}

function SortHead({ by, title, order, onSort }: SortHeadProps) {
  const isActive = order.by === by;
  const Arrow = isActive && order.descending ? ArrowDown : ArrowUp;
  const direction = order.descending ? 'descending' : 'ascending';
  const isNumber = by === 'memory' || by === 'time';
  return (
    <Table.Th
      className={isNumber ? classes['number'] : undefined}
      aria-sort={isActive ? direction : 'none'}
    >
      <button
        type="button"
        className={`${lists['sort']} ${isNumber ? lists['sortNumber'] : ''}`}
        data-active={isActive}
        onClick={() => onSort(by)}
      >
        {title}
        <Arrow size={12} aria-hidden />
      </button>
    </Table.Th>
  );
}

function ProcessRow({ gpu, process }: { gpu: Gpu; process: GpuProcess }) {
  const command = visibleLine(processLabel(process));
  return (
    <Table.Tr>
      <Table.Td>{gpu.index}</Table.Td>
      <Table.Td>
        {process.user === null ? (
          <Figure
            reading={{ value: null, reason: process.userReason ?? 'the server does not tell' }}
            format={String}
          />
        ) : (
          <span className={classes['user']}>
            <Avatar user={process.user} />
            <bdi>{visibleLine(process.user)}</bdi>
          </span>
        )}
      </Table.Td>
      <Table.Td className={classes['number']}>
        <Figure reading={process.memoryUsedMiB} format={formatMiB} />
      </Table.Td>
      <Table.Td className={classes['number']}>{elapsedWords(process.elapsedSeconds)}</Table.Td>
      <Table.Td className={classes['number']}>{process.pid}</Table.Td>
      <Table.Td className={classes['command']} title={command}>
        <span className={lists['commandCell']}>
          <bdi>{command}</bdi>
          {/* As it is shown: control characters of a stranger's command must not reach a terminal. */}
          <CopyIconButton text={command} label="Copy the command line" />
        </span>
      </Table.Td>
    </Table.Tr>
  );
}
