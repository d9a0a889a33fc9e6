/** Which computers the demo lab has. */
import { type ComputerOptions, gpuKinds } from './computer';

const usual: readonly ComputerOptions[] = [
  { name: 'demo-atlas', gpus: 8, kind: gpuKinds.a100, cores: 128, memoryGiB: 1024 },
  { name: 'demo-vega', gpus: 4, kind: gpuKinds.a6000, cores: 64, memoryGiB: 512 },
  { name: 'demo-orion', gpus: 2, kind: gpuKinds.rtx4090, cores: 32, memoryGiB: 128 },
];

/** The usual three, or as many as a bench wants, with as many GPUs each. */
export function computersOf(servers?: number, gpus?: number): readonly ComputerOptions[] {
  if (servers === undefined) return usual;
  return Array.from({ length: servers }, (_, at) => ({
    name: `demo-${String(at + 1).padStart(3, '0')}`,
    gpus: gpus ?? 8,
    kind: gpuKinds.a100,
    cores: 128,
    memoryGiB: 1024,
  }));
}
