/** Questions on a real terminal. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isRoot, type Lab, startLab } from '../../e2e/lab';
import { buildOnce, runCli } from './test-cli';
import { Screens, screenMissing } from './test-screen';

const skip = screenMissing;
let lab: Lab;
let screens: Screens;
before(async () => {
  buildOnce();
  screens = new Screens();
  lab = await startLab({
    servers: [
      { name: 'fresh' },
      { name: 'locked', identity: 'encrypted' },
      ...(isRoot
        ? [
            {
              name: 'secret',
              user: 'paula',
              password: true,
              authorize: [],
              identity: false as const,
            },
          ]
        : []),
    ],
  });
});
after(async () => {
  screens.close();
  await lab.stop();
});

test('a first-seen host key is asked about; the fingerprint counts as yes', { skip }, async () => {
  const { fingerprint } = lab.server('fresh').hostKey;
  const refused = screens.open(lab.sshDir, 'exec fresh -- echo in');
  const question = await refused.shows(/yes\/no/);
  assert.ok(question.includes(fingerprint));
  refused.type('maybe', 'Enter');
  await refused.shows(/Please type yes, no or the fingerprint/);
  refused.type('no', 'Enter');
  const end = await refused.shows(/exit=255/);
  assert.doesNotMatch(end, /^in$/m);
  assert.equal(readFileSync(join(lab.sshDir, 'known_hosts'), 'utf8'), '');

  const accepted = screens.open(lab.sshDir, 'exec fresh -- echo in');
  await accepted.shows(/yes\/no/);
  accepted.type(fingerprint, 'Enter');
  assert.match(await accepted.shows(/exit=0/), /^in$/m);
  const again = screens.open(lab.sshDir, 'exec fresh -- echo in');
  assert.doesNotMatch(await again.shows(/exit=0/), /yes\/no/);
});

test('a passphrase is asked without echo, a wrong one again, with stdin kept for the command', {
  skip,
}, async () => {
  const passphrase = lab.keys.encrypted.passphrase ?? '';
  const screen = screens.open(
    lab.sshDir,
    "exec --accept-new locked -- cat <<'END'\nfor the command\nEND\ntrue",
  );
  await screen.shows(/Passphrase for key/);
  screen.type('wrong', 'Enter');
  await screen.shows(/That was not the passphrase/);
  screen.type('-l', passphrase);
  screen.type('Enter');
  const end = await screen.shows(/exit=0/);
  assert.match(end, /^for the command$/m);
  assert.ok(!end.includes(passphrase) && !end.includes('wrong'), 'nothing was echoed');
});

test('a password signs in', {
  skip: skip || (isRoot ? false : 'needs root to give a lab user a password'),
}, async () => {
  const password = lab.user('paula').password ?? '';
  const screen = screens.open(lab.sshDir, 'exec --accept-new secret -- echo in');
  await screen.shows(/password:/i);
  screen.type('-l', password);
  screen.type('Enter');
  const end = await screen.shows(/exit=0/);
  assert.match(end, /^in$/m);
  assert.ok(!end.includes(password));
});

test('the passphrase of a new key is asked twice, without echo', { skip }, async () => {
  const screen = screens.open(lab.sshDir, 'keys generate --name id_typed --comment me');
  for (const [prompt, typed] of [
    [/New passphrase for id_typed/, 'one phrase'],
    [/The same again/, 'another'],
    [/They differ\.\s+New passphrase/, 'one phrase'],
    [/They differ[\s\S]*The same again/, 'one phrase'],
  ] as const) {
    await screen.shows(prompt);
    screen.type('-l', typed);
    screen.type('Enter');
  }
  assert.doesNotMatch(await screen.shows(/exit=0/), /one phrase|another/);
  const unlocks = (passphrase: string) =>
    spawnSync('ssh-keygen', ['-y', '-P', passphrase, '-f', join(lab.sshDir, 'id_typed')]).status;
  assert.equal(unlocks('one phrase'), 0);
  assert.notEqual(unlocks(''), 0);
});

test('Ctrl-C at a question ends it, and the terminal echoes again', { skip }, async () => {
  const screen = screens.open(lab.sshDir, 'exec --accept-new locked -- true');
  await screen.shows(/Passphrase for key/);
  screen.type('C-c');
  await screen.shows(/exit=130/);
  screen.type('visible');
  await screen.shows(/visible/);
});

test('exec -t is a terminal: its size, Ctrl-C for the command, and ours is restored', {
  skip,
}, async () => {
  const command = `stty size; trap "echo caught; exit 9" INT; echo ready; while :; do sleep 0.1; done`;
  const screen = screens.open(lab.sshDir, `exec --accept-new -t fresh -- '${command}'`);
  assert.match(await screen.shows(/ready/), /^40 150$/m);
  screen.type('C-c');
  assert.match(await screen.shows(/exit=9/), /caught/);
  screen.type('visible');
  await screen.shows(/visible/);
});

test('a file name cannot drive the terminal', { skip }, async () => {
  const { home } = lab.server('fresh');
  writeFileSync(join(home, 'evil\u001b]2;title\u0007\u001b[31m'), '');
  const screen = screens.open(lab.sshDir, 'ls --accept-new fresh:');
  const end = await screen.shows(/exit=0/);
  assert.match(end, /evil\\u\{1b\}\]2;title\\u\{7\}\\u\{1b\}\[31m/);
});

test('the known key of a server is shown, and removed after a yes', { skip }, async () => {
  const { hostKey, port } = lab.server('locked');
  const file = join(lab.sshDir, 'known_hosts');
  const others = `# mine\nelsewhere ${hostKey.publicKey}\n`;
  writeFileSync(file, `${others}[127.0.0.1]:${port} ${hostKey.publicKey}\n`);
  const shown = screens.open(lab.sshDir, 'known-hosts show locked');
  await shown.shows(/known_hosts:3 ssh-ed25519 SHA256:\S+\nexit=0/);
  const refused = screens.open(lab.sshDir, 'known-hosts remove locked');
  const question = await refused.shows(/yes\/no/);
  assert.ok(question.includes(`known_hosts, line 3: ssh-ed25519 ${hostKey.fingerprint}`), question);
  refused.type('no', 'Enter');
  await refused.shows(/Nothing was removed\.[\s\S]*exit=1/);
  const removed = screens.open(lab.sshDir, 'known-hosts remove locked');
  await removed.shows(/yes\/no/);
  removed.type('yes', 'Enter');
  await removed.shows(/removed \S+known_hosts:3[\s\S]*exit=0/);
  assert.equal(readFileSync(file, 'utf8'), others);
  const unasked = await runCli(lab.sshDir, ['known-hosts', 'remove', 'locked']);
  assert.equal(unasked.code, 1);
  assert.match(unasked.stderr, /No key of .* is kept/);
});
