/**
 * The connections room: SSH links to servers, and nothing else knows how they are made. Its only
 * doors are these exports; `ssh2` is imported nowhere outside.
 */
export { createConnections } from './connections';
export type { Checklist, StepVerdict } from './doctor-checklist';
export type { KnownOf } from './forget-host-key';
export { Borrower } from './lending/borrower';
export { lendOver } from './lending/lender';
export type {
  Connections,
  ExitStatus,
  FileConnections,
  FileLink,
  Link,
  PtyRequest,
  RemoteProcess,
} from './link';
export type { IdentityList } from './list-identities';
export { passesByItself } from './passing';
export type { ConnectionsNeeds, ConnectionsRoom, LinkOptions, ReadonlyFeed } from './room';
export { runScript, type ScriptOptions, type ScriptResult } from './run-script';
export type {
  DirectoryEntry,
  FileKind,
  FileStat,
  FileSystemSpace,
  RemoteFile,
  Sftp,
} from './sftp';
export { createWaker, type Waker } from './wake';
