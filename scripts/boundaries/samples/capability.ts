// stands at: main/engine/files/sample.ts
import { createReadStream } from 'node:fs';
import { ok } from '../kit/outcome';
import type { Host } from '../host';
import type { Handlers } from '../serve/handlers';
import { files } from '../../../preload/contract/files';
import type { Gpu } from '../../../preload/contract/monitor';
import { connectTo } from '../connections';
import type { Sftp } from '../connections/sftp';
import { shell } from 'electron'; // refused: capability
import { Client } from 'ssh2'; // refused: capability
import type { ClientChannel } from 'ssh2'; // refused: capability
const { utils } = require('ssh2'); // refused: capability
const later = import('electron'); // refused: capability
type Deep = import('../connections/handshake').Handshake; // refused: capability
export { handshake } from '../connections/handshake'; // refused: capability
import { monitor } from '../../../preload/contract/monitor'; // refused: capability
import { serve } from '../serve/serve'; // refused: capability
import { demoServer } from '../demo'; // refused: capability
import { openWindow } from '../../app/window'; // refused: capability
import { Panel } from '../../../renderer/files/Panel'; // refused: capability
import electron = require('electron'); // refused: capability
