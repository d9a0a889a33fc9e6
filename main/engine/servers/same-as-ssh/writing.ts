/** How lines are written: blanks, quotes, comments, case. */
import { type CorpusCase, lines } from './case';

export const writing: readonly CorpusCase[] = [
  { name: 'nothing', config: '', hosts: ['a', 'u@a', 'A.B', '::1', '10.0.0.1'] },
  { name: 'no line end at the end', config: 'Host a\n Port 5', hosts: ['a', 'b'] },
  { name: 'CRLF', config: 'Host a\r\n\tUser "x y"\r\n\tPort=9\r\nHost *\r\n', hosts: ['a', 'b'] },
  {
    name: 'tabs, form feeds, blanks at both ends',
    config: '\t Host\ta \n Port\t \t7 \t\nUser  b  \f\n',
    hosts: ['a'],
  },
  {
    name: 'equals with and without blanks',
    config: lines('Host=a', 'Port= 8', 'User =z', 'ConnectTimeout  =  5'),
    hosts: ['a', 'b'],
  },
  {
    name: 'quoted keyword values',
    config: lines('Host "a"', '"User" "q"', 'Port "33"', 'HostName "h.x"'),
    hosts: ['a', 'b'],
  },
  {
    name: 'comments at line ends and between',
    config: lines(
      '# x',
      'Host a # b',
      ' # Port 1',
      ' Port 2 # 3',
      ' User me#you',
      'IdentityFile "a # b"',
    ),
    hosts: ['a', 'b'],
  },
  {
    name: 'case of keywords and words',
    config: lines(
      'hOsT a',
      'IDENTITIESONLY YES',
      'addressFAMILY INET6',
      'StrictHostKeyChecking YES',
    ),
    hosts: ['a', 'A'],
  },
  {
    name: 'escaped quotes and blanks',
    config: lines(
      'Host a',
      'IdentityFile "x \\"y\\""',
      'IdentityFile z\\ w',
      'IdentityFile \'single "in"\'',
      'IdentityFile C:\\k\\id',
    ),
    hosts: ['a'],
  },
  {
    name: 'quote in the middle of a word',
    config: lines('IdentityFile /a" b"c', 'User x"y"z', 'SetEnv A="1 2"3'),
    hosts: ['a'],
  },
  {
    name: 'blanks that are none for ssh',
    config: 'User u\u00a0\nIdentityFile a\u2003b\u00a0\nSetEnv A=\u00a0\n',
    hosts: ['a'],
  },
  {
    name: 'ProxyJump none, then others',
    config: lines('ProxyJump NONE', 'ProxyJump j', 'ProxyCommand late', 'ProxyCommand later'),
    hosts: ['a'],
  },
  {
    name: 'letters beyond ASCII',
    config: lines('Host größe', 'User jürgen', 'SetEnv ORT=Köln', 'IdentityFile ~/ключ'),
    hosts: ['größe', 'a'],
  },
];
