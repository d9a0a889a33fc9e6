// stands at: main/engine/rsync/compress/sample.ts
import { createInflateRaw } from 'node:zlib';
import { createHash } from 'node:crypto'; // refused: rsync/compress
import { open } from 'fs/promises'; // refused: rsync/compress
