// stands at: preload/sample.ts
import { ipcRenderer } from 'electron';
import type { UpFrame } from './contract/wire';
import { upFrame } from './contract/wire'; // refused: preload
import { type DownFrame } from './contract/wire'; // refused: preload
import { join } from 'node:path'; // refused: preload
import { createRelay } from '../main/app/relay'; // refused: preload
