/** One GPU of a card: filled by its memory, glowing with its utilisation, and who holds it. */
import { type CSSProperties, memo } from 'react';
import { percentOf } from '../kit/format';
import { initials, personColor } from '../kit/person';
import { visibleLine } from '../kit/safe-text';
import { type GlanceGpu, memoryWords, tileSentence, tileWord } from './lab';
import classes from './lab.module.css';

interface LabTileProps {
  gpu: GlanceGpu;
  onOpen: () => void;
}

function Tile({ gpu, onOpen }: LabTileProps) {
  const sentence = visibleLine(tileSentence(gpu));
  const memory = percentOf(gpu.memoryUsedMiB, gpu.memoryTotalMiB);
  const look = {
    '--fill': `${memory ?? 0}%`,
    '--glow': (gpu.utilizationPercent.value ?? 0) / 100,
  } as CSSProperties;
  return (
    <button
      type="button"
      className={classes['tile']}
      style={look}
      title={sentence}
      aria-label={sentence}
      data-free={gpu.free}
      data-condition={gpu.condition}
      data-unknown={memory === null}
      onClick={onOpen}
    >
      <span className={classes['index']}>{gpu.index}</span>
      <span className={classes['word']}>{tileWord(gpu)}</span>
      <span className={classes['memory']}>{visibleLine(memoryWords(gpu))}</span>
      <span className={classes['people']}>
        {gpu.holders.slice(0, 2).map((user) => (
          <span
            key={user ?? '?'}
            className={classes['holder']}
            style={user === null ? {} : { background: `var(--lm-person-${personColor(user)})` }}
          >
            {user === null ? '?' : visibleLine(initials(user))}
          </span>
        ))}
        {gpu.holders.length > 2 && <span>+{gpu.holders.length - 2}</span>}
      </span>
    </button>
  );
}

/** A glance is a new object each time; only what changed is drawn again. */
export const LabTile = memo(
  Tile,
  (before, after) => JSON.stringify(before.gpu) === JSON.stringify(after.gpu),
);
