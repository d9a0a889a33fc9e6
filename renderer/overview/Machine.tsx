/** CPU, memory and load of the machine, with the last minute as charts. */
import type { HistoryPoint, Sample } from '../../preload/contract/monitor';
import { Chart, type ChartColor } from '../kit/Chart';
import { Figure } from '../kit/Figure';
import { formatPercent, percentOf, plural } from '../kit/format';
import { Meter } from '../kit/Meter';
import classes from './overview.module.css';
import { formatKiB, formatLoad, loadWords, seriesWords } from './words';

interface MachineProps {
  sample: Sample;
  history: readonly HistoryPoint[];
}

export function Machine({ sample, history }: MachineProps) {
  const times = history.map(({ at }) => at);
  const { cpu, memory } = sample;
  const memoryPercent = percentOf(memory.usedKiB, memory.totalKiB);
  return (
    <div className={classes['machine']}>
      <ChartCard
        testId="cpu"
        title="CPU"
        value={<Figure reading={cpu.busyPercent} format={formatPercent} />}
        note={cpu.cores === null ? '' : plural(cpu.cores, 'core')}
        times={times}
        values={history.map(({ cpuPercent }) => cpuPercent)}
        color="accent"
      />
      <ChartCard
        testId="memory"
        title="Memory"
        value={<Figure reading={memory.usedKiB} format={formatKiB} />}
        note={
          <>
            of <Figure reading={memory.totalKiB} format={formatKiB} />
            {memoryPercent !== null && memoryPercent >= 90 ? ', nearly full' : ''}
          </>
        }
        times={times}
        values={history.map((point) => point.memoryPercent)}
        color={memoryPercent !== null && memoryPercent >= 90 ? 'warn' : 'ok'}
      />
      <LoadCard sample={sample} />
    </div>
  );
}

interface ChartCardProps {
  testId: string;
  title: string;
  value: React.ReactNode;
  note: React.ReactNode;
  times: readonly number[];
  values: readonly (number | null)[];
  color: ChartColor;
}

function ChartCard({ testId, title, value, note, times, values, color }: ChartCardProps) {
  return (
    <section className={classes['card']} data-testid={testId} aria-label={title}>
      <div className={classes['cardHead']}>
        <h3>{title}</h3>
        <p className={classes['figure']}>
          <strong>{value}</strong> <span>{note}</span>
        </p>
      </div>
      <Chart
        times={times}
        values={values}
        height={84}
        color={color}
        axes
        label={`${title}: ${seriesWords(values)}`}
      />
      <p className={classes['axisNote']}>
        <span>1 minute ago</span>
        <span>now</span>
      </p>
    </section>
  );
}

function LoadCard({ sample }: { sample: Sample }) {
  const { load, swap } = sample;
  const words = loadWords(sample);
  const swapPercent = percentOf(swap.usedKiB, swap.totalKiB);
  return (
    <section className={classes['card']} data-testid="load" aria-label="Load">
      <div className={classes['cardHead']}>
        <h3>Load</h3>
        {words !== '' && <p className={classes['figure']}>{words}</p>}
      </div>
      <dl className={classes['loads']}>
        {(
          [
            ['1 min', load.one],
            ['5 min', load.five],
            ['15 min', load.fifteen],
          ] as const
        ).map(([label, reading]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <Figure reading={reading} format={formatLoad} />
            </dd>
          </div>
        ))}
      </dl>
      <div className={classes['swap']}>
        <span>Swap</span>
        <Meter
          label="Swap"
          percent={swap.totalKiB.value === 0 ? 0 : swapPercent}
          text={swapPercent === null ? 'No swap' : `${formatPercent(swapPercent)} used`}
          warnAt={50}
          dangerAt={90}
        />
        <span>
          {swap.totalKiB.value === 0 ? (
            'none'
          ) : (
            <>
              <Figure reading={swap.usedKiB} format={formatKiB} />
              {' of '}
              <Figure reading={swap.totalKiB} format={formatKiB} />
            </>
          )}
        </span>
      </div>
    </section>
  );
}
