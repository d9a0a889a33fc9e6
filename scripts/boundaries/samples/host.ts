// stands at: main/engine/sample.ts
import type { Log } from './kit/log';
import { openLog } from './kit/log'; // refused: host
import { homedir } from 'node:os'; // refused: host
