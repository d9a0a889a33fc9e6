/** The window under test: what journeys may use. */
export { dropFiles } from './drop-files';
export { type App, type LaunchOptions, launchApp, windowMissing } from './launch-app';
export { isRenderer, type ProcessFacts, processTree, sandboxFaults } from './sandbox';
