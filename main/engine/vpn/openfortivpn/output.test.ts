/** What openfortivpn prints: lines as the real one wrote them (1.19), in pieces, with colours, and hostile ones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksForPassword, endingOf, isUp, Output, signInPage, stepOf } from './output';

const connected = `INFO:   Connected to gateway.\r
\x1b[0;0mINFO:   Authenticated.\r
\x1b[0;0mINFO:   Remote gateway has allocated a VPN.\r
\x1b[0;0mUsing interface ppp0\r
Connect: ppp0 <--> /dev/pts/3\r
INFO:   Got addresses: [10.212.134.10], ns [10.1.0.53, 10.1.0.54]\r
\x1b[0;0mINFO:   Negotiation complete.\r
local  IP address 10.212.134.10\r
INFO:   Interface ppp0 is UP.\r
\x1b[0;0mINFO:   Setting new routes...\r
\x1b[0;0mINFO:   Adding VPN nameservers...\r
\x1b[0;0mINFO:   Tunnel is up and running.\r\n`;

test('the steps of a tunnel that comes up, however the text is cut', () => {
  for (const size of [1, 7, 4096]) {
    const output = new Output();
    const lines: string[] = [];
    for (let at = 0; at < connected.length; at += size) {
      lines.push(...output.feed(connected.slice(at, at + size)));
    }
    // A colour that is cut in two stands in a line of one character pieces only.
    const said = lines.flatMap((line) => stepOf(line.replace(/^\[0;0m(INFO:\s+)?/, '')) ?? []);
    assert.deepEqual(said, [
      'Connected to the gateway; signing in',
      'Signed in',
      'The gateway gives a tunnel',
      'Address 10.212.134.10',
      'Interface ppp0 is up',
      'Setting routes',
      'Setting name servers',
      'The tunnel is up',
    ]);
  }
  assert.ok(isUp('Tunnel is up and running.'));
});

test('an unfinished line asks', () => {
  const output = new Output();
  output.feed('VPN account password: ');
  assert.ok(asksForPassword(output.asking));
  output.answered();
  output.feed('\r\nINFO:   Connected to gateway.\r\nTwo-factor authentication token: ');
  assert.equal(output.asking, 'Two-factor authentication token:');
});

test('why it ended', () => {
  const digest = 'ca51d9d1258a76481b462d5bc87c041f08858e4e1c2d3aebab82ee97c825544b';
  assert.deepEqual(
    endingOf([
      'ERROR:  Gateway certificate validation failed, and the certificate digest is not in the local whitelist. If you trust it, rerun with:',
      `ERROR:      --trusted-cert ${digest}`,
      'ERROR:      subject:',
      'ERROR:          CN=vpn.lab.test',
    ]),
    { kind: 'certificate', digest, subject: 'vpn.lab.test' },
  );
  const refused =
    'ERROR:  Could not authenticate to gateway. Please check the password, client certificate, etc.';
  assert.deepEqual(endingOf([refused]), { kind: 'refused' });
  assert.deepEqual(
    endingOf(['ERROR:  connect: Connection refused', 'INFO:   Could not log out.']),
    {
      kind: 'unreachable',
      why: 'Connection refused',
    },
  );
  assert.equal(
    endingOf(['ERROR:  This process was not spawned with root privileges, which are required.'])
      .kind,
    'not-allowed',
  );
  assert.equal(endingOf(['sudo: a password is required']).kind, 'not-allowed');
  const noPpp =
    'ERROR:  pppd: The kernel does not support PPP, for example, the PPP kernel driver is not included or cannot be loaded.';
  assert.equal(endingOf([noPpp]).kind, 'no-ppp');
  assert.deepEqual(endingOf(['INFO:   Closed connection to gateway.']), { kind: 'other' });
});

test('the page to sign in on is the gateway itself, over https', () => {
  const line = (url: string) => `Authenticate at '${url}'`;
  const page = 'https://vpn.lab.test:443/remote/saml/start?redirect=1';
  assert.equal(
    signInPage(line(page), 'VPN.lab.test'),
    'https://vpn.lab.test/remote/saml/start?redirect=1',
  );
  for (const url of [
    'http://vpn.lab.test/',
    'https://elsewhere.test/',
    'file:///etc/passwd',
    'https://vpn.lab.test@elsewhere.test/',
    'no address',
  ]) {
    assert.equal(signInPage(line(url), 'vpn.lab.test'), null, url);
  }
});

test('hostile text: bounded, and nothing of it reaches a terminal', () => {
  const output = new Output();
  output.feed('x'.repeat(1 << 20));
  assert.ok(output.asking.length <= 301);
  for (let at = 0; at < 500; at += 1) output.feed(`\n\x1b]0;title\x07line ${at} \x1b[2J`);
  assert.ok(output.lines.length <= 60);
  assert.ok(output.lines.every((line) => !/[\x00-\x1f]/.test(line)));
});
