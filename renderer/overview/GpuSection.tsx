/** The GPUs of a server: tiles and who is on them, or why there are none, in words. */
import { CircleSlash, Cpu } from 'lucide-react';
import type { GpuReport, HistoryPoint } from '../../preload/contract/monitor';
import { EmptyState } from '../kit/EmptyState';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { useServers } from '../servers';
import { GpuTile } from './GpuTile';
import classes from './overview.module.css';
import { ProcessTable } from './ProcessTable';

interface GpuSectionProps {
  server: string;
  report: GpuReport;
  history: readonly HistoryPoint[];
  /** The uuid of the tile whose processes are shown; null for all. */
  focus: string | null;
  onFocus: (uuid: string | null) => void;
}

export function GpuSection({ server, report, history, focus, onFocus }: GpuSectionProps) {
  const mine = useServers((state) => {
    const entry = state.snapshot?.servers.find(({ name }) => name === server);
    return entry?.connection.state === 'connected' ? entry.connection.user : null;
  });
  if (report.state === 'waiting') return <Loading label="Reading the GPUs" />;
  if (report.state === 'broken') return <ProblemCard problem={report.problem} />;
  if (report.state === 'none')
    return (
      <p className={classes['noGpu']}>
        <CircleSlash size={18} aria-hidden />
        {visibleLine(report.reason)}
      </p>
    );
  if (report.gpus.length === 0)
    return (
      <EmptyState icon={<Cpu size={26} />} title="No GPU is visible to you">
        The driver answers, but it shows this account no GPU. On Slurm clusters a GPU appears inside
        a job.
      </EmptyState>
    );
  const chosen = report.gpus.some(({ uuid }) => uuid === focus) ? focus : null;
  return (
    <>
      <div className={classes['tiles']}>
        {report.gpus.map((gpu, at) => (
          <GpuTile
            key={gpu.uuid}
            gpu={gpu}
            at={at}
            history={history}
            pressed={gpu.uuid === chosen}
            onPress={() => onFocus(gpu.uuid === chosen ? null : gpu.uuid)}
          />
        ))}
      </div>
      <TileLegend />
      <ProcessTable
        gpus={report.gpus.filter(({ uuid }) => chosen === null || uuid === chosen)}
        mine={mine}
        single={chosen !== null}
        reason={report.processesReason}
        onShowAll={() => onFocus(null)}
      />
    </>
  );
}

/** What stands in each tile without a word beside it. */
function TileLegend() {
  return (
    <ul className={classes['legend']} aria-label="What the tiles show">
      <li data-shows="fill">Fill: memory now</li>
      <li data-shows="line">Utilisation, last minute</li>
      <li data-shows="dashes">Memory, last minute</li>
    </ul>
  );
}
