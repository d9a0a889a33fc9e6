/** The GPUs of a connected server in one small row: for the first screen. */
import type { CSSProperties } from 'react';
import { percentOf } from '../kit/format';
import { visibleLine } from '../kit/safe-text';
import classes from './overview.module.css';
import { useMonitor } from './store';
import { gpuHeadline, gpuSentence, gpuState } from './words';

export function GpuStrip({ server }: { server: string }) {
  const { snapshot, problem } = useMonitor(server);
  const report = snapshot?.sample.gpus;
  if (problem) return <p className={classes['quiet']}>{visibleLine(problem.what)}</p>;
  if (!report) return <p className={classes['quiet']}>Reading the GPUs…</p>;
  return (
    <div className={classes['strip']}>
      <p data-free={report.state === 'ok' && report.gpus.some((gpu) => gpu.free)}>
        {gpuHeadline(report)}
      </p>
      {report.state === 'ok' && (
        <ul aria-label={`GPUs of ${server}`}>
          {report.gpus.map((gpu) => {
            const fill = percentOf(gpu.memoryUsedMiB, gpu.memoryTotalMiB) ?? 0;
            return (
              <li
                key={gpu.uuid}
                className={classes['mini']}
                data-tone={gpuState(gpu).tone}
                title={visibleLine(gpuSentence(gpu))}
                style={{ '--fill': `${fill}%` } as CSSProperties}
              >
                <span className={classes['miniIndex']}>{gpu.index}</span>
                <span className={classes['srOnly']}>{visibleLine(gpuSentence(gpu))}</span>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
