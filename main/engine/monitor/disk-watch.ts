/**
 * How full the disks are: local ones together, each network one alone, because a dead file server
 * hangs whoever asks. A mount that did not answer is left alone for ten minutes, else hanging
 * processes would pile up there.
 */
import type { Mount } from '../../../preload/contract/monitor';
import { pause } from '../kit/pause';
import type { SamplerChannel } from './channel';
import { textsOf } from './frames';
import { hidesProcesses, type MountPoint, mountOf, parseMountTable } from './parse-mounts';

const leaveAloneMs = 600_000;
const hung = 'the file server does not answer';

interface Answer {
  readonly space: readonly string[];
  readonly inodes: readonly string[];
}

export class DiskWatch {
  /** True when /proc is mounted so that others' processes cannot be seen. */
  hidesProcesses = false;
  readonly #channel: SamplerChannel;
  readonly #cadence: { localDisks: number; remoteDisks: number };
  readonly #onChange: (mounts: Mount[]) => void;
  readonly #remote = new Map<string, { answer?: Answer; hung: boolean; nextAt: number }>();
  #points: MountPoint[] = [];
  #local: Answer | undefined;

  constructor(
    channel: SamplerChannel,
    cadence: { localDisks: number; remoteDisks: number },
    onChange: (mounts: Mount[]) => void,
  ) {
    this.#channel = channel;
    this.#cadence = cadence;
    this.#onChange = onChange;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const table = await this.#channel.request({ verb: 'mounts' });
      if (table) {
        const rows = textsOf(table, 'mount');
        this.hidesProcesses = hidesProcesses(rows);
        this.#points = parseMountTable(rows);
        for (const point of this.#points) if (point.remote) void this.#askRemote(point);
        await this.#askLocal();
        this.#tell();
      }
      await pause(this.#cadence.localDisks, signal);
    }
  }

  async #askLocal(): Promise<void> {
    const paths = this.#points.filter((point) => !point.remote).map((point) => point.path);
    if (paths.length > 0) this.#local = await this.#ask(paths);
  }

  /** Never asks again before the last question was answered. */
  async #askRemote(point: MountPoint): Promise<void> {
    if (Date.now() < (this.#remote.get(point.path)?.nextAt ?? 0)) return;
    const before = this.#remote.get(point.path);
    const waiting = { ...before, hung: before?.hung ?? false, nextAt: Number.POSITIVE_INFINITY };
    this.#remote.set(point.path, waiting);
    const patience = setTimeout(() => {
      waiting.hung = true;
      this.#tell();
    }, 6000);
    const answer = await this.#ask([point.path]);
    clearTimeout(patience);
    const failed = !answer || answer.space.length === 0;
    this.#remote.set(point.path, {
      ...(answer && !failed ? { answer } : {}),
      hung: failed,
      nextAt: Date.now() + (failed ? leaveAloneMs : this.#cadence.remoteDisks),
    });
    this.#tell();
  }

  async #ask(paths: readonly string[]): Promise<Answer | undefined> {
    const frame = await this.#channel.request({ verb: 'disks', argument: paths.join('\t') });
    return frame && { space: textsOf(frame, 'space'), inodes: textsOf(frame, 'inodes') };
  }

  #tell(): void {
    const none: Answer = { space: [], inodes: [] };
    this.#onChange(
      this.#points.map((point) => {
        if (!point.remote) return mountOf(point, this.#local ?? none);
        const state = this.#remote.get(point.path);
        if (state?.hung) return mountOf(point, none, hung);
        return mountOf(point, state?.answer ?? none, state?.answer ? undefined : 'not read yet');
      }),
    );
  }
}
