/** A package is never made with the registry fallback, nor with any Electron but the wanted one. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

type Hook = (context: {
  appOutDir: string;
  packager: { config: { electronVersion?: string } };
}) => Promise<void>;

const load = createRequire(join(process.cwd(), 'scripts/'));
const refuse = load('./refuse-development-runtime.cjs').default as Hook;

test('the development runtime and other versions are refused, the wanted one is not', async (t) => {
  const appOutDir = mkdtempSync(join(tmpdir(), 'labmate-package-'));
  t.after(() => rmSync(appOutDir, { recursive: true, force: true }));
  const context = { appOutDir, packager: { config: { electronVersion: '45.4.1' } } };
  mkdirSync(join(appOutDir, 'resources'));
  writeFileSync(join(appOutDir, 'version'), 'v45.4.1');
  await refuse(context);
  writeFileSync(join(appOutDir, 'version'), '25.1.1');
  await assert.rejects(refuse(context), /Electron 25\.1\.1 was packed, 45\.4\.1 is wanted/);
  writeFileSync(join(appOutDir, 'version'), '45.4.1');
  cpSync('scripts/electron-launcher', join(appOutDir, 'resources/app'), { recursive: true });
  await assert.rejects(refuse(context), /development runtime, which is never packaged/);
});
