/** Configs as people have them, each with several things at once. */
import type { CorpusCase } from './case';

export const everyday: readonly CorpusCase[] = [
  { name: 'an empty config', config: '', hosts: ['gpu1', 'asha@gpu1', 'GPU1'] },
  {
    name: 'the first value wins and a general block comes last',
    config:
      'Host gpu1\n  HostName gpu1.lab.example\n  User asha\n  Port 2222\nHost *\n  User nobody\n  Port 22\n  ServerAliveInterval 30\n',
    hosts: ['gpu1', 'gpu2', 'root@gpu1'],
  },
  {
    name: 'wildcards, single characters and negation',
    config:
      'Host gpu? !gpu9\n  User q\nHost gpu* !gpu1?\n  Port 44\nHost !gpu1 *\n  ConnectTimeout 3\nHost !only\n User never\n',
    hosts: ['gpu1', 'gpu9', 'gpu12', 'gpu', 'only', 'cpu'],
  },
  {
    name: 'several patterns and quoted ones',
    config: 'Host a b "c?d" \'e\'\n  HostName %h.lab\nHost "b"\n  User u\n',
    hosts: ['a', 'b', 'e', 'c'],
  },
  {
    name: 'equals signs, tabs, comments and odd case',
    config:
      '# head\nHOST\tx\n\tpOrT = 99\n\tUser=bob # trailing\n  hostname   =   "x.y"\n\nHost=z\nHostName=zz\n   # inner\nPort 7\n',
    hosts: ['x', 'z'],
  },
  {
    name: 'CRLF line ends',
    config:
      'Host w\r\n  HostName win.example\r\n  User "dom user"\r\n  IdentityFile ~/.ssh/id_w\r\n',
    hosts: ['w'],
  },
  {
    name: 'backslashes in quotes and outside',
    config:
      'Host b\n  IdentityFile C:\\Users\\me\\id\n  IdentityFile "a \\"b\\" c"\n  IdentityFile x\\ y\n  IdentityFile "tail\\\\"\n  User DOM\\me\n',
    hosts: ['b'],
  },
  {
    name: 'identity files add up, twice is once',
    config:
      'Host k\n  IdentityFile ~/.ssh/a\n  IdentityFile ~/.ssh/%r@%h\n  IdentitiesOnly yes\nHost *\n  IdentityFile ~/.ssh/a\n  IdentityFile /b\n  IdentitiesOnly no\n',
    hosts: ['k', 'other'],
  },
  {
    name: 'jump hosts: chain, user, port, none',
    config:
      'Host far\n  ProxyJump gate,asha@mid:2200\nHost near\n  ProxyJump none\nHost *.lab\n  ProxyJump gate\n',
    hosts: ['far', 'near', 'else.lab'],
  },
  {
    name: 'ProxyCommand and ProxyJump: the first of the two wins',
    config:
      'Host c\n  ProxyCommand nc %h %p\nHost j\n ProxyJump gate\nHost c j x\n  ProxyJump other\n  ProxyCommand none\n',
    hosts: ['c', 'j', 'x'],
  },
  {
    name: 'host key alias and known hosts files',
    config:
      'Host h\n  HostKeyAlias cluster\n  UserKnownHostsFile /one "/two three"\n  StrictHostKeyChecking accept-new\nHost n\n  UserKnownHostsFile none\n StrictHostKeyChecking no\nHost d\n  UserKnownHostsFile ~/.ssh/other\n  GlobalKnownHostsFile /g1 /g2\n',
    hosts: ['h', 'n', 'd', 'x'],
  },
  {
    name: 'how known hosts are kept: hashed, further keys',
    config:
      'Host a\n  HashKnownHosts yes\n  UpdateHostKeys ask\nHost b\n  UpdateHostKeys no\nHost c\n  UserKnownHostsFile ~/.ssh/c\nHost d\n  UserKnownHostsFile ~/.ssh/c\n  UpdateHostKeys yes\nHost e\n  VerifyHostKeyDNS yes\nHost f\n  VerifyHostKeyDNS no\n  HashKnownHosts no\n',
    hosts: ['a', 'b', 'c', 'd', 'e', 'f', 'x'],
  },
  {
    name: 'times with units',
    config:
      'Host a\n  ServerAliveInterval 1m30\n  ConnectTimeout 2h\nHost b\n  ServerAliveInterval 1d\n  ServerAliveCountMax 9\n  ConnectTimeout 10s\nHost c\n ConnectTimeout none\n',
    hosts: ['a', 'b', 'c'],
  },
  {
    name: 'Match host, originalhost, user, localuser and negation',
    config:
      'Host a\n  HostName real.lab\n  User asha\nMatch host *.lab user asha,bo*\n  Port 10\nMatch originalhost a !localuser nobody-here\n  ConnectTimeout 4\nMatch !host real.lab\n  Port 11\nMatch user asha\n IdentityFile /u\nMatch host="x,y" originalhost=y\n Port 12\nMatch all\n  ServerAliveInterval 7\n',
    hosts: ['a', 'b', 'asha@b', 'y', 'x', 'bo@real.lab', 'A'],
  },
  {
    name: 'Match final sees the resolved name',
    config:
      'Host a\n  HostName b.lab\n  User first\nHost *.lab\n  Port 77\nMatch final host b.lab\n  ConnectTimeout 5\n  User second\n  IdentityFile /f\nMatch !final\n  ServerAliveInterval 3\n',
    hosts: ['a', 'b.lab', 'c'],
  },
  {
    name: 'Match canonical never holds without canonicalisation',
    config: 'Match canonical\n  Port 5\nMatch canonical all\n Port 6\nHost *\n Port 7\n',
    hosts: ['a'],
  },
  {
    name: 'includes: several, by pattern, missing ones',
    config: 'Include DIR/one DIR/missing\nInclude DIR/d/*.conf\nHost *\n  Port 1\n  User last\n',
    files: {
      one: 'Host a\n  Port 2\n',
      'd/20.conf': 'Host *\n  User twenty\n',
      'd/10.conf': 'Host a\n  User ten\n',
      'd/.hidden.conf': 'Host *\n  User hidden\n',
      'd/other.txt': 'Host *\n User other\n',
    },
    hosts: ['a', 'b'],
  },
  {
    name: 'includes inside a Host block hold only there, and do not leak their blocks',
    config: 'Host a\n  Include DIR/in\n  ConnectTimeout 9\nHost *\n  Port 3\n',
    files: { in: 'User inner\nHost b\n  Port 8\nHost a\n  Port 9\n' },
    hosts: ['a', 'b'],
  },
  {
    name: 'includes of includes',
    config: 'Include DIR/1\nPort 9\n',
    files: {
      '1': 'Include DIR/2\nUser one\n',
      '2': 'Match user two\n Port 2\nHost z\n User two\n',
    },
    hosts: ['z', 'two@y'],
  },
  {
    name: 'options before any block, and unknown ones that are to be ignored',
    config:
      'IgnoreUnknown UseKeychain,Weird*\nUseKeychain yes\nWeirdThing 1\nUser everyone\nHost a\n  User late\n  UseRoaming no\n',
    hosts: ['a'],
  },
  {
    name: 'host names fold to lower case, patterns do not',
    config: 'Host GPU1\n  User upper\nHost gpu1\n  User lower\nMatch host GPU1\n Port 5\n',
    hosts: ['GPU1', 'gpu1', 'Gpu1'],
  },
  {
    name: 'IPv6 and addresses',
    config: 'Host v6\n  HostName fe80::1%%eth0\nHost 10.0.0.*\n  User net\nHost ::1\n  Port 6\n',
    hosts: ['v6', '10.0.0.7', '::1', 'me@::1'],
  },
  {
    name: 'forwards: ports, addresses, brackets, sockets, slashes, SOCKS',
    config:
      'Host f\n  LocalForward 8888 localhost:8888\n  LocalForward 127.0.0.1:6006 [::1]:6006\n  LocalForward [::1]:7 web:80\n  LocalForward *:9 a.b:1\n  RemoteForward 9000 127.0.0.1:9001\n  RemoteForward 1090\n  RemoteForward /tmp/r.sock localhost:5\n  RemoteForward 0 localhost:22\n  DynamicForward 1080\n  DynamicForward [::1]:1081\n  DynamicForward localhost:1082\n',
    hosts: ['f', 'x'],
  },
  {
    name: 'forwards of several blocks add up',
    config:
      'Host a\n  LocalForward 1 x:1\n  DynamicForward 5\nHost *\n  LocalForward 2 x:2\n  LocalForward 1 x:1\n  DynamicForward 6\n',
    hosts: ['a', 'b'],
  },
  {
    name: 'SetEnv: the first line wins, values with blanks and equals signs',
    config: 'Host e\n  SetEnv A=1 "B=two words" C=a=b D=\n  SetEnv E=5\nHost *\n  SetEnv F=6\n',
    hosts: ['e', 'x'],
  },
  {
    name: 'SendEnv: adds up, and takes back',
    config:
      'Host s\n  SendEnv LANG LC_*\n  SendEnv FOO -LC_*\nHost t\n  SendEnv -FOO\nHost *\n  SendEnv FOO BAR\n  SendEnv -B*\n',
    hosts: ['s', 't', 'x'],
  },
  {
    name: 'address families and agent forwarding',
    config:
      'Host a\n  AddressFamily inet\n  ForwardAgent yes\nHost b\n  AddressFamily INET6\n  ForwardAgent /run/other.sock\nHost c\n  AddressFamily any\n  ForwardAgent no\nHost *\n  AddressFamily inet6\n  ForwardAgent yes\n',
    hosts: ['a', 'b', 'c', 'x'],
  },
  {
    name: 'agents: a path with tokens, none, the usual variable',
    config:
      'Host a\n  IdentityAgent ~/.agents/%h_%r.sock\nHost b\n  IdentityAgent none\nHost c\n  IdentityAgent SSH_AUTH_SOCK\nHost d\n  IdentityAgent "/with blank/agent"\n',
    hosts: ['a', 'b', 'c', 'd', 'x'],
  },
  {
    name: 'host names from tokens, and over several lines',
    config:
      'Host gpu*\n  HostName %h.lab.example\n  HostName other\nHost p\n  HostName 100%%.lab\n',
    hosts: ['gpu1', 'gpu2', 'p'],
  },
  {
    name: 'keywords without a value for others, empty quotes and repeated blanks',
    config: 'Host   a    b   \n\n   \t \n  Port    2222   \nHost *\n\tUser\t\tasha\t\n',
    hosts: ['a', 'b', 'c'],
  },
  {
    name: 'comments at the end of lines with quotes and hashes in values',
    config:
      'Host h # not part\n  User a#b\nHost q # "open\n  User "a # b"\n  Port 5 # "x\nHost *\n  User z\n',
    hosts: ['h', 'q', 'x'],
  },
  {
    name: 'the last line without an end, and a config of one line',
    config: 'Host a\n  Port 7',
    hosts: ['a', 'b'],
  },
  {
    name: 'Match with commas, blanks around equals signs and quotes',
    config:
      'Match host "a,b" user = asha\n  Port 1\nMatch originalhost=c,d\n  Port 2\nMatch user "x y,z" host *\n  Port 3\n',
    hosts: ['a', 'asha@a', 'asha@b', 'd', 'z@q'],
  },
  {
    name: 'Match inside an included file ends with it',
    config: 'Include DIR/m\nUser outer\nHost a\n  Port 4\n',
    files: { m: 'Match host a\n  Port 3\n  ConnectTimeout 3\n' },
    hosts: ['a', 'b'],
  },
  {
    name: 'an include below Match, and blocks after it',
    config: 'Match user asha\n  Include DIR/i\n  Port 8\nHost *\n  Port 9\n',
    files: { i: 'ConnectTimeout 4\nHost a\n  ServerAliveInterval 5\n' },
    hosts: ['asha@a', 'asha@b', 'a'],
  },
  {
    name: 'Match final after Host names that came from tokens',
    config:
      'Host short\n  HostName %h.lab\nMatch final host *.lab user asha\n  IdentityFile /final\n  LocalForward 4 x:4\nMatch final !host *.lab\n  Port 6\nHost *\n  User asha\n  LocalForward 4 x:4\n',
    hosts: ['short', 'bob@short', 'long.example'],
  },
  {
    name: 'jump hosts written as addresses and URIs',
    config:
      'Host a\n  ProxyJump ssh://asha@gate:2200\nHost b\n  ProxyJump [::1]:22\nHost c\n  ProxyJump one,two,three\nHost d\n  ProxyJump NONE\nHost e\n  ProxyJump g\n  ProxyJump h\n',
    hosts: ['a', 'b', 'c', 'd', 'e'],
  },
  {
    name: 'yes and no in every spelling',
    config:
      'Host a\n  IdentitiesOnly YES\n  HashKnownHosts True\n  StrictHostKeyChecking OFF\nHost b\n  IdentitiesOnly false\n  StrictHostKeyChecking Yes\n  UpdateHostKeys TRUE\nHost c\n  StrictHostKeyChecking Accept-New\n',
    hosts: ['a', 'b', 'c'],
  },
  {
    name: 'user names with odd characters',
    config:
      'Host a\n  User "first last"\nHost b\n  User a.b-c_d+e\nHost c\n  User asha@institute.edu\n',
    hosts: ['a', 'b', 'c', 'x@y@b'],
  },
  {
    name: 'ports at the edges',
    config: 'Host a\n  Port 1\nHost b\n  Port 65535\nHost c\n  Port 0022\n',
    hosts: ['a', 'b', 'c'],
  },
];
