/** Live figures of a server: GPUs, CPU, memory, load, disks. Units stand in the names. */
import { z } from 'zod';
import { watch } from './define';
import { problem } from './problem';
import { serverName } from './servers';

/** A figure, or why there is none. Never zero for "unknown". */
export const reading = z.union([
  z.object({ value: z.number() }),
  z.object({ value: z.null(), reason: z.string() }),
]);
export type Reading = z.infer<typeof reading>;

export const gpuProcess = z.object({
  pid: z.number().int(),
  /** Linux user, or null with a reason (process of another namespace, hidden by the server). */
  user: z.string().nullable(),
  userReason: z.string().optional(),
  memoryUsedMiB: reading,
  name: z.string(),
  /** Full command line if `ps` showed it. */
  command: z.string().nullable(),
  elapsedSeconds: z.number().nullable(),
});
export type GpuProcess = z.infer<typeof gpuProcess>;

export const gpu = z.object({
  index: z.number().int(),
  uuid: z.string(),
  name: z.string(),
  /** `faulty`: needs a reset or fell off the bus; never offer it. `partitioned`: MIG is on. */
  condition: z.enum(['ok', 'faulty', 'partitioned']),
  conditionReason: z.string().optional(),
  utilizationPercent: reading,
  memoryUsedMiB: reading,
  memoryTotalMiB: reading,
  temperatureC: reading,
  powerW: reading,
  powerLimitW: reading,
  /** Nobody computes on it, under 500 MiB used, under 5 % busy in the last samples. */
  free: z.boolean(),
  /**
   * What the newest sample says, before it is steady enough for `free`. `none`: nobody is seen on it,
   * hardly any memory, hardly busy; `held`: taken without working; `unknown`: utilisation is not told.
   */
  use: z.enum(['none', 'held', 'busy', 'unknown']),
  processes: z.array(gpuProcess),
});
export type Gpu = z.infer<typeof gpu>;

export const gpuReport = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting') }),
  /** `processesReason`: set when the process list cannot be trusted (container, hidden). */
  z.object({
    state: z.literal('ok'),
    driver: z.string(),
    gpus: z.array(gpu),
    processesReason: z.string().optional(),
  }),
  /** The server has no GPU tool or no GPU: not a fault. */
  z.object({ state: z.literal('none'), reason: z.string() }),
  /** There should be GPUs but the driver answers with an error. */
  z.object({ state: z.literal('broken'), problem }),
]);
export type GpuReport = z.infer<typeof gpuReport>;

export const mount = z.object({
  path: z.string(),
  filesystem: z.string(),
  type: z.string(),
  totalKiB: reading,
  usedKiB: reading,
  availableKiB: reading,
  inodesTotal: reading,
  inodesUsed: reading,
});
export type Mount = z.infer<typeof mount>;

export const sample = z.object({
  /** Milliseconds since the epoch, on this computer's clock, when the frame arrived. */
  at: z.number(),
  hostname: z.string(),
  gpus: gpuReport,
  cpu: z.object({ busyPercent: reading, cores: z.number().int().nullable() }),
  memory: z.object({ totalKiB: reading, usedKiB: reading }),
  swap: z.object({ totalKiB: reading, usedKiB: reading }),
  load: z.object({ one: reading, five: reading, fifteen: reading }),
  uptimeSeconds: reading,
  mounts: z.array(mount),
});
export type Sample = z.infer<typeof sample>;

/** One point of the short history; null is a gap and is drawn as one. */
export const historyPoint = z.object({
  at: z.number(),
  cpuPercent: z.number().nullable(),
  memoryPercent: z.number().nullable(),
  gpuPercent: z.array(z.number().nullable()),
  gpuMemoryPercent: z.array(z.number().nullable()),
});
export type HistoryPoint = z.infer<typeof historyPoint>;

/** What a card of the lab overview and a row of the servers' list show: small, for many servers. */
export const glance = z.object({
  /** Milliseconds since the epoch, on this computer's clock. */
  at: z.number(),
  gpus: z.discriminatedUnion('state', [
    z.object({ state: z.literal('waiting') }),
    z.object({
      state: z.literal('ok'),
      gpus: z.array(
        z.object({
          index: z.number().int(),
          name: z.string(),
          condition: gpu.shape.condition,
          free: z.boolean(),
          utilizationPercent: reading,
          memoryUsedMiB: reading,
          memoryTotalMiB: reading,
          /** Each person who computes on it once; null for one whose name the server hides. */
          holders: z.array(z.string().nullable()),
        }),
      ),
    }),
    z.object({ state: z.literal('none'), reason: z.string() }),
    z.object({ state: z.literal('broken'), problem }),
  ]),
  cpuPercent: reading,
  memoryPercent: reading,
});
export type Glance = z.infer<typeof glance>;

export const monitor = {
  /**
   * A server's figures at a glance, from the same channel as `server`. Never connects by itself:
   * it ends with a problem when there is no connection.
   */
  glance: watch({
    role: 'link',
    delivery: 'latest',
    input: z.object({ server: serverName }),
    event: glance,
  }),
  /**
   * A server's figures about every two seconds while watched, over one long-lived channel.
   * Each event is the newest sample with one minute of history.
   */
  server: watch({
    role: 'link',
    delivery: 'latest',
    input: z.object({ server: serverName }),
    event: z.object({ sample, history: z.array(historyPoint), intervalSeconds: z.number() }),
  }),
};
