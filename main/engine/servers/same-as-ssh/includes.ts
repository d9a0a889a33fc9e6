/** Include: patterns, nesting, blocks that end with their file. */
import type { CorpusCase } from './case';

export const includes: readonly CorpusCase[] = [
  {
    name: 'nested includes by pattern',
    config: 'Include DIR/d/*\nPort 9\n',
    files: {
      'd/a': 'Include DIR/e/?.conf\nHost a\nPort 1\n',
      'd/b': 'User b\n',
      'e/1.conf': 'Host x\nUser one\n',
      'e/22.conf': 'User no\n',
    },
    hosts: ['a', 'x', 'y'],
  },
  {
    name: 'include inside a Host that does not hold',
    config: 'Host a\nInclude DIR/i\nHost *\nConnectTimeout 8\n',
    files: { i: 'Port 2\nHost b\nUser bee\nMatch all\nIdentityFile /in\n' },
    hosts: ['a', 'b'],
  },
  {
    name: 'include inside Match',
    config: 'Match host m\nInclude DIR/i DIR/none DIR/j\nPort 3\n',
    files: { i: 'User i\n', j: 'User j\nPort 4\n' },
    hosts: ['m', 'n'],
  },
  {
    name: 'a block of an included file ends with it',
    config: 'Include DIR/i\nPort 5\n',
    files: { i: 'Host only\nPort 6\nUser o\n' },
    hosts: ['only', 'x'],
  },
  {
    name: 'include of sets and ranges, with quotes',
    config: 'Include "DIR/with blank" DIR/[ab]x DIR/[!ab]y\n',
    files: {
      'with blank': 'User w\n',
      ax: 'Port 1\n',
      cx: 'Port 2\nConnectTimeout 2\n',
      by: 'ConnectTimeout 4\n',
      cy: 'ConnectTimeout 6\n',
    },
    hosts: ['a'],
  },
  {
    name: 'a file included twice',
    config: 'Include DIR/i\nInclude DIR/i\n',
    files: { i: 'SendEnv A\nIdentityFile /k\nLocalForward 2 h:3\nSetEnv Q=1\n' },
    hosts: ['a'],
  },
  {
    name: 'Match final inside an include',
    config: 'Host a\nHostName b\nInclude DIR/i\n',
    files: { i: 'Match final host b\nPort 4\n' },
    hosts: ['a', 'b'],
  },
];
