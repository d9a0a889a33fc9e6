// stands at: main/cli/sample.ts
import { fileHandlers } from '../engine/files';
import { app } from 'electron'; // refused: cli
import { paths } from '../app/paths'; // refused: cli
import { Client } from 'ssh2'; // refused: cli
import { createDemo } from '../engine/demo'; // refused: cli
