// stands at: main/engine/connections/sample.ts
import { Client } from 'ssh2';
import type { ResolvedServer } from '../servers/resolved';
import { demoServer } from '../demo'; // refused: connections
import { net } from 'electron'; // refused: connections
import { resolve } from '../servers/config/resolve'; // refused: connections
import { openTerminal } from '../../app/window'; // refused: connections
