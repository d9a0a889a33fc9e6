/**
 * The overview of one connected server. For tests: region `Overview of <server>`; data-testid
 * `overview-headline`; each GPU is a button with data-testid `gpu-<index>` (its sentence is the
 * name) holding `gpu-<index>-utilization`, `-memory`, `-temperature`, `-power`; table `GPU
 * processes`; data-testid `cpu`, `memory`, `load`; each disk is data-testid `disk-<path>`.
 */
import { useMemo, useState } from 'react';
import type { HistoryPoint, Sample } from '../../preload/contract/monitor';
import { useNow } from '../kit/clock';
import { useCommands } from '../kit/commands';
import { formatRelative } from '../kit/format';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { Disks } from './Disks';
import { GpuSection } from './GpuSection';
import { Machine } from './Machine';
import classes from './overview.module.css';
import { useMonitor } from './store';
import { essentials, gpuHeadline, uptimeWords } from './words';

export function OverviewPanel({ server }: { server: string }) {
  const { snapshot, problem, interrupted, restart } = useMonitor(server);
  useCommands(
    useMemo(
      () => [
        { id: 'overview.refresh', title: 'Refresh the figures', group: 'Overview', run: restart },
      ],
      [restart],
    ),
  );
  const [focus, setFocus] = useState<string | null>(null);
  if (!snapshot && problem)
    return (
      <div className={classes['page']}>
        <ProblemCard problem={problem} onRetry={restart} />
      </div>
    );
  if (!snapshot) return <Loading label={`Asking ${server} for its figures`} />;
  const { sample, history } = snapshot;
  return (
    <section className={classes['page']} aria-label={`Overview of ${server}`}>
      {problem && <ProblemCard problem={problem} onRetry={restart} />}
      <Headline
        server={server}
        sample={sample}
        interrupted={interrupted}
        interval={snapshot.intervalSeconds}
      />
      <GpuSection
        server={server}
        report={sample.gpus}
        history={history}
        focus={focus}
        onFocus={setFocus}
      />
      <Machine sample={sample} history={history as HistoryPoint[]} />
      <Disks mounts={sample.mounts} />
    </section>
  );
}

interface HeadlineProps {
  server: string;
  sample: Sample;
  interrupted: boolean;
  interval: number;
}

function Headline({ server, sample, interrupted, interval }: HeadlineProps) {
  const now = useNow();
  // Three missed samples: say how old the figures are instead of showing them as live.
  const stale = interrupted || now - sample.at > interval * 3000 + 1500;
  const driver = sample.gpus.state === 'ok' ? `driver ${visibleLine(sample.gpus.driver)}` : '';
  return (
    <header className={classes['headline']}>
      <h2 data-testid="overview-headline">
        <span>{gpuHeadline(sample.gpus)}</span>
        {essentials(sample).map(({ text, level }) => (
          <span key={text} className={classes['essential']} data-level={level}>
            <span aria-hidden> · </span>
            <bdi>{visibleLine(text)}</bdi>
          </span>
        ))}
      </h2>
      <p className={classes['facts']}>
        {sample.hostname !== server && <bdi>{visibleLine(sample.hostname)}</bdi>}
        <span>{uptimeWords(sample)}</span>
        {driver !== '' && <span>{driver}</span>}
      </p>
      <span className={classes['live']} data-stale={stale} role="status">
        <span className={classes['liveDot']} aria-hidden />
        {stale ? `Last figures: ${formatRelative(sample.at, now)}` : 'Live'}
      </span>
    </header>
  );
}
