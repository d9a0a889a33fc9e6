// stands at: main/engine/rsync/wire/sample.ts
import { readInt } from './integers';
import { createHash } from 'node:crypto'; // refused: rsync/wire
import { problem } from '../problems'; // refused: rsync/wire
