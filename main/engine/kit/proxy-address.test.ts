import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  environmentProxy,
  parseProxyAddress,
  parseProxyChoice,
  proxyOfSystem,
  proxyText,
} from './proxy-address';

test('addresses of proxies, as people write them', () => {
  const read = (text: string) => {
    const found = parseProxyAddress(text);
    return found && [found.kind, found.host, found.port, found.user, found.password];
  };
  assert.deepEqual(read('socks5://127.0.0.1:1080'), ['socks5', '127.0.0.1', 1080, '', '']);
  assert.deepEqual(read('SOCKS5H://asha@Proxy.Lab:99/'), ['socks5', 'proxy.lab', 99, 'asha', '']);
  assert.deepEqual(read('socks://p'), ['socks5', 'p', 1080, '', '']);
  assert.deepEqual(read('http://a%40b:c%3Ad@p:80'), ['http', 'p', 80, 'a@b', 'c:d']);
  assert.deepEqual(read('http://p'), ['http', 'p', 8080, '', '']);
  assert.deepEqual(read('http://[::1]:3128'), ['http', '::1', 3128, '', '']);
  for (const text of [
    ...['', 'p:80', 'https://p:1', 'ftp://p', 'http://', 'http:///x', 'http://p/x', 'http://p?x'],
    ...['http://p:0', 'http://p:70000', 'http://p q', 'http://p\r\nx', 'socks4://p'],
  ]) {
    assert.equal(read(text), null, text);
  }
});

test('a choice is kept as text and read again; none with a password', () => {
  for (const text of ['', 'system', 'socks5://me%40lab@p:1080', 'http://[::1]:3128']) {
    const choice = parseProxyChoice(text);
    assert.notEqual(choice, undefined, text);
    assert.equal(choice !== undefined && proxyText(choice), text);
  }
  assert.equal(parseProxyChoice('none'), null);
  assert.equal(parseProxyChoice('http://me:secret@p:1'), undefined);
  assert.equal(parseProxyChoice('p:1080'), undefined);
});

test('the proxy of the environment, with its exceptions', () => {
  const all = { all_proxy: 'socks5://p:1' };
  const port = (host: string, env: Record<string, string>, at = 22) =>
    environmentProxy(host, at, env)?.port ?? environmentProxy(host, at, env);
  assert.equal(port('gpu1', {}), undefined);
  assert.equal(port('gpu1', { http_proxy: 'http://p:1' }), undefined);
  assert.equal(port('gpu1', all), 1);
  assert.equal(port('gpu1', { ...all, https_proxy: 'http://p:2' }), 1);
  assert.equal(port('gpu1', { HTTPS_PROXY: 'p:3' }), 3);
  assert.equal(port('gpu1', { all_proxy: '', HTTPS_PROXY: 'p:3' }), 3);
  const but = (no_proxy: string) => ({ ...all, no_proxy });
  assert.equal(port('gpu1', but('*')), null);
  assert.equal(port('gpu1.lab.edu', but('other, .lab.edu')), null);
  assert.equal(port('gpu1.lab.edu', but('lab.edu')), null);
  assert.equal(port('GPU1.lab.edu.', but('*.LAB.edu')), null);
  assert.equal(port('gpu1.notlab.edu', but('lab.edu')), 1);
  assert.equal(port('10.1.2.3', but('10.0.0.0/8')), null);
  assert.equal(port('11.1.2.3', but('10.0.0.0/8,nonsense/99,1.2.3.4/x')), 1);
  assert.equal(port('fd00::7', but('fd00::/8')), null);
  assert.equal(port('gpu1', but('gpu1:2222')), 1);
  assert.equal(port('gpu1', but('gpu1:2222'), 2222), null);
  assert.equal(port('2.10.0.0.1', but('0.0.1')), null);
  assert.equal(port('10.0.0.1', but('0.0.1')), 1);
});

test('what Chromium says of the system', () => {
  const read = (text: string) => {
    const found = proxyOfSystem(text);
    return found && `${found.kind} ${found.host} ${found.port}`;
  };
  assert.equal(read('DIRECT'), null);
  assert.equal(read(''), null);
  assert.equal(read('PROXY p.lab:3128; DIRECT'), 'http p.lab 3128');
  assert.equal(read('DIRECT; PROXY p.lab:3128'), null);
  assert.equal(read('HTTPS t:443; SOCKS5 s:1080'), 'socks5 s 1080');
  assert.equal(read('QUIC q:1; nonsense'), null);
});
