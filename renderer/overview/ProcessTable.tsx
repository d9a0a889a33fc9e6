/** Who computes what on the GPUs: user, memory, how long, which command. */
import { Button, Table } from '@mantine/core';
import { Info } from 'lucide-react';
import type { Gpu, GpuProcess } from '../../preload/contract/monitor';
import { Avatar } from '../kit/Avatar';
import { Figure } from '../kit/Figure';
import { visibleLine } from '../kit/safe-text';
import classes from './overview.module.css';
import { elapsedWords, formatMiB, noProcessWords, processLabel } from './words';

interface ProcessTableProps {
  gpus: readonly Gpu[];
  /** Only one GPU is shown. */
  single: boolean;
  /** Why the list cannot be trusted, if so. */
  reason: string | undefined;
  onShowAll: () => void;
}

export function ProcessTable({ gpus, single, reason, onShowAll }: ProcessTableProps) {
  const rows = gpus.flatMap((gpu) => gpu.processes.map((process) => ({ gpu, process })));
  const only = single ? gpus[0] : undefined;
  return (
    <section className={classes['card']} aria-label="GPU processes">
      <div className={classes['cardHead']}>
        <h3>{only ? `On GPU ${only.index}` : 'Who is on the GPUs'}</h3>
        {single && (
          <Button variant="subtle" size="compact-sm" onClick={onShowAll}>
            Show all GPUs
          </Button>
        )}
      </div>
      {reason !== undefined && (
        <p className={classes['hint']}>
          <Info size={15} aria-hidden /> {visibleLine(reason)}
        </p>
      )}
      {rows.length === 0 ? (
        <p className={classes['quiet']}>{noProcessWords(gpus, reason !== undefined)}</p>
      ) : (
        <Table.ScrollContainer minWidth={560} className={classes['scroll']}>
          <Table className={classes['table']} aria-label="GPU processes" verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>GPU</Table.Th>
                <Table.Th>User</Table.Th>
                <Table.Th className={classes['number']}>GPU memory</Table.Th>
                <Table.Th className={classes['number']}>Running for</Table.Th>
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
      )}
    </section>
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
        <bdi>{command}</bdi>
      </Table.Td>
    </Table.Tr>
  );
}
