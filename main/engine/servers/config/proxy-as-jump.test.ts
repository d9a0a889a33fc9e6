import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proxyAsJump } from './proxy-as-jump';

test('older ways to write a jump host', () => {
  for (const [command, jump] of [
    ['ssh -W %h:%p gate', 'gate'],
    ['ssh -q -W [%h]:%p asha@gate.lab', 'asha@gate.lab'],
    ['/usr/bin/ssh gate -W %h:%p', 'gate'],
    ['ssh.exe -l asha -p 2200 gate -W %h:%p', 'asha@gate:2200'],
    ['ssh -W%h:%p gate', 'gate'],
    ['ssh gate nc %h %p', 'gate'],
    ['ssh -x gate /usr/bin/nc -w 5 %h %p', 'gate'],
    ['"ssh" "gate" netcat %h %p', 'gate'],
  ] as const) {
    assert.equal(proxyAsJump(command), jump, command);
  }
});

test('what does anything else is a program, and asked about', () => {
  for (const command of [
    'nc %h %p',
    'ssh -W %h:22 gate',
    'ssh -o ProxyCommand=x -W %h:%p gate',
    'ssh -i key -W %h:%p gate',
    'ssh gate nc other 22',
    'ssh gate nc %h %p; touch x',
    'ssh gate $(nc) %h %p',
    'ssh -F other -W %h:%p gate',
    'ssh -W %h:%p',
    'ssh gate',
    'sshx -W %h:%p gate',
    '',
  ]) {
    assert.equal(proxyAsJump(command), undefined, command);
  }
});
