/**
 * A gateway of FortiGate's kind, scripted: the real openfortivpn signs in to it over TLS. And a scripted `pppd`,
 * because test machines have no /dev/ppp: it makes an interface named as pppd's, with what is "behind the VPN" at
 * its other end. Both only within a network namespace of one's own (`ranInOwnNetwork`).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';

const realPppd = '/usr/sbin/pppd';
/** What the tunnel gives to this computer, and what answers behind it. */
export const tunnelAddress = '10.212.134.10';
export const addressBehind = '10.77.0.1';

/** Why there is none here, or `false`: fits `skip` of node:test. */
export function vpnGatewayMissing(): string | false {
  const needed = ['/usr/bin/openfortivpn', realPppd, '/usr/bin/openssl', '/usr/bin/sudo'];
  const missing = needed.filter((path) => !existsSync(path));
  return missing.length > 0 && `needs ${missing.join(', ')} (openfortivpn, openssl, sudo)`;
}

export interface VpnGatewayOptions {
  user?: string;
  password?: string;
  /** Asked for after the password; null for none. */
  code?: string | null;
  /** Says nothing to a sign-in. */
  silent?: boolean;
}

export interface VpnGatewayRig {
  /** `127.0.0.1:4433` */
  readonly address: string;
  /** SHA-256 of its certificate, in hex. */
  readonly digest: string;
  /** Requests that came, one word each: `logincheck`, `fortisslvpn`, `logout`. */
  readonly asked: string[];
  /** Another certificate from now on. */
  renew(): void;
  options: Required<VpnGatewayOptions>;
  /** Ends the tunnels that are up. */
  drop(): void;
  stop(): Promise<void>;
}

export async function startVpnGateway(options: VpnGatewayOptions = {}): Promise<VpnGatewayRig> {
  const folder = mkdtempSync(join(tmpdir(), 'labmate-gateway-'));
  const sockets = new Set<TLSSocket>();
  const asked: string[] = [];
  let pair = makeCertificate(folder);
  const server = createServer({ ...pair }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    speak(socket, rig);
  });
  server.on('tlsClientError', () => undefined); // a client that does not trust us
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const rig: VpnGatewayRig = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get digest() {
      return new X509Certificate(pair.cert).fingerprint256.replaceAll(':', '').toLowerCase();
    },
    asked,
    renew() {
      pair = makeCertificate(folder);
      server.setSecureContext(pair);
    },
    options: { user: 'asha', password: 'vpn secret', code: null, silent: false, ...options },
    drop() {
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      rig.drop();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true });
    },
  };
  return rig;
}

function makeCertificate(folder: string): { key: Buffer; cert: Buffer } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const words = 'req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=vpn.lab.test';
  execFileSync('openssl', [...words.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

/** What the organisation's page gives to a browser that has signed in (SAML). */
export const signedInElsewhere = 'signed-in-elsewhere';

const cookie = 'Set-Cookie: SVPNCOOKIE=one-time; path=/\r\n';

/** HTTP until the tunnel begins, then frames of PPP. */
function speak(socket: TLSSocket, { asked, options }: VpnGatewayRig): void {
  let held = Buffer.alloc(0);
  let isTunnel = false;
  const say = (headers: string, body: string) =>
    socket.write(
      `HTTP/1.1 200 OK\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  socket.on('data', (chunk: Buffer) => {
    // Whatever pppd says, its address is acknowledged, which ends the negotiation.
    if (isTunnel) return void socket.write(frame(acknowledged(tunnelAddress)));
    held = Buffer.concat([held, chunk]);
    for (;;) {
      const end = held.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = held.subarray(0, end).toString();
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (held.length < end + 4 + length) return;
      const body = new URLSearchParams(held.subarray(end + 4, end + 4 + length).toString());
      held = held.subarray(end + 4 + length);
      const page = /^\w+ \/(?:remote\/)?([^\s?]+)/.exec(head)?.[1] ?? '';
      asked.push(page);
      if (page === 'logincheck') {
        if (!options.silent) logIn(body, options, say);
      } else if (page === 'saml/auth_id') {
        // What the browser brought from the organisation's page.
        if (head.includes(`?id=${signedInElsewhere} `)) say(cookie, 'ok');
        else say('', 'ret=0');
      } else if (page === 'fortisslvpn_xml') say('', configuration);
      else if (page === 'sslvpn-tunnel') isTunnel = true;
      else say('', 'ok');
    }
  });
}

function logIn(
  body: URLSearchParams,
  { user, password, code }: Required<VpnGatewayOptions>,
  say: (headers: string, body: string) => void,
): void {
  const accepted = body.has('code')
    ? body.get('code') === code
    : body.get('credential') === password;
  if (body.get('username') !== user || !accepted) say('', 'ret=0,redir=/remote/login');
  else if (code === null || body.has('code')) {
    say(cookie, 'ret=1,redir=/remote/index');
  } else say('', 'ret=2,reqid=1,polid=1-1-1,grp=lab,portal=lab,magic=1-1,tokeninfo=,chal_msg=');
}

const configuration = `<?xml version='1.0'?><sslvpn-tunnel><assigned-addr ipv4='${tunnelAddress}' /><split-tunnel-info><addr ip='10.77.0.0' mask='255.255.255.0' /></split-tunnel-info></sslvpn-tunnel>`;

/** IPCP Configure-Ack with an address. */
function acknowledged(address: string): Buffer {
  return Buffer.from([0x80, 0x21, 2, 1, 0, 10, 3, 6, ...address.split('.').map(Number)]);
}

function frame(packet: Buffer): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt16BE(packet.length + 6, 0);
  header.writeUInt16BE(0x5050, 2);
  header.writeUInt16BE(packet.length, 4);
  return Buffer.concat([header, packet]);
}

/**
 * Puts the scripted pppd in the place of the real one, for this mount namespace. It speaks first, as pppd
 * does (an LCP Configure-Request in HDLC), and takes its interface away when it ends.
 */
export function replacePppd(): () => void {
  const file = join(mkdtempSync(join(tmpdir(), 'labmate-pppd-')), 'pppd');
  const hello =
    '\\176\\377\\175\\043\\300\\041\\175\\041\\175\\041\\175\\040\\175\\044\\321\\265\\176';
  writeFileSync(
    file,
    `#!/bin/sh
PATH=/usr/sbin:/usr/bin:/sbin:/bin
trap 'ip link del ppp0; exit 5' TERM HUP INT
ip link add ppp0 type veth peer name pppgw
ip addr add ${tunnelAddress}/32 dev ppp0
ip addr add ${addressBehind}/32 dev pppgw
ip link set pppgw up
ip link set ppp0 up
echo 'Using interface ppp0' >&2
printf '${hello}'
while :; do sleep 0.2; done
`,
  );
  chmodSync(file, 0o755);
  execFileSync('mount', ['--bind', file, realPppd]);
  return () => {
    spawnSync('umount', [realPppd]);
    rmSync(join(file, '..'), { recursive: true });
  };
}
