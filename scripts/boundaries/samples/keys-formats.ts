// stands at: main/engine/keys/formats/sample.ts
import { createHash } from 'node:crypto';
import { WireReader } from './wire';
import { readFileSync } from 'node:fs'; // refused: keys/formats
import { utils } from 'ssh2'; // refused: keys/formats
import { problem } from '../../kit/outcome'; // refused: keys/formats
