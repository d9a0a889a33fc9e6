/** `npm ci` of a fresh clone depends on a complete lock file; `npm install` does not promise one. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { missingEntries, platformOf } from './setup-lock.mjs';

test('the lock file holds every optional package (else: node scripts/setup-lock.mjs)', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  assert.deepEqual(Object.keys(missingEntries(lock)), []);
});

test('a missing platform package is completed from its name', () => {
  const lock = {
    packages: {
      'node_modules/tool': {
        version: '1.2.3',
        dev: true,
        optionalDependencies: { '@tool/linux-x64-musl': '1.2.3', '@tool/here': '^1' },
      },
      'node_modules/@tool/here': { version: '1.0.0' },
    },
  };
  assert.deepEqual(missingEntries(lock), {
    'node_modules/@tool/linux-x64-musl': {
      ...{ version: '1.2.3', cpu: ['x64'], dev: true, optional: true },
      ...{ libc: ['musl'], os: ['linux'] },
    },
  });
  assert.deepEqual(platformOf('@a/binding-linux-arm-gnueabihf'), {
    ...{ cpu: ['arm'], libc: ['glibc'], os: ['linux'] },
  });
  assert.deepEqual(platformOf('@a/cli-win32-arm64'), { cpu: ['arm64'], os: ['win32'] });
  assert.equal(platformOf('left-pad'), undefined);
});
