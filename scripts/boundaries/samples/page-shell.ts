// stands at: renderer/shell/sample.ts
import { Panel } from '../files/Panel';
import { useFiles } from '../files/store';
import { words } from '../files/words'; // refused: page/shell
import { ipcRenderer } from 'electron'; // refused: page/shell
import { log } from '../../main/engine/kit/log'; // refused: page/shell
