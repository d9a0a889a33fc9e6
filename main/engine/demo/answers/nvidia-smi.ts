/** What nvidia-smi would print for a demo computer, in its own words and columns. */
import type { Computer, ComputerFigures, GpuFigures } from '../model/computer';

/** Output and exit code (its manual page, RETURN VALUE). */
export interface Printed {
  rows: string[];
  code: number;
}

/** `--query-gpu=… --format=csv,noheader,nounits`. */
export function queryGpus(computer: Computer, figures: ComputerFigures, fields: string): Printed {
  const names = fields.split(',');
  const unknown = names.find((name) => cellOf(computer, figures.gpus[0], name) === undefined);
  if (unknown !== undefined) {
    return { rows: [`Field "${unknown}" is not a valid field to query.`, ''], code: 2 };
  }
  const row = (gpu: GpuFigures) => names.map((name) => cellOf(computer, gpu, name)).join(', ');
  return { rows: figures.gpus.map(row), code: 0 };
}

function cellOf(computer: Computer, gpu: GpuFigures | undefined, field: string) {
  switch (field) {
    case 'index':
      return `${gpu?.index}`;
    case 'uuid':
      return gpu?.uuid ?? '';
    case 'name':
      return gpu?.kind.name ?? '';
    case 'driver_version':
      return computer.driver;
    case 'temperature.gpu':
      return `${gpu?.temperatureC}`;
    case 'utilization.gpu':
      return `${gpu?.busyPercent}`;
    case 'memory.total':
      return `${gpu?.kind.totalMiB}`;
    case 'memory.used':
      return `${gpu?.usedMiB}`;
    case 'power.draw':
      return gpu?.powerW.toFixed(2) ?? '';
    case 'power.limit':
      return gpu?.kind.limitW.toFixed(2) ?? '';
    case 'mig.mode.current':
      return gpu?.kind.name.includes('A100') ? 'Disabled' : '[N/A]';
    default:
      return undefined;
  }
}

/** `--query-compute-apps=gpu_uuid,pid,used_gpu_memory,process_name`. */
export function queryApps(figures: ComputerFigures, fields: string): Printed {
  const names = fields.split(',');
  const rows: string[] = [];
  for (const gpu of figures.gpus) {
    for (const job of gpu.jobs) {
      const cells: Record<string, string> = {
        gpu_uuid: gpu.uuid,
        pid: String(job.pid),
        used_gpu_memory: String(job.usedMiB),
        process_name: job.program,
      };
      const unknown = names.find((name) => cells[name] === undefined);
      if (unknown !== undefined) {
        return { rows: [`Field "${unknown}" is not a valid field to query.`, ''], code: 2 };
      }
      rows.push(names.map((name) => cells[name]).join(', '));
    }
  }
  return { rows, code: 0 };
}

/** `nvidia-smi -L`. */
export function listGpus(figures: ComputerFigures): string[] {
  return figures.gpus.map((gpu) => `GPU ${gpu.index}: ${gpu.kind.name} (UUID: ${gpu.uuid})`);
}

/** The table that nvidia-smi prints without arguments. */
export function gpuTable(computer: Computer, figures: ComputerFigures): string[] {
  const line = `+${'-'.repeat(79)}+`;
  const head = `NVIDIA-SMI ${computer.driver}   Driver Version: ${computer.driver}   CUDA Version: 12.4`;
  const rows = [line, `| ${head.padEnd(77)} |`, line];
  const row = (text: string) => rows.push(`| ${text.slice(0, 77).padEnd(77)} |`);
  row(gpuRow('GPU', 'Name', 'Temp', 'Pwr:Usage/Cap', 'Memory-Usage', 'Util'));
  rows.push(line);
  for (const gpu of figures.gpus) {
    const power = `${Math.round(gpu.powerW)}W / ${gpu.kind.limitW}W`;
    const memory = `${gpu.usedMiB}MiB / ${gpu.kind.totalMiB}MiB`;
    const { index, kind, temperatureC, busyPercent } = gpu;
    row(gpuRow(`${index}`, kind.name, `${temperatureC}C`, power, memory, `${busyPercent}%`));
  }
  rows.push(line);
  row(jobRow('GPU', 'PID', 'User', 'Memory', 'Command'));
  rows.push(line);
  for (const { index, jobs } of figures.gpus) {
    for (const { pid, user, usedMiB, command } of jobs) {
      // The program without its folder, as the real table cuts long names from the left.
      const words = command.replace(/^\S*\//, '');
      row(jobRow(`${index}`, `${pid}`, user, `${usedMiB}MiB`, words));
    }
  }
  rows.push(line);
  return rows;
}

function gpuRow(
  index: string,
  name: string,
  temperature: string,
  power: string,
  memory: string,
  busy: string,
): string {
  const cells = [index.padStart(3), name.slice(0, 25).padEnd(25), temperature.padStart(4)];
  return [...cells, power.padStart(14), memory.padStart(21), busy.padStart(5)].join(' ');
}

function jobRow(gpu: string, pid: string, user: string, memory: string, command: string): string {
  return [
    gpu.padStart(3),
    pid.padStart(8),
    ` ${user.padEnd(8)}`,
    memory.padStart(9),
    ` ${command}`,
  ].join(' ');
}
