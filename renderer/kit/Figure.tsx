/** A figure, or a dash that says why there is none. Never zero for "unknown". */
import { Tooltip } from '@mantine/core';
import type { Reading } from '../../preload/contract/monitor';
import classes from './kit.module.css';
import { visibleLine } from './safe-text';

interface FigureProps {
  reading: Reading;
  format: (value: number) => string;
}

export function Figure({ reading, format }: FigureProps) {
  if (reading.value !== null) return <span>{format(reading.value)}</span>;
  const reason = visibleLine(reading.reason);
  return (
    <Tooltip label={reason}>
      <span className={classes['unknown']}>
        n/a<span className={classes['srOnly']}> ({reason})</span>
      </span>
    </Tooltip>
  );
}
