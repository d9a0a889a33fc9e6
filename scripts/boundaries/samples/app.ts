// stands at: main/app/sample.ts
import { BrowserWindow } from 'electron';
import { questionHandlers } from '../engine/questions';
import { Client } from 'ssh2'; // refused: app
import { board } from '../engine/questions/board'; // refused: app
import { demoServer } from '../engine/demo'; // refused: app
import { Panel } from '../../renderer/files/Panel'; // refused: app
import { gpus } from '../cli/gpus'; // refused: app
