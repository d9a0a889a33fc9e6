/**
 * One GPU: the fill is its memory, the glow its utilisation, the initials who holds it. All of it
 * stands there in figures and words too.
 */
import { CircleCheck, CircleX, Flame, Pause, PieChart } from 'lucide-react';
import type { CSSProperties } from 'react';
import type { Gpu, HistoryPoint } from '../../preload/contract/monitor';
import { Avatar } from '../kit/Avatar';
import { Chart } from '../kit/Chart';
import { Figure } from '../kit/Figure';
import { formatPercent, percentOf, sentence } from '../kit/format';
import { visibleLine } from '../kit/safe-text';
import classes from './overview.module.css';
import {
  formatCelsius,
  formatMiB,
  formatWatt,
  type GpuState,
  gpuSentence,
  gpuState,
  holdersOf,
  holdersWords,
  shortGpuName,
  usedOfWords,
} from './words';

const icons = {
  ok: CircleCheck,
  busy: Flame,
  muted: Pause,
  warn: PieChart,
  danger: CircleX,
} satisfies Record<GpuState['tone'], unknown>;

interface GpuTileProps {
  gpu: Gpu;
  /** Its place in the history's lists. */
  at: number;
  history: readonly HistoryPoint[];
  pressed: boolean;
  onPress: () => void;
}

export function GpuTile({ gpu, at, history, pressed, onPress }: GpuTileProps) {
  const state = gpuState(gpu);
  const Icon = icons[state.tone];
  const memory = percentOf(gpu.memoryUsedMiB, gpu.memoryTotalMiB);
  const id = `gpu-${gpu.index}`;
  const look = {
    '--fill': `${memory ?? 0}%`,
    '--glow': (gpu.utilizationPercent.value ?? 0) / 100,
  } as CSSProperties;
  return (
    <button
      type="button"
      className={classes['tile']}
      data-tone={state.tone}
      data-testid={id}
      data-free={gpu.free}
      aria-pressed={pressed}
      aria-label={visibleLine(gpuSentence(gpu))}
      title="Show only what runs on this GPU"
      style={look}
      onClick={onPress}
    >
      <span className={classes['tileHead']}>
        <span className={classes['tileIndex']}>GPU {gpu.index}</span>
        <span className={classes['tileState']}>
          <Icon size={13} aria-hidden />
          {state.word}
        </span>
      </span>
      <span className={classes['tileName']}>{visibleLine(shortGpuName(gpu.name))}</span>
      <TileFigures gpu={gpu} id={id} />
      {gpu.condition === 'ok' ? (
        <Chart
          times={history.map((point) => point.at)}
          values={history.map((point) => point.gpuPercent[at] ?? null)}
          second={history.map((point) => point.gpuMemoryPercent[at] ?? null)}
          height={30}
          color={gpu.free ? 'ok' : 'busy'}
          label={`Utilisation (line) and memory (dashed) of GPU ${gpu.index} in the last minute`}
        />
      ) : (
        <span className={classes['tileReason']}>
          {visibleLine(sentence(gpu.conditionReason ?? ''))}
        </span>
      )}
      <TileFoot gpu={gpu} />
    </button>
  );
}

function TileFigures({ gpu, id }: { gpu: Gpu; id: string }) {
  return (
    <span className={classes['tileFigures']}>
      <span className={classes['tileBusy']} data-testid={`${id}-utilization`}>
        <Figure reading={gpu.utilizationPercent} format={formatPercent} />
      </span>
      <span className={classes['tileMemory']} data-testid={`${id}-memory`}>
        <MemoryOf gpu={gpu} />
      </span>
    </span>
  );
}

function MemoryOf({ gpu: { memoryUsedMiB, memoryTotalMiB } }: { gpu: Gpu }) {
  if (memoryUsedMiB.value !== null && memoryTotalMiB.value !== null)
    return <span>{usedOfWords(memoryUsedMiB.value, memoryTotalMiB.value)}</span>;
  return (
    <>
      <Figure reading={memoryUsedMiB} format={formatMiB} />
      {' of '}
      <Figure reading={memoryTotalMiB} format={formatMiB} />
    </>
  );
}

function TileFoot({ gpu }: { gpu: Gpu }) {
  const holders = holdersOf(gpu);
  const known = holders.filter((user) => user !== null);
  return (
    <span className={classes['tileFoot']}>
      <span className={classes['tileHolders']}>
        {known.slice(0, 3).map((user) => (
          <Avatar key={user} user={user} />
        ))}
        <span className={classes['tileHolderWords']}>{visibleLine(holdersWords(gpu))}</span>
      </span>
      <span className={classes['tileHeat']}>
        <span data-testid={`gpu-${gpu.index}-temperature`}>
          <Figure reading={gpu.temperatureC} format={formatCelsius} />
        </span>
        <span data-testid={`gpu-${gpu.index}-power`}>
          <Figure reading={gpu.powerW} format={formatWatt} />
        </span>
      </span>
    </span>
  );
}
