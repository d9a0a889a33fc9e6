/** The first screen of the lab, and the figures of one server. */
export { LabOverview } from './LabOverview';
export { OverviewPanel } from './Panel';
