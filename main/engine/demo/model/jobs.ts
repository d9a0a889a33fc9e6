/** Who holds which GPU of the demo lab at a moment: colleagues take GPUs for minutes and let go. */
import { between, chance, oneOf } from './chance';

export interface Job {
  pid: number;
  user: string;
  /** The program as nvidia-smi names it. */
  program: string;
  /** The command line as ps shows it. */
  command: string;
  /** What it uses once it is up, in MiB. */
  memoryMiB: number;
  /** What it makes of the GPU, in percent; 0 for one that only holds memory. */
  busyPercent: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
}

export const colleagues = ['asha', 'ben', 'chen', 'dora', 'emil', 'fatima'] as const;

const works = [
  { script: 'train.py --config configs/vit_l16.yaml --batch-size 256', share: 0.86, busy: 95 },
  { script: 'finetune.py --model llama-7b --lora-rank 16 --bf16', share: 0.72, busy: 88 },
  { script: 'pretrain.py --data /scratch/c4 --resume last.ckpt', share: 0.93, busy: 97 },
  { script: 'evaluate.py --split val --checkpoint runs/0412/best.pt', share: 0.28, busy: 54 },
  { script: 'sample.py --prompt-file prompts.txt --steps 50', share: 0.41, busy: 71 },
] as const;

/** What a GPU is for: so that there is always something to see, and something free. */
export type Part = 'always-busy' | 'idle-notebook' | 'always-free' | 'shared';

export function partOf(index: number, gpus: number): Part {
  if (index === 0) return 'always-busy';
  if (gpus >= 4 && index === 2) return 'idle-notebook';
  if (gpus >= 4 && index === gpus - 1) return 'always-free';
  return 'shared';
}

export interface Place {
  server: string;
  index: number;
  gpus: number;
  totalMiB: number;
}

/** The job on this GPU at a moment, if there is one. */
export function jobAt(place: Place, now: number): Job | undefined {
  const part = partOf(place.index, place.gpus);
  if (part === 'always-free') return undefined;
  if (part === 'idle-notebook') return notebook(place, now);
  const seed = `${place.server}:${place.index}`;
  const lengthMs = Math.round(between(3, 8, seed, 'length')) * 60_000;
  const offset = Math.round(between(0, lengthMs, seed, 'offset'));
  const slot = Math.floor((now + offset) / lengthMs);
  const startedAt = slot * lengthMs - offset;
  if (part === 'shared') {
    const endsAt = startedAt + lengthMs * between(0.7, 0.97, seed, slot, 'end');
    if (chance(seed, slot, 'taken') < 0.25 || now >= endsAt) return undefined;
  }
  return training(place, `${seed}:${slot}`, startedAt);
}

function training({ totalMiB }: Place, seed: string, startedAt: number): Job {
  const user = oneOf(colleagues, seed, 'who');
  const work = oneOf(works, seed, 'what');
  const program = `/home/${user}/miniconda3/envs/train/bin/python`;
  return {
    pid: 20_000 + Math.floor(chance(seed, 'pid') * 60_000),
    user,
    program,
    command: `${program} ${work.script}`,
    memoryMiB: Math.round(totalMiB * work.share * between(0.9, 1, seed, 'memory')),
    busyPercent: work.busy,
    startedAt,
  };
}

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;

/** A kernel that somebody forgot: it holds memory and does nothing. */
function notebook({ server, totalMiB }: Place, now: number): Job {
  const program = '/home/chen/miniconda3/bin/python';
  const file = '/home/chen/.local/share/jupyter/runtime/kernel-1f0c9a.json';
  return {
    pid: 18_204,
    user: 'chen',
    program,
    command: `${program} -m ipykernel_launcher -f ${file}`,
    memoryMiB: Math.round(totalMiB * 0.38),
    busyPercent: 0,
    // Since an afternoon two to nine days ago.
    startedAt:
      Math.floor(now / weekMs - 2 / 7) * weekMs + Math.floor((15 + chance(server)) * hourMs),
  };
}
