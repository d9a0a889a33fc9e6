/** Formats of SSH keys: pure functions over the bytes of files, and nothing of the world. */
export { KeyFault, type KeyFaultKind } from './fault';
export { readOpenSsh, writeOpenSsh } from './openssh';
export { describePublic, type KeyParts, type PublicKey, partsOf, publicBlobOf } from './parts';
export { openPutty, type PrivateFile, type PrivateFormat, recognisePrivate } from './private-file';
export { fingerprintOf, type PublicLine, parsePublicLine, publicLine } from './public-line';
export { string as wireString, u32 as wireNumber, WireReader } from './wire';
