/**
 * From one answer of nvidia-smi to what the GPUs are: fine, absent or broken. The exit code is looked
 * at first, because nvidia-smi prints its errors on standard output, where the rows should be.
 */
import type { GpuReport } from '../../../preload/contract/monitor';
import { type Frame, textOf, textsOf } from './frames';
import { type GpuQuery, refusedField } from './gpu-query';
import { type GpuApp, type ParsedGpus, parseApps, parseGpus } from './parse-gpus';
import { monitorProblem } from './words';

/** Facts that the sampler found when it started. */
export interface ServerFacts {
  readonly hostname: string;
  readonly cores: number | null;
  readonly clockTicks: number;
  readonly hasTool: boolean;
  /** PCI vendors of display controllers: `0x10de` is NVIDIA, `0x1002` AMD. */
  readonly vendors: readonly string[];
  /** First line of /proc/driver/nvidia/version. */
  readonly module: string | undefined;
  readonly container: boolean;
}

export function serverFacts(hello: Frame): ServerFacts {
  const number = (key: string) => {
    const text = textOf(hello, key) ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : null;
  };
  return {
    hostname: textOf(hello, 'hostname') ?? '',
    cores: number('cores') || null,
    clockTicks: number('ticks') || 100,
    hasTool: textOf(hello, 'nvidia-smi') !== undefined,
    vendors: (textOf(hello, 'vendors') ?? '').split(/\s+/).filter(Boolean),
    module: textOf(hello, 'module'),
    container: textOf(hello, 'container') !== undefined,
  };
}

/** What one answer to `gpus` says. `retry`: a column was dropped, ask again at once. */
export type GpuAnswer =
  | { kind: 'retry' }
  | { kind: 'report'; report: Exclude<GpuReport, { state: 'ok' }> }
  | { kind: 'gpus'; parsed: ParsedGpus; apps: GpuApp[]; appsReason: string | undefined };

/** What to say when there is no nvidia-smi to ask. */
export function withoutTool(facts: ServerFacts): GpuReport {
  if (facts.vendors.includes('0x10de')) {
    return { state: 'broken', problem: monitorProblem({ kind: 'no-tool' }) };
  }
  if (facts.vendors.includes('0x1002')) {
    return { state: 'none', reason: 'This server has an AMD GPU; Labmate reads NVIDIA GPUs only.' };
  }
  return { state: 'none', reason: 'This server has no NVIDIA GPU tools (no nvidia-smi).' };
}

/** Exit codes of nvidia-smi (its manual page, RETURN VALUE), and 124/137 of `timeout`. */
export function readGpuAnswer(frame: Frame, query: GpuQuery, facts: ServerFacts): GpuAnswer {
  const rows = textsOf(frame, 'gpu');
  const output = rows.slice(0, 20).join('\n');
  const code = Number(textOf(frame, 'gpu-exit') ?? Number.NaN);
  const broken = (kind: 'no-library' | 'gpu-lost' | 'tool-garbled'): GpuAnswer => ({
    kind: 'report',
    report: { state: 'broken', problem: monitorProblem({ kind, output }) },
  });
  // 14: the inforom of a GPU is corrupt, but the figures are there.
  const answered = code === 0 || code === 14;
  const parsed = answered ? parseGpus(rows, query.fields) : undefined;
  if (parsed && parsed.gpus.length > 0) return gpusAnswer(frame, parsed, query);
  const refused = refusedField(output);
  if (refused !== undefined && query.drop(refused)) return { kind: 'retry' };
  if (answered) {
    return /^No devices (were )?found/m.test(output) ? noDevices(facts) : broken('tool-garbled');
  }
  if (code === 6) return noDevices(facts);
  if (code === 127) return { kind: 'report', report: noTool(withoutTool(facts)) };
  if (code === 12) return broken('no-library');
  if (code === 15) return broken('gpu-lost');
  return { kind: 'report', report: { state: 'broken', problem: failure(code, output, facts) } };
}

function failure(code: number, output: string, facts: ServerFacts) {
  if (code === 18) {
    return monitorProblem({
      kind: 'driver-mismatch',
      output,
      ...(facts.module === undefined ? {} : { module: facts.module }),
    });
  }
  if (code === 9) {
    return monitorProblem({ kind: 'no-driver', output, hasGpu: facts.vendors.includes('0x10de') });
  }
  if (code === 124 || code === 137) return monitorProblem({ kind: 'tool-hangs', seconds: 10 });
  return monitorProblem({ kind: 'tool-failed', code, output });
}

function noTool(report: GpuReport): Exclude<GpuReport, { state: 'ok' }> {
  return report.state === 'ok' ? { state: 'waiting' } : report;
}

function noDevices(facts: ServerFacts): GpuAnswer {
  const reason = facts.vendors.includes('0x10de')
    ? 'There is a GPU in this machine, but it is not given to you here (a container or a job without GPU).'
    : 'This server has the NVIDIA tools but no GPU.';
  return { kind: 'report', report: { state: 'none', reason } };
}

function gpusAnswer(frame: Frame, parsed: ParsedGpus, query: GpuQuery): GpuAnswer {
  query.sawDriver(parsed.driver);
  const code = Number(textOf(frame, 'app-exit') ?? Number.NaN);
  const apps = code === 0 ? parseApps(textsOf(frame, 'app')) : [];
  const appsReason = code === 0 ? undefined : 'nvidia-smi did not list the processes.';
  return { kind: 'gpus', parsed, apps, appsReason };
}
