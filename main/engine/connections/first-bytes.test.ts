/** What first bytes tell, from captured and hostile ones; and text made fit to be shown. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable } from '../kit/printable';
import { readAlgorithms, readPeer } from './first-bytes';

/** An SSH_MSG_KEXINIT packet with these lists (RFC 4253, 6 and 7.1). */
function kexInit(lists: string[]): Buffer {
  const names = lists.map((list) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(list.length);
    return Buffer.concat([length, Buffer.from(list)]);
  });
  const body = Buffer.concat([Buffer.from([20]), Buffer.alloc(16, 7), ...names, Buffer.alloc(5)]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(body.length + 1 + 4);
  head[4] = 4;
  return Buffer.concat([head, body, Buffer.alloc(4)]);
}

const lists = [
  'curve25519-sha256,x',
  'ssh-ed25519',
  'aes128-ctr',
  'aes256-ctr',
  'hmac-a',
  'hmac-b',
];

test('an SSH server, with lines before its identification', () => {
  assert.deepEqual(readPeer(Buffer.from('hello\r\nSSH-2.0-OpenSSH_9.2p1 Debian\r\n')), {
    kind: 'ssh',
    protocol: '2.0',
    software: 'OpenSSH_9.2p1 Debian',
  });
});

test('others', () => {
  assert.deepEqual(readPeer(Buffer.alloc(0)), { kind: 'silent' });
  const looks = (text: string) => {
    const peer = readPeer(Buffer.from(text, 'latin1'));
    return peer.kind === 'other' ? peer.looksLike : peer.kind;
  };
  assert.equal(looks('HTTP/1.1 400 Bad Request\r\n'), 'a web server');
  assert.equal(looks('\x15\x03\x01\x00\x02'), 'a TLS service');
  assert.equal(looks('220 mail ESMTP\r\n'), 'a mail server');
  assert.equal(looks('RFB 003.008\n'), 'a VNC server');
  assert.equal(looks('Exceeded MaxStartups\r\n'), null);
});

test('the algorithm lists, whole, cut anywhere, and with a lie about lengths', () => {
  const whole = Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), kexInit(lists)]);
  assert.deepEqual(readAlgorithms(whole), {
    kex: ['curve25519-sha256', 'x'],
    hostKey: ['ssh-ed25519'],
    cipher: ['aes128-ctr'],
    mac: ['hmac-a'],
  });
  for (let length = 0; length < whole.length; length++) {
    const cut = readAlgorithms(whole.subarray(0, length));
    assert.ok(cut === null || cut.mac.length === 1);
  }
  const lie = Buffer.from(whole);
  lie.writeUInt32BE(0xffff_ffff, 'SSH-2.0-x\r\n'.length + 22);
  assert.equal(readAlgorithms(lie), null);
});

test('control characters, escapes and overrides do not survive', () => {
  assert.equal(printable('\x1b[31mred\x1b[0m\x07 \x9b1mx', 99), 'red 1mx');
  assert.equal(printable('\x1b]0;title\x07text\x1b]8;;http://x\x1b\\y', 99), 'texty');
  assert.equal(printable('a\u202eb\u2066c', 99), 'abc');
  assert.equal(printable('one\r\ntwo\rthree\n', 99), 'one two three');
  assert.equal(printable('one\r\ntwo\x00', 99, true), 'one\ntwo');
  assert.equal(printable('long text', 4), 'long…');
});
