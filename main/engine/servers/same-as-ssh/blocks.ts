/** Host and Match: which blocks hold for a name. */
import { type CorpusCase, lines } from './case';

export const blocks: readonly CorpusCase[] = [
  {
    name: 'negation before and after',
    config: lines('Host !b *', 'Port 1', 'Host * !c', 'User u', 'Host !a', 'ConnectTimeout 9'),
    hosts: ['a', 'b', 'c'],
  },
  {
    name: 'the same host twice',
    config: lines('Host a', 'Port 1', 'Host a', 'Port 2', 'User two'),
    hosts: ['a'],
  },
  {
    name: 'question marks and stars',
    config: lines('Host g?u*', 'Port 3', 'Host **x**', 'User x', 'Host ?', 'ConnectTimeout 1'),
    hosts: ['gpu', 'gpu1', 'gu', 'axb', 'x', 'b'],
  },
  {
    name: 'Match all and Host between',
    config: lines('Match all', 'Port 1', 'Host z', 'User z', 'Match all', 'User later'),
    hosts: ['a', 'z'],
  },
  {
    name: 'Match host sees HostName, originalhost does not',
    config: lines(
      'Host a',
      'HostName real',
      'Match host real',
      'Port 2',
      'Match originalhost real',
      'User wrong',
      'Match originalhost a',
      'User right',
    ),
    hosts: ['a', 'real'],
  },
  {
    name: 'Match lists with negated members',
    config: lines(
      'Match host a*,!ab',
      'Port 3',
      'Match host !a,*',
      'User n',
      'Match !host a,b',
      'ConnectTimeout 3',
    ),
    hosts: ['a', 'ab', 'abc', 'b', 'c'],
  },
  {
    name: 'Match user after User',
    config: lines('Match user bob', 'Port 1', 'Host a', 'User bob', 'Match user b?b', 'Port 2'),
    hosts: ['a', 'bob@x', 'c'],
  },
  {
    name: 'Match with equals and quotes',
    config: lines(
      'Match host="a,b" user=root',
      'Port 4',
      'Match originalhost "c d"',
      'Port 5',
      'Match host = c',
      'Port 6',
    ),
    hosts: ['a', 'root@b', 'c'],
  },
  {
    name: 'Match final and what it meets twice',
    config: lines(
      'Host a',
      'HostName b',
      'SendEnv X',
      'LocalForward 1 h:2',
      'IdentityFile /k',
      'Match final',
      'SendEnv Y -X',
      'IdentityFile /l',
      'LocalForward 1 h:2',
    ),
    hosts: ['a', 'b'],
  },
  {
    name: 'final sees the Host blocks of the real name',
    config: lines(
      'Host a',
      'HostName b.lab',
      'Host b.lab',
      'Port 77',
      'User late',
      'Match final host b.lab',
      'ConnectTimeout 3',
    ),
    hosts: ['a', 'b.lab', 'c'],
  },
  {
    name: 'Match final originalhost',
    config: lines(
      'Host a',
      'HostName q',
      'Match final originalhost a',
      'Port 12',
      'Match !final originalhost a',
      'User first',
      'Match final all',
      'ConnectTimeout 2',
    ),
    hosts: ['a', 'q'],
  },
  {
    name: 'Match canonical final',
    config: lines(
      'Match canonical',
      'Port 5',
      'Match final',
      'User f',
      'Match !canonical',
      'ConnectTimeout 4',
    ),
    hosts: ['a'],
  },
  {
    name: 'Match localuser',
    config: lines(
      'Match localuser nobody-here',
      'Port 1',
      'Match !localuser nobody-here',
      'Port 2',
    ),
    hosts: ['a'],
  },
];
