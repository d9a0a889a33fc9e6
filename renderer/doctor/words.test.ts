import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DoctorStep } from '../../preload/contract/servers';
import { durationWords, verdictWords, withoutDoctor } from './words';

const step = (status: DoctorStep['status'], label: string): DoctorStep => ({
  step: 'tcp',
  label,
  status,
  found: '',
  durationMs: 1,
});

test('the verdict names the first step that failed', () => {
  const steps = [
    step('ok', 'Look up the name'),
    step('failed', 'Reach the port'),
    step('skipped', 'x'),
  ];
  assert.equal(verdictWords(false, steps), 'It stops at: Reach the port.');
  assert.equal(verdictWords(true, steps), 'Everything works.');
  assert.equal(verdictWords(null, steps), '');
});

test('behind the door a failed step does not undo the connection; warnings are counted', () => {
  const isIn = { ...step('ok', 'Running a command'), step: 'shell' as const };
  assert.equal(
    verdictWords(false, [isIn, step('failed', 'Writing to the home folder')]),
    'The connection works, but not: Writing to the home folder.',
  );
  const careful = step('warning', 'Looking for tools');
  assert.equal(verdictWords(true, [isIn, careful]), 'It works. One thing wants a look.');
  assert.equal(verdictWords(true, [careful, careful]), 'It works. 2 things want a look.');
});

test('a step that did not run has no time', () => {
  assert.equal(durationWords(null), '');
  assert.equal(durationWords(12.4), '12 ms');
  assert.equal(durationWords(2345), '2.3 s');
});

test('a step does not offer to open the doctor that is open', () => {
  const next = [
    { label: 'Check', action: { kind: 'open-doctor', server: 'gpu1' } as const },
    { label: 'Start the VPN' },
    { label: 'Try again', action: { kind: 'retry' } as const },
  ];
  const kept = withoutDoctor({ tag: 't', what: 'w', next, facts: {} });
  assert.deepEqual(
    kept.next.map(({ label }) => label),
    ['Start the VPN'],
  );
});
