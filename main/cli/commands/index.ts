/** The commands, in the order of the help. */
import type { Command } from '../command';
import { config } from './config';
import { doctor } from './doctor';
import { exec } from './exec';
import { gpus } from './gpus';
import { importSessions } from './import';
import { keys } from './keys';
import { knownHosts } from './known-hosts';
import { ls } from './ls';
import { proxy } from './proxy';
import { pull } from './pull';
import { push } from './push';
import { servers } from './servers';
import { tunnel } from './tunnel';
import { vpn } from './vpn';

export const commands: readonly Command[] = [
  servers,
  config,
  exec,
  gpus,
  ls,
  push,
  pull,
  tunnel,
  doctor,
  importSessions,
  keys,
  knownHosts,
  proxy,
  vpn,
];
