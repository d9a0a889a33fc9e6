/** Configs that are awkward to read, each with names to ask for. `DIR` stands for its folder. */

export interface CorpusCase {
  name: string;
  config: string;
  files?: Record<string, string>;
  hosts: string[];
}

function lines(...text: string[]): string {
  return `${text.join('\n')}\n`;
}

const writing: CorpusCase[] = [
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

const blocks: CorpusCase[] = [
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

const includes: CorpusCase[] = [
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

const values: CorpusCase[] = [
  {
    name: 'tokens in HostName and paths',
    config: lines(
      'Host *.s',
      'HostName %h.lab',
      'Port 44',
      'User u',
      'UserKnownHostsFile ~/k_%h_%p_%r %d/%n',
      'IdentityAgent ~/a-%h',
      'IdentityFile ~/%r@%h',
    ),
    hosts: ['x.s', 'Y.s', 'v@x.s'],
  },
  {
    name: 'double percent',
    config: lines('HostName fe80::1%%eth0', 'UserKnownHostsFile /a%%b', 'IdentityAgent /c%%d'),
    hosts: ['a'],
  },
  {
    name: 'variables in paths',
    config: lines(
      `IdentityFile \${HOME}/k`,
      `UserKnownHostsFile \${HOME}/x`,
      `IdentityAgent \${HOME}/agent`,
      `ForwardAgent \${HOME}/f`,
    ),
    hosts: ['a'],
  },
  {
    name: 'agents',
    config: lines(
      'Host n',
      'IdentityAgent none',
      'ForwardAgent yes',
      'Host s',
      'IdentityAgent SSH_AUTH_SOCK',
      'ForwardAgent no',
      'Host v',
      'IdentityAgent $HOME',
      'ForwardAgent $HOME',
      'Host p',
      'IdentityAgent "/run/x y"',
      'ForwardAgent ~/a%h',
    ),
    hosts: ['n', 's', 'v', 'p', 'z'],
  },
  {
    name: 'ports and addresses of forwards',
    config: lines(
      'LocalForward 8080 localhost:80',
      'LocalForward *:81 h:1',
      'LocalForward 127.0.0.1:82 [::1]:2',
      'LocalForward [::1]:83 h:3',
      'DynamicForward 1080',
      'DynamicForward [::]:99',
      'DynamicForward localhost:98',
    ),
    hosts: ['a'],
  },
  {
    name: 'remote forwards, sockets, SOCKS',
    config: lines(
      'RemoteForward 90 host:80',
      'RemoteForward 1081',
      'RemoteForward 1.2.3.4:91',
      'RemoteForward 0 h:2',
      'RemoteForward /tmp/x.sock h:1',
      'RemoteForward 92 /tmp/y',
      'RemoteForward /tmp/a /tmp/b',
    ),
    hosts: ['a'],
  },
  {
    name: 'local forwards of Unix sockets',
    config: lines(
      'LocalForward 9 /run/s',
      'LocalForward /tmp/%h.sock h:7',
      'LocalForward /tmp/%h /tmp/%n',
      'LocalForward [::1]:4 /q',
    ),
    hosts: ['a', 'b'],
  },
  {
    name: 'forwards add up, the same one counts once',
    config: lines(
      'Host a',
      'LocalForward 1 h:1',
      'LocalForward 1 h:1',
      'DynamicForward 5',
      'RemoteForward 2 h:2',
      'Host *',
      'LocalForward 1 h:1',
      'LocalForward 3 h:3',
      'DynamicForward 5',
      'RemoteForward 2 h:2',
    ),
    hosts: ['a', 'b'],
  },
  {
    name: 'SetEnv: the first line wins, and the first of a name',
    config: lines('Host a', 'SetEnv A=1 A=2 B="x y" C=', 'SetEnv D=4', 'Host *', 'SetEnv E=5'),
    hosts: ['a', 'b'],
  },
  {
    name: 'SendEnv adds up and takes away',
    config: lines(
      'Host a',
      'SendEnv LC_* LANG TERM_?',
      'SendEnv -LANG',
      'Host *',
      'SendEnv LANG FOO',
      'SendEnv -LC_*',
      'SendEnv FOO',
    ),
    hosts: ['a', 'b'],
  },
  {
    name: 'ProxyJump in all its forms',
    config: lines(
      'Host a',
      'ProxyJump g',
      'Host b',
      'ProxyJump u@g:22',
      'Host c',
      'ProxyJump g1,u@g2:2,g3',
      'Host d',
      'ProxyJump ssh://u@g:7',
      'Host e',
      'ProxyJump [::1]:3,a@1.2.3.4',
      'Host f',
      'ProxyJump none',
      'Host z h?',
      'ProxyJump last',
    ),
    hosts: ['a', 'b', 'c', 'd', 'e', 'f', 'z'],
  },
  {
    name: 'ProxyJump against ProxyCommand',
    config: lines(
      'Host a',
      'ProxyJump none',
      'Host b',
      'ProxyCommand none',
      'Host c',
      'ProxyCommand nc "%h" %p # not a comment',
      'Host *',
      'ProxyCommand late %h',
      'ProxyJump j',
    ),
    hosts: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'ProxyCommand keeps its quotes, equals and backslashes',
    config: lines(
      'Host a',
      'ProxyCommand = sh -c "x=1; echo \'a b\' \\\\ %h"',
      'Host b',
      'ProxyCommand="quoted start" %p',
      'Host c',
      'ProxyCommand   ssh -W [%h]:%p gate',
    ),
    hosts: ['a', 'b', 'c'],
  },
  {
    name: 'times',
    config: lines(
      'Host a',
      'ServerAliveInterval 1h2m3s',
      'ConnectTimeout 1w',
      'Host b',
      'ConnectTimeout none',
      'ServerAliveInterval 0',
      'Host c',
      'ConnectTimeout 2M',
      'Host *',
      'ConnectTimeout 7',
      'ServerAliveCountMax 0',
    ),
    hosts: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'host key checking, all words',
    config: lines(
      'Host a',
      'StrictHostKeyChecking no',
      'Host b',
      'StrictHostKeyChecking off',
      'Host c',
      'StrictHostKeyChecking ask',
      'Host d',
      'StrictHostKeyChecking accept-new',
      'Host e',
      'StrictHostKeyChecking true',
    ),
    hosts: ['a', 'b', 'c', 'd', 'e', 'f'],
  },
  {
    name: 'known hosts files',
    config: lines(
      'Host a',
      'UserKnownHostsFile none',
      'Host b',
      'UserKnownHostsFile /x "/y z"',
      'GlobalKnownHostsFile /g1 /g2',
      'Host c',
      'UserKnownHostsFile rel/x ~/y',
      'Host *',
      'HostKeyAlias %h.all',
      'GlobalKnownHostsFile none',
    ),
    hosts: ['a', 'b', 'c'],
  },
  {
    name: 'identity files: none, doubles, relative',
    config: lines(
      'Host a',
      'IdentityFile none',
      'Host b',
      'IdentityFile k',
      'IdentityFile k',
      'IdentityFile ~/.ssh/k',
      'IdentityFile "~/with blank"',
      'IdentitiesOnly true',
    ),
    hosts: ['a', 'b', 'c'],
  },
  {
    name: 'address families',
    config: lines(
      'Host a',
      'AddressFamily inet',
      'Host b',
      'AddressFamily inet6',
      'Host *',
      'AddressFamily any',
    ),
    hosts: ['a', 'b', 'c'],
  },
  {
    name: 'unknown words that are to be ignored',
    config: lines(
      'IgnoreUnknown Foo*,UseKeychain',
      'FooBar baz',
      'UseKeychain yes',
      'Host a',
      'foox open',
      'Port 4',
    ).replace('foox open', 'foox open'),
    hosts: ['a'],
  },
  {
    name: 'old words that ssh passes over',
    config: lines(
      'UseRoaming no',
      'Protocol 2',
      'Host a',
      'RSAAuthentication yes',
      'KeepAlive yes',
      'Port 6',
    ),
    hosts: ['a'],
  },
];

export const corpus: readonly CorpusCase[] = [...writing, ...blocks, ...includes, ...values];
