// stands at: main/engine/rsync/receiver/sample.ts
import { readInt } from '../wire/integers';
import type { FileTree } from '../ports';
import { ok } from '../../kit/outcome';
import { open } from 'node:fs/promises'; // refused: rsync
import { Client } from 'ssh2'; // refused: rsync
import { app } from 'electron'; // refused: rsync
import type { Problem } from '../../../../preload/contract/problem'; // refused: rsync
import { openLog } from '../../kit/log'; // refused: rsync
import { planUpload } from '../../transfers'; // refused: rsync
