// stands at: main/engine/demo/sample.ts
import { Server } from 'ssh2';
import { sessionServersFolder } from '../servers';
import { resolve } from '../servers/resolve'; // refused: demo
import { createMonitor } from '../monitor'; // refused: demo
import { openConnections } from '../connections'; // refused: demo
import { powerMonitor } from 'electron'; // refused: demo
