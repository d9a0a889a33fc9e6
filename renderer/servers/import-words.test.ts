import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FoundSession } from '../../preload/contract/servers';
import { offeredWords, shown, takenWords, wantedAtFirst, withRead } from './import-words';

const session: FoundSession = {
  title: 'GPU 1',
  group: 'Lab',
  draft: {
    ...{ name: 'GPU-1', host: '2001:db8::7', port: 2222, user: 'asha' },
    ...{ identityFile: '~/.ssh/id_x', proxyJump: 'gate' },
  },
  ...{ left: [], note: null, refused: null, already: null },
};

test('what is offered is said in one line', () => {
  assert.equal(
    offeredWords(session),
    'asha@[2001:db8::7]:2222 through gate, key ~/.ssh/id_x, in the group Lab, named GPU-1',
  );
  const draft = { ...session.draft, name: 'GPU 1', host: 'gpu1', port: 22, user: '' };
  const plain = { ...draft, identityFile: '', proxyJump: '' };
  assert.equal(offeredWords({ ...session, group: null, draft: plain }), 'gpu1');
  assert.equal(offeredWords({ ...session, draft: null }), '');
});

test('ticked at first: what can be taken and is not there already', () => {
  const sessions = [session, { ...session, already: 'gpu1' }, { ...session, draft: null }];
  const sources = [
    { program: 'PuTTY' as const, where: 'x', sessions },
    { program: 'KiTTY' as const, where: 'y', sessions },
  ].map(shown);
  assert.deepEqual(wantedAtFirst(sources), ['PuTTY x 0', 'KiTTY y 0']);
});

test('a file that is read again takes its own place', () => {
  const source = (where: string, ...sessions: FoundSession[]) =>
    shown({ program: 'PuTTY', where, sessions });
  const [one, two] = [source('one', session), source('two', session)];
  const again = source('one', session, session);
  assert.deepEqual(withRead([one, two], [again]), [two, again]);
});

test('one server, several servers', () => {
  assert.match(takenWords(1), /^One server/);
  assert.match(takenWords(2), /^2 servers/);
});
