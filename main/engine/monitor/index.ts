/** Live figures of a server: GPUs, CPU, memory, load, disks. */
export { monitorHandlers } from './handlers';
export { createMonitor, type Monitor } from './monitor';
export type { MonitorEvent } from './sampler';
