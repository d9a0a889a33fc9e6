import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionSharing } from '../../../preload/contract/servers';
import { ProblemError, problem, problemOf } from '../kit/outcome';
import { type Held, type Rank, Sessions } from './sessions';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A server that allows so many sessions in a connection, and so many more connections. */
function server(limit: number, others = 0) {
  const shared: SessionSharing[] = [];
  const left: Carrier[] = [];
  let made = 0;
  class Carrier {
    alive = true;
    open = 0;
  }
  const first = new Carrier();
  const sessions = new Sessions<Carrier>(first, {
    another: async () => {
      if (made >= others) return null;
      made += 1;
      return new Carrier();
    },
    changed: (sharing) => shared.push(sharing),
    leave: (carrier) => left.push(carrier),
  });
  interface Session extends Held {
    carrier: Carrier;
    end(): void;
    displaced: boolean;
    rests: boolean;
    rest(): void;
  }
  const take = (rank: Rank = 'person', signal?: AbortSignal): Promise<Session> =>
    sessions.take<Session>({
      rank,
      signal,
      async open(carrier) {
        if (!carrier.alive) throw new ProblemError(problem('connections/lost', 'Gone.'));
        await tick();
        if (carrier.open >= limit) {
          throw new ProblemError(problem('connections/too-many-sessions', 'No.'));
        }
        carrier.open += 1;
        let end = () => {};
        const ended = new Promise<void>((resolve) => {
          end = () => {
            carrier.open -= 1;
            resolve();
          };
        });
        const session: Session = {
          ...{ carrier, ended, end, displaced: false, rests: false },
          onRest(callback) {
            session.rest = callback;
          },
          rest() {},
          giveBack() {
            session.displaced = true;
            session.end();
          },
        };
        return session;
      },
      held: (session) => session,
    });
  return { sessions, first, take, shared, left, made: () => made };
}

test('no limit: everybody on the first connection, nothing is told', async () => {
  const { take, shared, first } = server(100, 5);
  const all = await Promise.all(Array.from({ length: 20 }, () => take()));
  assert.ok(all.every(({ carrier }) => carrier === first));
  assert.deepEqual(shared, []);
});

test('one session a connection: more connections, few, then the line', async () => {
  const { take, made, shared } = server(1, 9);
  const open = await Promise.all([take(), take(), take(), take()]);
  assert.equal(new Set(open.map(({ carrier }) => carrier)).size, 4);
  assert.equal(made(), 3, 'three beside the first');
  let came = false;
  const fifth = take().then((session) => {
    came = true;
    return session;
  });
  for (let at = 0; at < 5; at++) await tick();
  assert.equal(came, false);
  assert.equal(shared.at(-1)?.waiting, 1);
  open[2]?.end();
  assert.equal((await fifth).carrier, open[2]?.carrier);
  assert.equal(shared.at(-1)?.waiting, 0);
});

test('no other connection: the background gives way to a person, and comes back in line', async () => {
  const { take, shared } = server(1, 0);
  const sampler = await take('figures');
  const person = await take();
  assert.ok(sampler.displaced);
  let again = false;
  const back = take('figures').then((session) => {
    again = true;
    return session;
  });
  const second = take();
  for (let at = 0; at < 5; at++) await tick();
  assert.equal(again, false);
  assert.deepEqual(shared.at(-1), {
    limit: 1,
    connections: 1,
    waiting: 1,
    transfers: 0,
    paused: 1,
  });
  person.end();
  const next = await second;
  for (let at = 0; at < 5; at++) await tick();
  assert.equal(again, false, 'people first');
  next.end();
  await back;
  assert.equal(shared.at(-1)?.paused, 0);
});

test('a transfer displaces figures and no person; a person displaces it', async () => {
  const { take, shared } = server(1, 0);
  const sampler = await take('figures');
  const transfer = await take('transfer');
  assert.ok(sampler.displaced);
  const person = await take('person');
  assert.ok(transfer.displaced);
  const figures = take('figures');
  const again = take('transfer');
  for (let at = 0; at < 5; at++) await tick();
  assert.equal(person.displaced, false);
  assert.deepEqual(shared.at(-1), {
    ...{ limit: 1, connections: 1, waiting: 0, transfers: 1, paused: 1 },
  });
  person.end();
  const back = await again;
  assert.equal(back.displaced, false, 'it goes before the figures');
  back.end();
  await figures;
});

test('a session that rests is for whoever waits, now or later', async () => {
  const { take } = server(1, 0);
  const panel = await take('person');
  panel.rests = true;
  const transfer = await take('transfer');
  assert.ok(panel.displaced);
  transfer.end();
  const other = await take('person');
  const waiting = take('figures');
  for (let at = 0; at < 5; at++) await tick();
  assert.equal(other.displaced, false);
  other.rests = true;
  other.rest();
  await waiting;
  assert.ok(other.displaced);
});

test('a person never displaces a person; cancelling leaves the line', async () => {
  const { take, shared } = server(2, 0);
  const [first, second] = [await take(), await take()];
  const controller = new AbortController();
  const third = take('person', controller.signal);
  for (let at = 0; at < 5; at++) await tick();
  controller.abort();
  await assert.rejects(third, (error) => problemOf(error)?.tag === 'kit/cancelled');
  assert.equal(shared.at(-1)?.waiting, 0);
  assert.deepEqual([first.displaced, second.displaced], [false, false]);
});

test('a server that allows none says so, instead of a wait without end', async () => {
  const { take } = server(0, 3);
  await assert.rejects(
    take(),
    (error) => problemOf(error)?.tag === 'connections/too-many-sessions',
  );
});

test('the end of the link lets nobody wait', async () => {
  const { take, sessions, left, first } = server(1, 1);
  await take();
  await take();
  const waiting = take();
  for (let at = 0; at < 5; at++) await tick();
  first.alive = false;
  sessions.end();
  await assert.rejects(waiting, (error) => problemOf(error)?.tag === 'connections/lost');
  assert.equal(left.length, 1, 'the other connection is left');
});
