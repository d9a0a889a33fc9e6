/** Workers that crash or spin for ever: replaced, said, and the page's watches live again. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright';
import { type App, launchApp, windowMissing } from '../harness';
import { logged } from './app-log';
import { askRaw, tagOf } from './page-wire';

/** The promise for a replacement, in milliseconds. */
const replacementLimitMs = 10_000;

/** Resolves when the link worker answers again; the time since `from` in milliseconds. */
async function answersAgain(page: Page, from: number): Promise<number> {
  for (;;) {
    const outcome = await askRaw(page, 'diagnostics.echo', { text: 'x' });
    if (outcome.ok) return Date.now() - from;
  }
}

describe('a worker', { skip: windowMissing() }, () => {
  let app: App;
  before(async () => {
    app = await launchApp({ env: { LABMATE_TEST_PROCEDURES: '1' } });
  });
  after(() => app?.close());

  test('has its cipher in hardware, and the log says how fast', async () => {
    // Both start by themselves, and measure some seconds later.
    for (const role of ['link', 'bulk']) {
      const line = await logged(
        app.home,
        ({ data }) => data?.role === role && data?.aesGcmMiBps !== undefined,
      );
      assert.equal(line.text, 'AES runs in hardware');
    }
  });

  test('that spins for ever is replaced, and its calls end with a problem', async () => {
    const from = Date.now();
    const outcome = await askRaw(app.page, 'diagnostics.spin', {});
    assert.equal(tagOf(outcome), 'worker/lost');
    assert.ok(!outcome.ok && outcome.problem.facts.cause === 'stuck');
    // This limit is the promise of the issue itself, measured in the app.
    assert.ok((await answersAgain(app.page, from)) < replacementLimitMs);
  });

  test('that crashes is replaced; the page is told and its watches live again', async () => {
    const watched = app.page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const id = 2_000_000;
          const stop = globalThis.labmate.listen((frame) => {
            if (frame.id !== id || frame.type !== 'event') return;
            stop();
            globalThis.labmate.post({ type: 'cancel', id });
            resolve(JSON.stringify(frame.value));
          });
          globalThis.labmate.post({ type: 'open', id, procedure: 'shell.incidents', input: {} });
        }),
    );
    const list = app.page.getByRole('navigation', { name: 'Servers' });
    await list.waitFor();
    const from = Date.now();
    await askRaw(app.page, 'diagnostics.crash', {});
    const incident = JSON.parse(await watched) as { role: string; cause: string; lost: string };
    assert.equal(incident.role, 'link');
    assert.equal(incident.cause, 'crashed');
    assert.ok(incident.lost.includes('terminals'));
    assert.ok((await answersAgain(app.page, from)) < replacementLimitMs);
    // A card above the page that stays until it is dismissed, and no toast that covers something.
    const shelf = app.page.getByRole('main').getByRole('region', { name: 'What did not work' });
    const card = shelf.locator('[data-tag="shell/part-lost"]').filter({ hasText: incident.lost });
    await card.filter({ hasText: 'stopped unexpectedly' }).waitFor();
    assert.equal(await app.page.locator('.mantine-Notification-root').count(), 0);
    await app.screenshot('problem-shelf');
    while ((await card.count()) > 0)
      await card.first().getByRole('button', { name: 'Dismiss this message' }).click();
    await shelf.waitFor({ state: 'detached' });
  });
});

describe('the boundary in real Electron', { skip: windowMissing() }, () => {
  let app: App;
  before(async () => {
    app = await launchApp({ env: { LABMATE_TEST_PROCEDURES: '1' } });
  });
  after(() => app?.close());

  const count = (procedure: string, to: number) =>
    app.page.evaluate(
      ({ procedure, to }) =>
        new Promise<number[]>((resolve) => {
          const id = 3_000_000 + to;
          const seen: number[] = [];
          const stop = globalThis.labmate.listen((frame) => {
            if (frame.id !== id) return;
            if (frame.type === 'end') {
              stop();
              resolve(seen);
            } else {
              seen.push(frame.value as number);
              globalThis.labmate.post({ type: 'ack', id, count: 1 });
            }
          });
          globalThis.labmate.post({ type: 'open', id, procedure, input: { to } });
        }),
      { procedure, to },
    );

  test('delivery all loses nothing, delivery latest keeps the last', async () => {
    const all = await count('diagnostics.countAll', 2000);
    assert.deepEqual(
      all,
      Array.from({ length: 2000 }, (_, n) => n + 1),
    );
    const latest = await count('diagnostics.countLatest', 50_000);
    assert.equal(latest.at(-1), 50_000);
    assert.ok(latest.length < 1000);
  });

  const hang = () =>
    app.page.evaluate(() => {
      globalThis.labmate.post({
        type: 'open',
        id: 4_000_000,
        procedure: 'diagnostics.hang',
        input: {},
      });
    });
  const cancel = (id: number) =>
    app.page.evaluate((call) => globalThis.labmate.post({ type: 'cancel', id: call }), id);
  const hangs = () => askRaw(app.page, 'diagnostics.hangs', {});
  const counts = (running: number, cancelled: number) => ({
    ok: true,
    value: { running, cancelled },
  });

  test('a cancel before its call, in the turn of its call and after its end do no harm', async () => {
    await cancel(5_000_000);
    await app.page.evaluate(() => {
      const { post } = globalThis.labmate;
      post({ type: 'open', id: 5_000_001, procedure: 'diagnostics.hang', input: {} });
      post({ type: 'cancel', id: 5_000_001 });
    });
    assert.deepEqual(await hangs(), counts(0, 1));
    await cancel(5_000_001);
    assert.deepEqual(await hangs(), counts(0, 1));
  });

  test('a cancelled call reaches the bottom, and a page that reloads cancels all', async () => {
    await hang();
    assert.deepEqual(await hangs(), counts(1, 1));
    await cancel(4_000_000);
    assert.deepEqual(await hangs(), counts(0, 2));
    await hang();
    await app.page.reload();
    assert.deepEqual(await hangs(), counts(0, 3));
  });
});
