import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { oneTimePage } from './one-time-page';

const target = 'http://127.0.0.1:5000/lab?token=secret';

interface Said {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

function get(url: string, options: { method?: string; host?: string } = {}): Promise<Said> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', host } = options;
    const outgoing = request(url, { method, agent: false, ...(host ? { headers: { host } } : {}) });
    outgoing.once('error', reject);
    outgoing.once('response', (answer) => {
      let body = '';
      answer.on('data', (chunk) => {
        body += chunk;
      });
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }),
      );
    });
    outgoing.end();
  });
}

test('it redirects once, tells nobody where it came from, and is gone', async () => {
  const page = await oneTimePage(target);
  assert.match(page.url, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}$/);
  assert.ok(!page.url.includes('secret'));
  const said = await get(page.url);
  assert.equal(said.status, 303);
  assert.equal(said.headers['location'], target);
  assert.equal(said.headers['referrer-policy'], 'no-referrer');
  assert.equal(said.headers['cache-control'], 'no-store');
  assert.equal(await page.used, true);
  await assert.rejects(get(page.url), { code: 'ECONNREFUSED' });
});

test('wrong paths, methods and names get nothing and do not use it up', async () => {
  const page = await oneTimePage(target);
  const { origin, port } = new URL(page.url);
  const wrong = [
    await get(`${origin}/`),
    await get(`${page.url}x`),
    await get(`${page.url}?a`),
    await get(page.url, { method: 'HEAD' }),
    await get(page.url, { method: 'POST' }),
    await get(page.url, { host: `evil.example:${port}` }),
  ];
  assert.deepEqual(
    wrong.map((said) => said.status),
    [404, 404, 404, 405, 405, 403],
  );
  for (const said of wrong) {
    assert.equal(said.headers['location'], undefined);
    assert.ok(!said.body.includes('secret'));
  }
  assert.equal((await get(page.url)).status, 303);
});

test('two at the same moment: one gets it', async () => {
  const page = await oneTimePage(target);
  const both = await Promise.allSettled([get(page.url), get(page.url), get(page.url)]);
  const redirected = both.filter((it) => it.status === 'fulfilled' && it.value.status === 303);
  assert.equal(redirected.length, 1);
});

test('another user of this computer who saw the address gets nothing', {
  skip:
    (process.platform !== 'linux' || process.getuid?.() !== 0) &&
    'needs root on Linux to be somebody else',
}, async () => {
  const page = await oneTimePage(target);
  const { port, pathname } = new URL(page.url);
  const lines = `GET ${pathname} HTTP/1.1\\r\\nHost: 127.0.0.1:${port}\\r\\n\\r\\n`;
  const script = `exec 3<>/dev/tcp/127.0.0.1/${port}; printf '${lines}' >&3; cat <&3`;
  const thief = spawn('/bin/bash', ['-c', script], { uid: 65_534, gid: 65_534, cwd: '/' });
  const said = (await buffer(thief.stdout)).toString();
  assert.match(said, /^HTTP\/1\.1 403 /);
  assert.ok(!said.includes('secret'));
  assert.equal((await get(page.url)).status, 303, 'and did not use it up');
});

test('it expires', async () => {
  const page = await oneTimePage(target, 50);
  assert.equal(await page.used, false);
  await assert.rejects(get(page.url), { code: 'ECONNREFUSED' });
});

test('closed before use, it is gone', async () => {
  const page = await oneTimePage(target);
  page.close();
  assert.equal(await page.used, false);
  await assert.rejects(get(page.url), { code: 'ECONNREFUSED' });
});
