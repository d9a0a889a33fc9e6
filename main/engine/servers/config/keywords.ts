/**
 * What ssh_config(5) (OpenSSH 9.2, newer keywords added) knows: which keywords exist, which take
 * what, and which change the connection in a way that Labmate does not follow.
 */
import { commandKeywords } from './tokenize';

type Arity = 'one' | 'many';
interface Spec {
  arity: Arity;
  /** What a bad value is told to be, or undefined when the value is fine. */
  check?: (value: string) => string | undefined;
}

const one: Spec = { arity: 'one' };
const many: Spec = { arity: 'many' };

function oneOf(...values: string[]): Spec {
  return {
    arity: 'one',
    check: (value) =>
      values.includes(value.toLowerCase()) ? undefined : `one of ${values.join(', ')}`,
  };
}
const flag = oneOf('yes', 'no', 'true', 'false');

const port: Spec = {
  arity: 'one',
  check: (value) => (parsePort(value) === undefined ? 'a port from 1 to 65535' : undefined),
};
const seconds: Spec = {
  arity: 'one',
  check: (value) => (parseSeconds(value) === undefined ? 'a time such as 30 or 1m' : undefined),
};
const count: Spec = {
  arity: 'one',
  check: (value) => (/^\d{1,9}$/.test(value) ? undefined : 'a whole number'),
};

/** Keywords that we read, with the values they take. */
const checked: Record<string, Spec> = {
  connecttimeout: seconds,
  globalknownhostsfile: many,
  hashknownhosts: flag,
  hostkeyalias: one,
  hostname: one,
  identitiesonly: flag,
  identityagent: one,
  identityfile: one,
  ignoreunknown: one,
  port,
  proxycommand: many,
  proxyjump: one,
  serveralivecountmax: count,
  serveraliveinterval: seconds,
  stricthostkeychecking: oneOf('yes', 'no', 'ask', 'accept-new', 'off', 'true', 'false'),
  updatehostkeys: oneOf('yes', 'no', 'ask', 'true', 'false'),
  user: one,
  userknownhostsfile: many,
};

/** All other keywords of ssh; their values are not looked at. */
const others = `addkeystoagent addressfamily batchmode bindaddress bindinterface
casignaturealgorithms canonicaldomains canonicalizefallbacklocal canonicalizehostname
canonicalizemaxdots canonicalizepermittedcnames certificatefile challengeresponseauthentication
channeltimeout checkhostip cipher ciphers clearallforwardings compression compressionlevel
connectionattempts controlmaster controlpath controlpersist dsaauthentication dynamicforward
enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fallbacktorsh
fingerprinthash forkafterauthentication forwardagent forwardx11 forwardx11timeout
forwardx11trusted gatewayports globalknownhostsfile2 gssapiauthentication gssapiclientidentity
gssapidelegatecredentials gssapikexalgorithms gssapikeyexchange gssapirenewalforcesrekey
gssapiserveridentity gssapitrustdns hostbasedacceptedalgorithms
hostbasedauthentication hostbasedkeytypes hostkeyalgorithms ipqos kbdinteractiveauthentication
kbdinteractivedevices keepalive kexalgorithms knownhostscommand localcommand localforward loglevel
logverbose macs nohostauthenticationforlocalhost numberofpasswordprompts obscurekeystroketiming
passwordauthentication permitlocalcommand permitremoteopen pkcs11provider preferredauthentications
protocol proxyusefdpass pubkeyacceptedalgorithms pubkeyacceptedkeytypes pubkeyauthentication
refuseconnection rekeylimit remotecommand remoteforward requesttty requiredrsasize revokedhostkeys
rhostsauthentication rhostsrsaauthentication rsaauthentication securitykeyprovider sendenv
sessiontype setenv skeyauthentication smartcarddevice stdinnull streamlocalbindmask
streamlocalbindunlink syslogfacility tag tcpkeepalive tisauthentication tunnel tunneldevice
useblacklistedkeys usekeychain useprivilegedport userknownhostsfile2 useroaming
usersh versionaddendum verifyhostkeydns visualhostkey warnweakcrypto xauthlocation`;

const manyOthers = new Set(others.split(/\s+/));

export function specOf(keyword: string): Spec | undefined {
  if (Object.hasOwn(checked, keyword)) return checked[keyword];
  return manyOthers.has(keyword) ? many : undefined;
}

/** Whether extra words after the first are a mistake. */
export function takesOne(keyword: string): boolean {
  return specOf(keyword)?.arity === 'one' && !commandKeywords.has(keyword);
}

/** Keywords whose values add up instead of the first one winning. */
export const listKeywords: ReadonlySet<string> = new Set([
  'identityfile',
  'certificatefile',
  'localforward',
  'remoteforward',
  'dynamicforward',
  'sendenv',
]);

/** Set to anything (but the value given), these change the connection and are not followed. */
const notFollowed: ReadonlyMap<string, string | null> = new Map([
  ['AddressFamily', 'any'],
  ['BindAddress', null],
  ['BindInterface', null],
  ['CanonicalizeHostname', 'no'],
  ['CertificateFile', null],
  ['Ciphers', null],
  ['DynamicForward', null],
  ['ForwardAgent', 'no'],
  ['HostKeyAlgorithms', null],
  ['HostbasedAuthentication', 'no'],
  ['KexAlgorithms', null],
  ['KnownHostsCommand', 'none'],
  ['LocalForward', null],
  ['MACs', null],
  ['PKCS11Provider', 'none'],
  ['PasswordAuthentication', 'yes'],
  ['PreferredAuthentications', null],
  ['ProxyUseFdpass', 'no'],
  ['PubkeyAcceptedAlgorithms', null],
  ['PubkeyAuthentication', 'yes'],
  ['RemoteCommand', 'none'],
  ['RemoteForward', null],
  ['RevokedHostKeys', null],
  ['SecurityKeyProvider', 'internal'],
  ['SetEnv', null],
  ['Tunnel', 'no'],
]);

/** The names, as the manual spells them, of values that are set and not followed. */
export function unsupportedAmong(first: (keyword: string) => string | undefined): string[] {
  return [...notFollowed]
    .filter(([name, harmless]) => {
      const value = first(name.toLowerCase());
      return value !== undefined && value.toLowerCase() !== harmless;
    })
    .map(([name]) => name);
}

export function parsePort(value: string): number | undefined {
  if (!/^\d{1,5}$/.test(value)) return undefined;
  const number = Number(value);
  return number >= 1 && number <= 65535 ? number : undefined;
}

const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A time of sshd_config(5) "TIME FORMATS" in seconds; `none` is 0. */
export function parseSeconds(value: string): number | undefined {
  const text = value.toLowerCase();
  if (text === 'none') return 0;
  if (!/^(\d+[smhdw]?)+$/.test(text)) return undefined;
  let total = 0;
  for (const [, digits, unit] of text.matchAll(/(\d+)([smhdw]?)/g)) {
    total += Number(digits) * (unitSeconds[unit || 's'] ?? 1);
  }
  return total <= 2_147_483_647 ? total : undefined;
}
