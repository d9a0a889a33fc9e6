import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endian, listeningAt } from './proc-net';

test('addresses of /proc/net/tcp are read as the kernel writes them', () => {
  assert.deepEqual(listeningAt('0100007F:1F90'), { host: '127.0.0.1', port: 8080 });
  assert.deepEqual(listeningAt('00000000:22B8'), { host: '127.0.0.1', port: 8888 });
  assert.deepEqual(listeningAt('0700000A:22B8'), { host: '10.0.0.7', port: 8888 });
  assert.deepEqual(listeningAt('00000000000000000000000001000000:22B8'), {
    host: '::1',
    port: 8888,
  });
  assert.deepEqual(listeningAt('00000000000000000000000000000000:0050'), { host: '::1', port: 80 });
  assert.deepEqual(listeningAt('0000000000000000FFFF00000100007F:0050'), {
    host: '127.0.0.1',
    port: 80,
  });
  assert.deepEqual(listeningAt('B80D01200000000000000000EFBE0000:0050'), {
    host: '2001:db8:0:0:0:0:0:beef',
    port: 80,
  });
  assert.equal(listeningAt('garbage'), undefined);
});

test('and written so', () => {
  assert.equal(endian('127.0.0.1', 8080), '0100007F:1F90');
});
