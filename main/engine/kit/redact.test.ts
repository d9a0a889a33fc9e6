/** What the log takes out, and what it leaves for whoever reads it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRedactor, redacted, SHORTLY_MS } from './redact';

const { text, value } = createRedactor();
const token = '0123456789abcdef0123456789abcdef0123456789abcdef';

const secrets: readonly [name: string, input: string, secret: string][] = [
  ['a token in an address', 'GET http://127.0.0.1:8888/lab?token=s3cr3tT0ken&x=1', 's3cr3tT0ken'],
  ['a token of Jupyter by itself', `listening, ${token}, pid 12`, token],
  ['a password after its name', 'password: hunter2!', 'hunter2!'],
  ['a password in quotes', 'passphrase="two words"', 'two words'],
  ['a one-time code', 'Verification code: 123456', '123456'],
  ['a header', 'Authorization: token abcdef123456', 'abcdef123456'],
  ['a bearer', 'sent Bearer eyJhbGciOi.x.y', 'eyJhbGciOi'],
  ['a cookie', 'Set-Cookie: _xsrf=2|abc; Path=/', '2|abc'],
  ['a password in an address', 'https://ada:lovelace@host/x', 'lovelace'],
  [
    'a private key',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n-----END OPENSSH PRIVATE KEY-----',
    'b3BlbnNz',
  ],
  ['a private key that was cut off', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow', 'MIIEow'],
  ['a key of PuTTY', 'PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 1\nAAAA', 'AAAA'],
];

for (const [name, input, secret] of secrets) {
  test(`takes out ${name}`, () => {
    const seen = text(input);
    assert.ok(!seen.includes(secret), seen);
    assert.ok(seen.includes(redacted), seen);
  });
}

test('leaves facts alone', () => {
  for (const plain of [
    'link lost: connections/refused, exit code 255, /home/ada/data',
    'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU is the key of gpu1',
    'http://127.0.0.1:8888/lab?path=a',
    'asked for a password',
  ])
    assert.equal(text(plain), plain);
  const facts = { port: 22, code: 1, password: true, server: 'gpu1', list: ['a'] };
  assert.deepEqual(value(facts), facts);
});

test('takes values under telling names, however deep', () => {
  assert.deepEqual(value({ a: [{ userPassword: 'x' }], answers: ['1', '2'], jupyterToken: 'y' }), {
    a: [{ userPassword: redacted }],
    answers: redacted,
    jupyterToken: redacted,
  });
});

test('what was typed as a secret is taken out wherever it stands', () => {
  const own = createRedactor();
  own.learn('correct horse');
  own.learn('abc');
  assert.equal(own.text('it said: correct horse?'), `it said: ${redacted}?`);
  assert.deepEqual(own.value({ 'correct horse': ['-correct horse-'] }), {
    [redacted]: [`-${redacted}-`],
  });
  assert.equal(own.text('abc'), 'abc', 'too short to be one');
});

test('what serves once is forgotten after a while, unless it is a password too', () => {
  let now = 5;
  const own = createRedactor(() => now);
  own.learn('482913', 'shortly');
  own.learn('correct horse');
  own.learn('271828');
  own.learn('271828', 'shortly');
  now += SHORTLY_MS - 1;
  assert.equal(own.text('code 482913, 271828'), `code ${redacted}, ${redacted}`);
  now += 1;
  assert.equal(own.text('pid 482913'), 'pid 482913');
  assert.equal(own.text('correct horse 271828'), `${redacted} ${redacted}`);
  own.learn('482913', 'shortly');
  assert.equal(own.text('482913'), redacted, 'learnt anew');
});

test('of secrets that overlap the longer leaves no rest, whichever was learnt first', () => {
  const own = createRedactor();
  own.learn('horse');
  own.learn('horseradish');
  assert.equal(own.text('it said: horseradish?'), `it said: ${redacted}?`);
});

test('a secret at the place where a long text is cut leaves no beginning', () => {
  const own = createRedactor();
  own.learn('correct horse');
  for (let before = 128 * 1024 - 20; before < 128 * 1024 + 20; before += 1) {
    const seen = own.text(`${'.'.repeat(before)}correct horse${'.'.repeat(100)}`);
    assert.ok(!seen.includes('co'), `after ${before} characters: ${seen.slice(-30)}`);
  }
});

test('a hostile text takes no time that grows with its square', { timeout: 20_000 }, () => {
  for (const piece of ['x', '://a:', 'password: "', 'cookie', ' ', '-----BEGIN '])
    text(piece.repeat(1024 * 1024));
});

test('what was typed as a secret is taken out of JSON and of addresses too', () => {
  const own = createRedactor();
  const secret = 'pa"ss\\word&ä';
  own.learn(secret);
  own.learn('half \ud800 of it');
  for (const text of [
    JSON.stringify({ a: secret }),
    `https://x/?q=${encodeURIComponent(secret)}`,
  ]) {
    const shown = own.text(text);
    assert.ok(shown.includes(redacted), shown);
    assert.ok(!/pa|word/.test(shown), shown);
  }
  assert.ok(!own.text('half \ud800 of it').includes('half'));
});

test('the second half of a private key that was told in two entries', () => {
  const { text } = createRedactor();
  const rest =
    'b3BlbnNzaC1rZXktdjEAAAAA\nAAAAB3NzaC1yc2E\n-----END OPENSSH PRIVATE KEY-----\nand more';
  assert.equal(text(rest), `${redacted}\nand more`);
  const whole = `before\n-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\nafter`;
  assert.match(text(whole), /^before\n-----BEGIN RSA PRIVATE KEY-----\[redacted\]\nafter$/);
});
