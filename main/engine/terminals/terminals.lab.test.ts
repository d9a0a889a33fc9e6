import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type LabEngine, labEngine } from '../../../e2e/lab/engine';
import { type Lab, startLab } from '../../../e2e/lab/index';
import type { TerminalDownFrame } from '../../../preload/contract/wire';
import { problemOf } from '../kit/outcome';
import { createTerminals, type TerminalPort, type Terminals } from './index';
import { outstandingLimitBytes } from './output-gate';

const never = new AbortController().signal;

/** A page's side of a terminal that acknowledges at once, or only when told. */
class Page {
  text = '';
  bytes = 0;
  frames = 0;
  closed = false;
  owed = 0;
  acknowledges = true;
  #send: (frame: unknown) => void = () => {};
  #waiting: (() => void)[] = [];

  readonly port: TerminalPort = {
    post: (frame: TerminalDownFrame) => this.#take(frame.data),
    onFrame: (receive) => {
      this.#send = receive;
    },
    close: () => {
      this.closed = true;
    },
  };

  #take(data: Uint8Array): void {
    this.bytes += data.length;
    this.frames += 1;
    this.owed += data.length;
    assert.ok(this.owed <= outstandingLimitBytes, `${this.owed} bytes outstanding`);
    if (this.text.length < 100_000) this.text += Buffer.from(data).toString('latin1');
    for (const wake of this.#waiting.splice(0)) wake();
    if (this.acknowledges) setImmediate(() => this.acknowledge());
  }

  acknowledge(most = Number.POSITIVE_INFINITY): void {
    if (this.owed === 0) return;
    const bytes = Math.min(this.owed, most);
    this.owed -= bytes;
    this.send({ type: 'ack', bytes });
  }

  send(frame: unknown): void {
    this.#send(frame);
  }

  type(text: string): void {
    this.send({ type: 'data', data: Buffer.from(text) });
  }

  async until(holds: () => boolean): Promise<void> {
    const started = Date.now();
    while (!holds()) {
      assert.ok(
        Date.now() - started < 30_000,
        `waited in vain; the end is ${this.text.slice(-300)}`,
      );
      await new Promise<void>((resolve) => {
        const watchdog = setTimeout(resolve, 1000);
        this.#waiting.push(() => {
          clearTimeout(watchdog);
          resolve();
        });
      });
    }
  }
}

async function ended(terminals: Terminals, id: string) {
  const state = () => terminals.list.value.find((entry) => entry.id === id)?.state;
  while (state()?.kind === 'open') {
    await new Promise<void>((resolve) => {
      const stop = terminals.list.follow((entries) => {
        if (entries.find((entry) => entry.id === id)?.state.kind === 'open') return;
        queueMicrotask(() => stop());
        resolve();
      });
    });
  }
  return state();
}

describe('terminals', { timeout: 120_000 }, () => {
  let lab: Lab;
  let engine: LabEngine;
  let terminals: Terminals;
  before(async () => {
    lab = await startLab({ servers: [{ name: 'gpu1' }] });
    engine = labEngine(lab);
    terminals = createTerminals(engine);
  });
  after(async () => {
    terminals?.dispose();
    await engine?.stop();
    await lab?.stop();
  });
  const opened = async () => {
    const id = await terminals.open('gpu1', { cols: 80, rows: 24 }, never);
    const page = new Page();
    const detach = terminals.attach(id, page.port);
    return { id, page, detach };
  };

  test('what is typed arrives, and its echo comes back', async () => {
    const { id, page } = await opened();
    page.type('echo "it is $((40 + 2)) $TERM"\n');
    await page.until(() => page.text.includes('it is 42 xterm-256color'));
    terminals.close(id);
    assert.equal(page.closed, true);
    assert.equal(terminals.list.value.length, 0);
  });

  test('programs are told of all colours, where the server accepts the variable', async () => {
    const { id, page } = await opened();
    page.type('echo "colour: $COLORTERM $((40 + 2))"\n');
    await page.until(() => page.text.includes('colour: truecolor 42'));
    terminals.close(id);
  });

  test('a new shell takes the place of an ended one, under its id; an open one stays', async () => {
    const { id, page } = await opened();
    const second = await opened();
    page.type('mark=old; exit 3\n');
    assert.deepEqual(await ended(terminals, id), { kind: 'exited', code: 3, signal: null });
    await terminals.reopen(id, { cols: 90, rows: 20 }, never);
    const again = new Page();
    terminals.attach(id, again.port);
    again.type('echo "new[$mark] $(stty size)"\n');
    await again.until(() => again.text.includes('new[] 20 90'));
    assert.deepEqual(
      terminals.list.value.map((entry) => [entry.id, entry.state.kind]),
      [
        [id, 'open'],
        [second.id, 'open'],
      ],
    );
    again.type('mark=kept\n');
    await terminals.reopen(id, { cols: 80, rows: 24 }, never);
    again.type('echo "still[$mark]"\n');
    await again.until(() => again.text.includes('still[kept]'));
    terminals.close(id);
    terminals.close(second.id);
    await assert.rejects(terminals.reopen(id, { cols: 80, rows: 24 }, never), (error) => {
      assert.equal(problemOf(error)?.tag, 'terminals/unknown');
      return true;
    });
  });

  test('the shell sees the size and its changes', async () => {
    const { id, page } = await opened();
    page.type('stty size\n');
    await page.until(() => /24 80\r\n/.test(page.text));
    page.send({ type: 'resize', cols: 132, rows: 43 });
    page.type('stty size\n');
    await page.until(() => /43 132\r\n/.test(page.text));
    terminals.close(id);
  });

  test('50 MB arrive whole, with bounded memory, however slowly the page writes', async () => {
    const { id, page } = await opened();
    page.type('stty -echo; echo rea"d"y\n');
    await page.until(() => page.text.includes('ready'));
    const before = page.bytes;
    page.acknowledges = false;
    page.type("stty -onlcr; PS1=; yes 0123456 | head -c 50000000; printf 'the\\x20end'\n");
    let most = 0;
    const started = process.memoryUsage().rss;
    while (!page.text.endsWith('the end') && page.bytes - before < 50_000_007) {
      await page.until(() => page.owed > 0);
      // Several turns pass before the page acknowledges: what comes meanwhile piles up, or not.
      for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
      most = Math.max(most, terminals.heldBytes(id));
      page.acknowledge(100_000);
    }
    assert.ok(page.bytes - before >= 50_000_007, `${page.bytes - before} bytes`);
    assert.ok(page.bytes - before < 50_000_200, `${page.bytes - before} bytes`);
    assert.ok(most <= outstandingLimitBytes + 512 * 1024, `${most} bytes held`);
    assert.ok(page.frames < 50_000_000 / 8_000, `${page.frames} frames`);
    const grown = (process.memoryUsage().rss - started) / 1e6;
    assert.ok(grown < 150, `${grown} MB more`);
    terminals.close(id);
  });

  test('without acknowledgements output stops at the limit, and a new page gets the rest', async () => {
    const { id, page, detach } = await opened();
    page.acknowledges = false;
    page.type('yes 0123456 | head -c 3000000; echo the-"end"\n');
    await page.until(() => terminals.heldBytes(id) >= outstandingLimitBytes);
    const first = page.bytes;
    assert.ok(first <= outstandingLimitBytes);
    detach();
    const second = new Page();
    terminals.attach(id, second.port);
    await second.until(() => first + second.bytes > 3_000_000);
    assert.equal(page.bytes, first, 'the old page gets no more');
    terminals.close(id);
  });

  test('the exit code of the shell is told, and the last output with it', async () => {
    const { id, page, detach } = await opened();
    page.type('echo last-"words"; exit 7\n');
    assert.deepEqual(await ended(terminals, id), { kind: 'exited', code: 7, signal: null });
    await page.until(() => page.text.includes('last-words'));
    detach();
    assert.equal(terminals.list.value.length, 0, 'an ended terminal goes with its page');
  });

  test('malformed frames are refused and logged, and the terminal goes on', async () => {
    const { id, page } = await opened();
    const refused = () => engine.log.filter(({ text }) => text.includes('malformed')).length;
    const already = refused();
    const bad = [
      null,
      'x',
      { type: 'data', data: 'text' },
      { type: 'resize', cols: 0, rows: 1e9 },
      { type: 'ack', bytes: -1 },
      { type: 'exec', command: 'id' },
    ];
    for (const frame of bad) page.send(frame);
    page.send({ type: 'ack', bytes: 1e12 });
    assert.equal(refused(), already + bad.length);
    assert.ok(engine.log.some(({ text }) => text.includes('acknowledged more')));
    page.type('echo still-"here"\n');
    await page.until(() => page.text.includes('still-here'));
    terminals.close(id);
  });

  test('a cut link leaves a lost terminal with the reason', async () => {
    const { id } = await opened();
    lab.server('gpu1').proxy.cut();
    const state = await ended(terminals, id);
    assert.equal(state?.kind, 'lost');
    assert.match(state?.kind === 'lost' ? state.problem.tag : '', /^connections\//);
    terminals.close(id);
  });

  test('opening can be cancelled, and an unknown terminal is refused', async () => {
    const controller = new AbortController();
    const open = terminals.open('gpu1', { cols: 80, rows: 24 }, controller.signal);
    controller.abort();
    await assert.rejects(open, (error) => problemOf(error)?.tag === 'kit/cancelled');
    assert.equal(terminals.list.value.length, 0);
    assert.throws(
      () => terminals.attach('nope', new Page().port),
      (error) => problemOf(error)?.tag === 'terminals/unknown',
    );
  });
});
