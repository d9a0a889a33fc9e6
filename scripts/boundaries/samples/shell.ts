// stands at: main/engine/files/run.ts
import { execFile, spawn } from 'node:child_process';
import { exec } from 'node:child_process'; // refused: shell
import { execSync as go } from 'child_process'; // refused: shell
import * as processes from 'node:child_process';
import children from 'node:child_process';
spawn('ls', ['-l'], { shell: false });
spawn('ls -l', { shell: true }); // refused: shell
spawn('ls', ['-l'], { cwd: '/', 'shell': '/bin/sh' }); // refused: shell
execFile('ls', ['-l'], { shell: process.platform === 'win32' }, () => {}); // refused: shell
processes.spawn('ls', { shell: true }); // refused: shell
processes.exec('ls -l'); // refused: shell
children.execSync('ls -l'); // refused: shell
/x/.exec('regular expressions have an exec of their own');
