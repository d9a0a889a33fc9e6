/** The shelf of problems: each once, the newest three, gone when dismissed. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { dismissProblem, sayProblem, useShelf } from './toast';

const problem = (what: string, why?: string) => ({
  tag: 'x/y',
  what,
  next: [],
  facts: {},
  ...(why !== undefined && { why }),
});
const shown = () => useShelf.getState().problems.map(({ what, why }) => why ?? what);
beforeEach(() => useShelf.setState({ problems: [] }));

test('the same problem stands there once, as it was said last', () => {
  sayProblem(problem('a', 'first'));
  sayProblem(problem('b'));
  sayProblem(problem('a', 'second'));
  assert.deepEqual(shown(), ['b', 'second']);
});

test('only the newest are shown', () => {
  for (const what of ['a', 'b', 'c', 'd']) sayProblem(problem(what));
  assert.deepEqual(shown(), ['b', 'c', 'd']);
});

test('one that is dismissed is gone, and the others stay', () => {
  sayProblem(problem('a'));
  sayProblem(problem('b'));
  const [first] = useShelf.getState().problems;
  assert.ok(first);
  dismissProblem(first);
  assert.deepEqual(shown(), ['b']);
});
