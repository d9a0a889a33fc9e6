/**
 * What ssh_config(5) (OpenSSH 9.2, newer keywords added) knows: which keywords exist, which take
 * what, and which change the connection in a way that Labmate does not follow.
 */
import { type ForwardKind, readForward } from './forwards';
import { parsePort, parseSeconds } from './keywords-values';
import { commandKeywords } from './tokenize';

type Arity = 'one' | 'many';
interface Spec {
  arity: Arity;
  /** What a bad value is told to be, or undefined when the value is fine. */
  check?: (value: string, values: readonly string[]) => string | undefined;
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

/** `LocalForward 8080 host:80`: one or two words, which `forwards.ts` understands. */
function forward(kind: ForwardKind): Spec {
  return {
    arity: 'many',
    check: (_, values) =>
      readForward(kind, values) === undefined ? 'a forward such as 8080 localhost:80' : undefined,
  };
}

const variables: Spec = {
  arity: 'many',
  check: (_, values) =>
    values.every((value) => value.indexOf('=') > 0) ? undefined : 'NAME=value',
};

/** Keywords that we read, with the values they take. */
const checked: Record<string, Spec> = {
  addressfamily: oneOf('any', 'inet', 'inet6'),
  connecttimeout: seconds,
  dynamicforward: forward('dynamic'),
  forwardagent: one,
  globalknownhostsfile: many,
  hashknownhosts: flag,
  hostkeyalias: one,
  hostname: one,
  identitiesonly: flag,
  identityagent: one,
  identityfile: one,
  ignoreunknown: one,
  localforward: forward('local'),
  port,
  proxycommand: many,
  proxyjump: one,
  remoteforward: forward('remote'),
  sendenv: many,
  serveralivecountmax: count,
  serveraliveinterval: seconds,
  setenv: variables,
  stricthostkeychecking: oneOf('yes', 'no', 'ask', 'accept-new', 'off', 'true', 'false'),
  updatehostkeys: oneOf('yes', 'no', 'ask', 'true', 'false'),
  user: one,
  userknownhostsfile: many,
};

/** All other keywords of ssh; their values are not looked at. */
const others = `addkeystoagent batchmode bindaddress bindinterface casignaturealgorithms canonicaldomains
canonicalizefallbacklocal canonicalizehostname canonicalizemaxdots canonicalizepermittedcnames
certificatefile challengeresponseauthentication channeltimeout checkhostip cipher ciphers
clearallforwardings compression compressionlevel connectionattempts controlmaster controlpath
controlpersist dsaauthentication enableescapecommandline enablesshkeysign escapechar
exitonforwardfailure fallbacktorsh fingerprinthash forkafterauthentication forwardx11
forwardx11timeout forwardx11trusted gatewayports globalknownhostsfile2 gssapiauthentication
gssapiclientidentity gssapidelegatecredentials gssapikexalgorithms gssapikeyexchange
gssapirenewalforcesrekey gssapiserveridentity gssapitrustdns hostbasedacceptedalgorithms
hostbasedauthentication hostbasedkeytypes hostkeyalgorithms ipqos kbdinteractiveauthentication
kbdinteractivedevices keepalive kexalgorithms knownhostscommand localcommand loglevel logverbose
macs nohostauthenticationforlocalhost numberofpasswordprompts obscurekeystroketiming
passwordauthentication permitlocalcommand permitremoteopen pkcs11provider preferredauthentications
protocol proxyusefdpass pubkeyacceptedalgorithms pubkeyacceptedkeytypes pubkeyauthentication
refuseconnection rekeylimit remotecommand requesttty requiredrsasize revokedhostkeys
rhostsauthentication rhostsrsaauthentication rsaauthentication securitykeyprovider sessiontype
skeyauthentication smartcarddevice stdinnull streamlocalbindmask streamlocalbindunlink
syslogfacility tag tcpkeepalive tisauthentication tunnel tunneldevice useblacklistedkeys usekeychain
useprivilegedport userknownhostsfile2 useroaming usersh versionaddendum verifyhostkeydns
visualhostkey warnweakcrypto xauthlocation`;

const manyOthers = new Set(others.split(/\s+/));

export function specOf(keyword: string): Spec | undefined {
  if (Object.hasOwn(checked, keyword)) return checked[keyword];
  return manyOthers.has(keyword) ? many : undefined;
}

/** Whether extra words after the first are a mistake. */
export function takesOne(keyword: string): boolean {
  return specOf(keyword)?.arity === 'one' && !commandKeywords.has(keyword);
}

/** Those that take a time, or `none`. */
export const timeKeywords: ReadonlySet<string> = new Set(['connecttimeout', 'serveraliveinterval']);

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
  ['BindAddress', null],
  ['BindInterface', null],
  ['CanonicalizeHostname', 'no'],
  ['CertificateFile', null],
  ['Ciphers', null],
  ['DynamicForward', null],
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
