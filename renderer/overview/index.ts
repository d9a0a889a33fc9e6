/** What other parts of the window use of the overview. */
export { GpuStrip } from './GpuStrip';
export { OverviewPanel } from './Panel';
