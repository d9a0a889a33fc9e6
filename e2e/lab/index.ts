/** The lab for tests: what tests of every room may use. See README.md beside this file. */
export { type CutKind, FaultProxy, type ProxyMode } from './fault-proxy';
export type { GpuProcess, GpuScenario } from './gpu';
export { findJupyter, type Jupyter, jupyterMissing } from './jupyter';
export type { HostKey, HostKeyType, KeyName, KeyPair, LabKeys } from './keys';
export { Lab, type LabOptions, startLab, twoUsersMissing } from './lab';
export {
  type CompareOptions,
  compareTrees,
  listTree,
  makeNastyTree,
  nastyNames,
} from './nasty-tree';
export { type Questions, questionsMissing } from './one-time-code';
export { isRoot, machineFolder, reapLeftovers } from './registry';
export { must, type RunOptions, type RunResult, run } from './run';
export { LabServer, linkProgram, type ServerOptions } from './server';
export { hasShell, type LabShell, noise } from './shells';
export { makeReadOnlyFolder, mountSmallDisk, smallDiskMissing } from './small-disk';
export { authorizeKeys, giveTo, LabUser, pidsOf, type UserOptions } from './users';
