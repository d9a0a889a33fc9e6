/** Pieces of the harness for programs that start the window without a test driver. */
export { makeRunnable, userCommand } from './launch-app';
export { processTree } from './sandbox';
