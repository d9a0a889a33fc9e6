// stands at: main/engine/serve/sample.ts
import { procedureNamed } from '../../../preload/contract';
import { listServers } from '../servers'; // refused: serve
import { ipcMain } from 'electron'; // refused: serve
