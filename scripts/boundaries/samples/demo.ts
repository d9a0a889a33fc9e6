// stands at: main/engine/demo/sample.ts
import { Server } from 'ssh2';
import { openConnections } from '../connections'; // refused: demo
import { powerMonitor } from 'electron'; // refused: demo
