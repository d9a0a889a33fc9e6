/** What `push` and `pull` share: progress while it runs, the result, the faults. */
import { size } from '../engine/kit/size';
import type { CopyReport, Progress } from '../engine/transfers';
import type { CommandContext } from './command';
import { exitCodes } from './exit-codes';
import { showProblem } from './show-problem';

export type CopyProgress = Progress & { phase: 'planning' | 'running' };

/** One line for the terminal: `1,204 of 9,300 files  3.1 of 24 GiB  112 MiB/s  3 min left`. */
export function progressLine(progress: CopyProgress): string {
  const { filesDone, filesTotal, bytesDone, bytesTotal, bytesPerSecond, secondsLeft } = progress;
  if (progress.phase === 'planning') return `counting: ${filesTotal.toLocaleString('en')} files`;
  return [
    `${filesDone.toLocaleString('en')} of ${filesTotal.toLocaleString('en')} files`,
    `${size(bytesDone)} of ${size(bytesTotal)}`,
    bytesPerSecond === null ? '' : `${size(Math.round(bytesPerSecond))}/s`,
    secondsLeft === null ? '' : `${duration(secondsLeft)} left`,
    progress.current ?? '',
  ]
    .filter((part) => part !== '')
    .join('  ');
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** Tells the result; the exit code is 3 when some items failed. */
export async function tellReport(
  { output }: CommandContext,
  about: { direction: 'push' | 'pull'; server: string },
  report: CopyReport,
): Promise<number> {
  const { files, filesUnchanged, bytes, seconds, faults, faultCount, notes } = report;
  await output.object({
    ...about,
    files,
    filesUnchanged,
    bytes,
    seconds,
    faultCount,
    faults,
    notes,
  });
  const same = filesUnchanged > 0 ? `, ${filesUnchanged.toLocaleString('en')} unchanged` : '';
  await output.line(
    `${files.toLocaleString('en')} ${files === 1 ? 'file' : 'files'}${same}, ${size(bytes)} in ${seconds.toFixed(1)} s`,
  );
  if (!output.json) {
    for (const note of notes) output.note(`labmate: ${note}`);
    for (const { problem } of faults) showProblem(output, problem);
    if (faultCount > faults.length) output.note(`labmate: and ${faultCount - faults.length} more`);
  }
  return faultCount > 0 ? exitCodes.partial : exitCodes.ok;
}
