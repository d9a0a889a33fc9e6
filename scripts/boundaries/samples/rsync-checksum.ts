// stands at: main/engine/rsync/checksum/sample.ts
import { createMD5 } from 'hash-wasm';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib'; // refused: rsync/checksum
import { readInt } from '../wire/integers'; // refused: rsync/checksum
