// stands at: main/worker/sample.ts
import { parentPort } from 'node:worker_threads';
import { fileHandlers } from '../engine/files';
import { createDemo } from '../engine/demo';
import { utilityProcess } from 'electron'; // refused: worker
import { openWindow } from '../app/window'; // refused: worker
import { Client } from 'ssh2'; // refused: worker
