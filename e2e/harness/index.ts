/** The window under test: what journeys may use. */
export { dropFiles } from './drop-files';
export { type App, type LaunchOptions, launchApp, windowMissing } from './launch-app';
export {
  interfaceNames,
  type OwnNetwork,
  ownNetworkMissing,
  packetsOut,
  ranInOwnNetwork,
} from './own-network';
export { isRenderer, type ProcessFacts, processTree, sandboxFaults } from './sandbox';
