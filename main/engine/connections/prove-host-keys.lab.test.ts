/** A server that claims host keys which it does not have, or signs for them wrongly: nothing is kept. */
import assert from 'node:assert/strict';
import { createPrivateKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import ssh2, { type ParsedKey } from 'ssh2';
import { wireString } from '../keys/formats/index';
import { createConnections } from './index';
import { fingerprint, parseKnownHosts } from './known-hosts';
import { resolvedServer, scriptedHost, soundKeyPair } from './test-rig';

/** The packet layer of the library's own server (1.17). */
interface Protocol {
  _kex: { sessionID: Buffer };
  _handlers: { GLOBAL_REQUEST(self: unknown, name: string, reply: boolean, data: unknown): void };
  _packetRW: {
    write: { allocStart: number; alloc(size: number): Buffer; finalize(packet: Buffer): Buffer };
  };
  _cipher: { encrypt(packet: Buffer): void };
  requestSuccess(data: Buffer): void;
}

const never = new AbortController().signal;
let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'labmate-prove-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

interface KeyPair {
  parsed: ParsedKey;
  text: string;
}
function makeKey(type: 'ed25519' | 'ecdsa' = 'ed25519'): KeyPair {
  const { private: text } = soundKeyPair(type);
  const parsed = ssh2.utils.parseKey(text);
  if (parsed instanceof Error) throw parsed;
  return { parsed: [parsed].flat()[0] as ParsedKey, text };
}

/** An ed25519 key's honest proof for `blob` in this session. */
function proof(own: KeyPair, blob: Buffer, sessionId: Buffer): Buffer {
  const name = wireString('hostkeys-prove-00@openssh.com');
  const signed = Buffer.concat([name, wireString(sessionId), wireString(blob)]);
  const signature = sign(null, signed, createPrivateKey(own.parsed.getPrivatePEM()));
  return wireString(Buffer.concat([wireString('ssh-ed25519'), wireString(signature)]));
}

/** Connects to a server that tells `told` and answers with `answer`; what known_hosts holds then. */
async function learned(
  told: (own: KeyPair) => Buffer[],
  answer: (own: KeyPair, sessionId: Buffer) => Buffer,
) {
  const own = makeKey();
  const server = new ssh2.Server({ hostKeys: [own.text] }, (client) => {
    client.on('error', () => client.end());
    client.on('authentication', (attempt) => attempt.accept());
    const protocol = (client as unknown as { _protocol: Protocol })._protocol;
    const others = protocol._handlers.GLOBAL_REQUEST;
    protocol._handlers.GLOBAL_REQUEST = (self, name, reply, data) => {
      if (name !== 'hostkeys-prove-00@openssh.com') return others(self, name, reply, data);
      protocol.requestSuccess(answer(own, protocol._kex.sessionID));
    };
    client.on('ready', () => {
      const name = wireString('hostkeys-00@openssh.com');
      const keys = told(own).map((blob) => wireString(blob));
      const payload = Buffer.concat([Buffer.of(80), name, Buffer.of(0), ...keys]);
      const { write } = protocol._packetRW;
      const packet = write.alloc(payload.length);
      packet.set(payload, write.allocStart);
      protocol._cipher.encrypt(write.finalize(packet));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const file = join(folder, `known_hosts-${port}`);
  const [type, blob] = ['ssh-ed25519', own.parsed.getPublicSSH()];
  writeFileSync(file, `[127.0.0.1]:${port} ${type} ${blob.toString('base64')}\n`);
  const host = scriptedHost();
  const connections = createConnections({
    host,
    resolve: (name) =>
      resolvedServer(
        { name, host: '127.0.0.1', port, user: 'x' },
        { userKnownHostsFiles: [file], updateHostKeys: 'yes' },
      ),
  });
  const link = await connections.link('s', never);
  const said = () => host.entries.find(({ text }) => /further host keys/.test(text))?.text;
  while (!said()) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(link.alive, 'the connection goes on');
  await connections.close();
  server.close();
  return { said: said() ?? '', keys: parseKnownHosts(readFileSync(file, 'utf8'), file).slice(1) };
}

test('an honest proof is believed', async () => {
  const other = makeKey();
  const blob = other.parsed.getPublicSSH();
  const { keys } = await learned(
    (own) => [own.parsed.getPublicSSH(), blob],
    (_own, session) => proof(other, blob, session),
  );
  assert.deepEqual(
    keys.map(({ key }) => fingerprint(key)),
    [fingerprint(blob)],
  );
});

test('a key of somebody else is not kept, however it is signed for', async () => {
  const foreign = makeKey().parsed.getPublicSSH();
  const tell = (own: KeyPair) => [own.parsed.getPublicSSH(), foreign];
  const other = makeKey();
  const lies: Record<string, (own: KeyPair, session: Buffer) => Buffer> = {
    'signed by the known key': (own, session) => proof(own, foreign, session),
    'signed for another session': () => proof(other, foreign, Buffer.alloc(32)),
    'no signature': () => Buffer.alloc(0),
    'half a string': () => Buffer.of(0, 0, 1, 0, 1),
    'an empty string': () => Buffer.alloc(4),
    'an unknown type': () => wireString(Buffer.concat([wireString('rot13'), wireString('x')])),
    'one too many': (own, session) =>
      Buffer.concat([proof(own, foreign, session), proof(own, foreign, session)]),
  };
  for (const [what, lie] of Object.entries(lies)) {
    const { said, keys } = await learned(tell, lie);
    assert.deepEqual(keys, [], what);
    assert.match(said, /could not prove/, what);
  }
});

test('one false proof spoils the true ones beside it', async () => {
  const [mine, foreign] = [makeKey(), makeKey('ecdsa').parsed.getPublicSSH()];
  const blob = mine.parsed.getPublicSSH();
  const { keys } = await learned(
    () => [blob, foreign],
    (own, session) => Buffer.concat([proof(mine, blob, session), proof(own, foreign, session)]),
  );
  assert.deepEqual(keys, []);
});

test('more keys than a server can have, or one twice, are no list', async () => {
  const many = Array.from({ length: 17 }, () => makeKey().parsed.getPublicSSH());
  const silent = () => Buffer.alloc(0);
  assert.match((await learned(() => many, silent)).said, /no further host keys/);
  const [one] = many as [Buffer];
  assert.match((await learned(() => [one, one], silent)).said, /no further host keys/);
});
