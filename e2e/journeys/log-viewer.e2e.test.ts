/**
 * The log as a person reads it: what a real server said, by level and by word, without the secrets
 * that were typed, with hostile text made harmless, and with more lines than anybody reads.
 */
import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, windowMissing } from '../harness';
import { type Lab, startLab, twoUsersMissing } from '../lab';
import { logged, readLog } from './app-log';
import { assertAccessible } from './axe';
import {
  answerSecret,
  connect,
  connected,
  disconnect,
  launchWith,
  question,
  runCommand,
} from './person';

const token = 'Zk3-secret-of-a-notebook';
const address = `https://lab.example/tree?token=${token}`;
const many = 30_000;

const hostile = [
  'now \u001b[2J\u001b]0;owned\u0007 cleared',
  'name \u202egnp.exe\u202c and\u200b zero',
  '<img src=x onerror="globalThis.owned=1"><b>bold</b>',
  'first\n2026-01-01T00:00:00.000Z error [app] forged',
];
const long = `long ${'x'.repeat(120_000)}`;

describe('the log viewer', { skip: windowMissing() || twoUsersMissing() }, () => {
  let lab: Lab;
  let app: App;
  const folder = mkdtempSync(join(tmpdir(), 'banner-'));
  const banner = join(folder, 'banner');

  before(async () => {
    chmodSync(folder, 0o755);
    writeFileSync(banner, `Notebooks are at ${address}\n`);
    lab = await startLab({
      servers: [
        {
          ...{ name: 'word', user: 'bob', password: true, authorize: [] },
          sshdConfig: [`Banner ${banner}`],
        },
      ],
    });
    app = await launchWith(lab, () => '');
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
    rmSync(folder, { recursive: true });
  });

  const log = () => app.page.getByRole('region', { name: 'Log', exact: true });
  const search = () => log().getByRole('searchbox', { name: 'Search the log' });
  const level = () => log().getByRole('combobox', { name: 'Level' });
  const list = () => log().getByRole('list', { name: 'Entries' });
  const rows = (text: string) => log().getByTestId('log-entry').filter({ hasText: text });
  const count = (words: string) => log().getByRole('status').getByText(words).waitFor();
  const password = () => lab.user('bob').password ?? assert.fail('bob has a password');
  const write = (texts: readonly string[], kind = 'info') => {
    const at = new Date().toISOString();
    const lines = texts.map((text) => JSON.stringify({ at, level: kind, scope: 'made', text }));
    appendFileSync(join(app.home, 'logs/labmate.log'), `${lines.join('\n')}\n`);
  };
  const copied = async () => {
    await app.electronApp.evaluate(({ clipboard }) => clipboard.writeText(''));
    await log().getByRole('button', { name: 'Copy for a bug report' }).press('Enter');
    await log().getByRole('button', { name: 'Copied' }).waitFor();
    return app.electronApp.evaluate(({ clipboard }) => clipboard.readText());
  };

  test('has what a server said, but neither the password that was typed nor a token', async () => {
    const { page } = app;
    await connect(page, 'word');
    const dialog = await question(page, 'host-key');
    await dialog.getByRole('button', { name: 'Trust and connect' }).click();
    await answerSecret(page, 'password', password(), { remember: true });
    await connected(page);
    await disconnect(page, 'word');
    writeFileSync(banner, `The word of today is ${password()}, do not tell\n`);
    await connect(page, 'word');
    await connected(page);
    await page.evaluate((url) => window.open(url), address);
    await logged(app.home, ({ text }) => text === 'refused a new window');
    // As a program would that does not know of the secret.
    write([`somebody wrote ${password()} and ${address}`]);
    await runCommand(page, 'log');
    await rows('Notebooks are at https://lab.example/tree?token=[redacted]').waitFor();
    await rows('The word of today is [redacted], do not tell').waitFor();
    await rows('somebody wrote [redacted] and').waitFor();
    const text = await copied();
    assert.match(text, /^Labmate \d+\.\d+\.\d+ on linux/);
    assert.match(text, /info {2}\[\S+\] sign-in banner .*The word of today is \[redacted\]/);
    assert.match(text, /warn {2}\[security\] refused a new window .*token=\[redacted\]/);
    for (const secret of [password(), token]) {
      assert.ok(!text.includes(secret), text);
      assert.equal(await log().getByText(secret).count(), 0);
    }
    const own = JSON.stringify(readLog(app.home).filter(({ scope }) => scope !== 'made'));
    assert.ok(!own.includes(password()) && !own.includes(token), own);
  });

  test('shows by level and by words, and the report has what is shown', async () => {
    await level().selectOption('Everything');
    await rows('key exchange done').first().waitFor();
    await level().selectOption('Warnings and errors');
    await rows('refused a new window').waitFor();
    await rows('sign-in banner').first().waitFor({ state: 'detached' });
    await search().fill('nothing has this word');
    await log().getByText('No entry fits').waitFor();
    await count('0 of ');
    await level().selectOption('Information and above');
    await search().fill('BANNER today');
    await rows('The word of today').waitFor();
    assert.equal(await log().getByTestId('log-entry').count(), 1);
    assert.equal((await copied()).trim().split('\n\n')[1]?.split('\n').length, 1);
    await search().fill('');
  });

  test('hostile text is shown as what it is, and does nothing', async () => {
    write([...hostile, long], 'warn');
    await log().getByRole('button', { name: 'Refresh' }).click();
    await rows('now ␛[2J␛]0;owned␇ cleared').waitFor();
    await rows('name ‹U+202E›gnp.exe‹U+202C› and‹U+200B› zero').waitFor();
    await rows('<img src=x onerror="globalThis.owned=1"><b>bold</b>').waitFor();
    await search().fill('long xxx');
    const [shown = ''] = await rows('long xxx').allInnerTexts();
    assert.match(shown, /x…\s*Show all of it\s*$/);
    assert.ok(shown.length < 800, `${shown.length}`);
    await rows('long xxx').getByRole('button', { name: 'Show all of it' }).press('Enter');
    await rows('long xxx').getByRole('button', { name: 'Show less' }).waitFor();
    const whole = (await rows('long xxx').allInnerTexts()).join('').length;
    assert.ok(whole > 4000 && whole < 4200, `${whole}: also the whole has an end`);
    const wide = await list().evaluate((of) => of.scrollWidth - of.clientWidth);
    assert.equal(wide, 0, 'a long line makes nobody scroll sideways');
    await search().fill('made');
    assert.equal(await log().locator('img, b').count(), 0);
    const text = await copied();
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e]/);
    assert.doesNotMatch(text, /^2026-01-01T00:00:00.000Z error/m, 'no entry is forged');
    assert.equal(await app.page.evaluate(() => 'owned' in globalThis), false);
    await search().fill('');
  });

  for (const colours of ['dark', 'light'] as const)
    test(`axe finds nothing serious, ${colours}`, async () => {
      const { page } = app;
      await page.emulateMedia({ colorScheme: colours });
      await page.waitForSelector(`html[data-mantine-color-scheme="${colours}"]`);
      await rows('<img src=x').waitFor();
      await assertAccessible(page, `log, ${colours}`);
      await app.screenshot(`log-${colours}`);
    });

  test('tens of thousands of entries: the newest are there, found, and reached by keys', async () => {
    const { page } = app;
    write(Array.from({ length: many }, (_, at) => `line ${at} of many`));
    await log().getByRole('button', { name: 'Refresh' }).press('Enter');
    await count('The newest 5,000 entries');
    await rows(`line ${many - 1} of many`).waitFor();
    await search().fill(`line ${many - 4321} of`);
    await rows(`line ${many - 4321} of many`).waitFor();
    await count('1 of the newest 5,000 entries');
    assert.equal(await log().getByTestId('log-entry').count(), 1);
    await search().fill('');
    await rows(`line ${many - 1} of many`).waitFor();
    for (const name of ['Level', 'Follow', 'Refresh', 'Copy for a bug report', 'Entries']) {
      await (name === 'Level' ? search() : page.locator(':focus')).press('Tab');
      await page.waitForFunction(focusIsOn, name);
    }
    await page.keyboard.press('Home');
    await rows(`line ${many - 5000} of many`).waitFor();
    assert.ok((await log().getByTestId('log-entry').count()) < 120, 'only what is seen is drawn');
  });

  test('who scrolled up reads on in peace; at the end one follows', async () => {
    const { page } = app;
    write(['came meanwhile']);
    // The page has it when the oldest one has made room for it.
    await rows(`line ${many - 5000} of many`).waitFor({ state: 'detached' });
    await rows(`line ${many - 4999} of many`).waitFor();
    assert.equal(await rows('came meanwhile').count(), 0);
    assert.equal(await list().evaluate((of) => of.scrollTop), 0);
    await list().focus();
    await page.keyboard.press('End');
    await rows('came meanwhile').waitFor();
    write(['and the last one']);
    await rows('and the last one').waitFor();
  });
});

/** Whether the keyboard is on the control of this name. */
const focusIsOn = (name: string) => {
  const on = document.activeElement;
  const label = on instanceof HTMLInputElement ? on.labels?.[0]?.textContent : on?.textContent;
  return on?.getAttribute('aria-label') === name || label?.trim() === name;
};
