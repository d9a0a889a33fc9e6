/** The scripted nvidia-smi of one server: which situation it replays, and who uses its GPUs. */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** A folder of `e2e/lab/fixtures/nvidia-smi`, or `slow` (30 s before each answer), or nothing. */
export type GpuScenario =
  | '8xA100-busy'
  | '2xRTX3090-idle-held'
  | 'H100-MIG'
  | 'driver-mismatch'
  | 'no-driver'
  | 'no-lib'
  | 'no-gpu'
  | 'bad-field'
  | 'requires-reset'
  | 'old-driver'
  | 'mps'
  | 'restricted'
  | 'container-no-proc'
  | 'live'
  | 'slow'
  | 'not-installed';

/** A process of the `live` scenario; it is listed while it lives. `gpu` counts from 0. */
export interface GpuProcess {
  gpu: number;
  pid: number;
  usedMiB: number;
  name: string;
}

const fixtures = join(process.cwd(), 'e2e/lab/fixtures/nvidia-smi');

/** Copies the fixtures to where lab users can read them (the project may lie in a closed folder). */
export function installGpuFixtures(labDir: string): string {
  const target = join(labDir, 'nvidia-smi');
  if (!existsSync(target)) {
    cpSync(fixtures, target, { recursive: true });
    openUp(target);
  }
  return target;
}

/** Readable for everybody, whatever umask or checkout made of it. */
function openUp(path: string): void {
  const isFolder = statSync(path).isDirectory();
  chmodSync(path, isFolder ? 0o755 : 0o644);
  if (isFolder) for (const name of readdirSync(path)) openUp(join(path, name));
}

export class ScriptedGpu {
  readonly #dir: string;
  readonly #binary: string;
  readonly #source: string;

  /** @param bin the server's own folder in PATH; @param dataDir see `installGpuFixtures` */
  constructor(serverDir: string, bin: string, dataDir: string) {
    this.#dir = join(serverDir, 'gpu');
    this.#binary = join(bin, 'nvidia-smi');
    mkdirSync(this.#dir, { recursive: true });
    copyFileSync(join(process.cwd(), 'e2e/lab/nvidia-smi.awk'), join(this.#dir, 'nvidia-smi.awk'));
    chmodSync(join(this.#dir, 'nvidia-smi.awk'), 0o644);
    writeFileSync(join(this.#dir, 'tick'), '0\n');
    // Whoever runs nvidia-smi counts on.
    chmodSync(join(this.#dir, 'tick'), 0o666);
    this.#write('slow-seconds', '30');
    this.#write('processes', '');
    this.#source = readFileSync(join(process.cwd(), 'e2e/lab/nvidia-smi.sh'), 'utf8')
      .replace('@GPU_DIR@', this.#dir)
      .replace('@DATA_DIR@', dataDir);
  }

  /** Switches at once; a loop that is running shows it at its next tick. */
  setScenario(scenario: GpuScenario): void {
    if (scenario === 'not-installed') {
      this.#write('scenario', 'none');
      rmSync(this.#binary, { force: true });
      return;
    }
    this.#write('scenario', scenario);
    writeFileSync(`${this.#binary}.new`, this.#source, { mode: 0o755 });
    chmodSync(`${this.#binary}.new`, 0o755);
    renameSync(`${this.#binary}.new`, this.#binary);
  }

  /** How often the `live` scenario was read so far. */
  ticks(): number {
    return Number(readFileSync(join(this.#dir, 'tick'), 'utf8'));
  }

  /** How long the `slow` scenario waits before each answer. */
  setSlowSeconds(seconds: number): void {
    this.#write('slow-seconds', String(seconds));
  }

  /** Whose processes the `live` scenario lists. */
  setProcesses(processes: readonly GpuProcess[]): void {
    this.#write(
      'processes',
      processes.map((it) => `${it.gpu}, ${it.pid}, ${it.usedMiB}, ${it.name}`).join('\n'),
    );
  }

  /** By rename: the script never reads half a file. */
  #write(name: string, text: string): void {
    const file = join(this.#dir, name);
    writeFileSync(`${file}.new`, text === '' ? '' : `${text}\n`);
    chmodSync(`${file}.new`, 0o644);
    renameSync(`${file}.new`, file);
  }
}
