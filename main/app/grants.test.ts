import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Grants } from './grants';

test('a grant stands for its path once', () => {
  const grants = new Grants();
  const grant = grants.make('/home/asha/data');
  assert.equal(grants.redeem(grant), '/home/asha/data');
  assert.equal(grants.redeem(grant), undefined);
  assert.equal(grants.redeem('/etc/passwd'), undefined);
});

test('a grant expires', () => {
  let now = 0;
  const grants = new Grants(() => now);
  const grant = grants.make('/x');
  now = 11 * 60_000;
  assert.equal(grants.redeem(grant), undefined);
});
