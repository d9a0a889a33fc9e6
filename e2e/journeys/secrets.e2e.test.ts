/**
 * What a person types as a secret is looked for afterwards, as it is and as base64, hex and in
 * addresses: in every file of the app, in what the log viewer copies, and in what any process of this
 * computer shows of itself.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, windowMissing } from '../harness';
import { type Lab, questionsMissing, startLab, twoUsersMissing } from '../lab';
import { askRaw } from './page-wire';
import { answerSecret, connect, connected, disconnect, launchWith, question } from './person';

const skip = windowMissing() || twoUsersMissing();
const wrong = 'Wrong-Sesame/+&=Öffne 77';

/** A secret as other encodings write it. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const padded = bytes.toString('base64');
  return [
    secret,
    padded.replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Everything that processes show of themselves, by the file below /proc. */
function processTexts(): [string, string][] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const files = pids.flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]);
  return files.flatMap((file): [string, string][] => {
    try {
      return [[file, readFileSync(file, 'utf8')]];
    } catch {
      return []; // it ended meanwhile, or is not ours to read
    }
  });
}

/** The places in which one of the forms stands; a code of digits counts by itself, not in a longer number. */
function found(forms: readonly string[], texts: Iterable<[string, string]>): string[] {
  const shows = (text: string) =>
    forms.some((form) =>
      /^\d+$/.test(form) ? new RegExp(`(?<!\\d)${form}(?!\\d)`).test(text) : text.includes(form),
    );
  return [...texts].filter(([, text]) => shows(text)).map(([at]) => at);
}

describe('secrets', { skip }, () => {
  let lab: Lab;
  let app: App;
  const typed: string[] = [];

  before(async () => {
    lab = await startLab({
      servers: [
        { name: 'locked', identity: 'encrypted' },
        { name: 'word', user: 'bob', password: true, authorize: [] },
        ...(questionsMissing('password and code')
          ? []
          : [{ name: 'code', user: 'carol', asks: 'password and code', authorize: [] } as const]),
      ],
    });
    app = await launchWith(lab, () => '');
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  async function trust(): Promise<void> {
    const dialog = await question(app.page, 'host-key');
    await dialog.getByRole('button', { name: 'Trust and connect' }).click();
  }

  test('are typed: a wrong password, a right one, a passphrase, a one-time code', async () => {
    const { page } = app;
    const { password = '' } = lab.user('bob');
    const passphrase = lab.keys.encrypted.passphrase ?? '';
    typed.push(wrong, password, passphrase);
    await connect(page, 'word');
    await trust();
    await answerSecret(page, 'password', wrong);
    await answerSecret(page, 'password', password, { remember: true });
    await connected(page);
    await disconnect(page, 'word');
    await connect(page, 'locked');
    await trust();
    await answerSecret(page, 'passphrase', wrong);
    await answerSecret(page, 'passphrase', passphrase);
    await connected(page);
    await disconnect(page, 'locked');
    if (questionsMissing('password and code')) return;
    await connect(page, 'code');
    await trust();
    const asked = await question(page, 'keyboard-interactive');
    const carols = lab.user('carol').password ?? '';
    await asked.getByLabel(/Password/).fill(carols);
    await asked.getByRole('button', { name: 'Answer' }).click();
    const field = asked.getByLabel(/Verification code/);
    await field.waitFor();
    const code = lab.server('code').oneTimeCode;
    await field.fill(code);
    await asked.getByRole('button', { name: 'Answer' }).click();
    await connected(page);
    typed.push(carols, code);
  });

  test('would be found in any of these forms', () => {
    for (const secret of typed)
      for (const form of formsOf(secret))
        assert.deepEqual(found(formsOf(secret), [['place', `x ${form} x`]]), ['place'], form);
    assert.ok(found([app.home], processTexts()).length > 0, 'processes are looked through');
  });

  test('stand in no file of the app', () => {
    const files = filesBelow(app.home);
    assert.ok(files.some((file) => file.endsWith('labmate.log')));
    const texts = files.map((file): [string, string] => [file, readFileSync(file, 'utf8')]);
    for (const secret of typed) assert.deepEqual(found(formsOf(secret), texts), [], secret);
  });

  test('stand in nothing that the log viewer shows', async () => {
    const outcome = await askRaw(app.page, 'shell.log', { entries: 1000 });
    assert.ok(outcome.ok);
    const text = JSON.stringify(outcome.value);
    assert.ok(
      text.includes('signed in') || text.includes('connect'),
      'the log tells of connections',
    );
    for (const secret of typed) assert.deepEqual(found(formsOf(secret), [['shell.log', text]]), []);
  });

  test('are shown by no process', () => {
    const texts = processTexts();
    assert.ok(texts.length > 10);
    for (const secret of typed) assert.deepEqual(found(formsOf(secret), texts), [], secret);
  });
});
