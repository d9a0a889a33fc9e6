/**
 * The main job as a person does it, in the real window against a real server: choose the server,
 * answer the host-key question, see a GPU value change, type in the terminal, open Jupyter through
 * the tunnel, drop a folder. Then the command line walks the same path.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import {
  compareTrees,
  isRoot,
  jupyterMissing,
  type Lab,
  makeNastyTree,
  run,
  startLab,
} from '../lab';
import { walkTheMainJob } from './main-job-story';

const skip = windowMissing() || (await jupyterMissing());

describe('the main job', { skip }, () => {
  let lab: Lab;
  let app: App;
  before(async () => {
    lab = await startLab({
      servers: [{ name: 'gpu1', user: 'alice', gpu: 'live', jupyter: true }],
    });
    app = await launchApp({ lab, colorScheme: 'dark', env: { LABMATE_BROWSER_LOG: '1' } });
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  test('choosing a server asks about its host key, with the fingerprint that it has', async () => {
    const { page } = app;
    await page.getByTestId('server-gpu1').click();
    await page.getByRole('button', { name: 'Connect to gpu1' }).first().click();
    const question = page.getByRole('dialog');
    await question.getByTestId('fingerprint').waitFor();
    const shown = (await question.getByTestId('fingerprint').textContent()) ?? '';
    const { fingerprint } = lab.server('gpu1').hostKey;
    assert.equal(shown.replaceAll(/\s/g, ''), fingerprint.replace(/^SHA256:/, ''));
    await app.screenshot('host-key-dark');
    await question.getByRole('button', { name: 'Trust and connect' }).click();
    await page.getByRole('button', { name: 'gpu1, connected' }).waitFor();
  });

  walkTheMainJob({
    server: 'gpu1',
    app: () => app,
    answer: () => `answer-42 ${lab.server('gpu1').login} ünï`,
    typed: "printf 'answer-%d %s \\303\\274n\\303\\257\\n' $((6*7)) $USER\n",
    notebook: {
      title: /Jupyter|Home/,
      ready: '.jp-Launcher, .jp-DirListing-content, #notebook_list',
    },
    tokenIsHidden() {
      if (isRoot) assert.deepEqual(commandLinesWith(jupyterToken(lab.server('gpu1').home)), []);
    },
    folder: () => lab.server('gpu1').home,
  });

  test('the command line walks the same path', async () => {
    const cli = (...words: string[]) =>
      run(process.execPath, ['out/main/labmate.js', ...words], {
        env: { ...process.env, LABMATE_SSH_DIR: lab.sshDir, LABMATE_HOME: join(lab.dir, 'cli') },
      });
    mkdirSync(join(lab.dir, 'cli'));
    const doctor = await cli('doctor', 'gpu1', '--accept-new');
    assert.equal(doctor.code, 0, doctor.stderr + doctor.stdout);
    const gpus = await cli('gpus', 'gpu1', '--json');
    assert.equal(gpus.code, 0, gpus.stderr);
    assert.ok(
      gpus.stdout
        .split('\n')
        .filter(Boolean)
        .every((line) => JSON.parse(line)),
    );
    assert.match(gpus.stdout, /memoryUsedMiB/);
    const echo = await cli('exec', 'gpu1', '--', 'echo answer-$((6*7)); exit 37');
    assert.deepEqual([echo.stdout, echo.code], ['answer-42\n', 37]);
    const tree = join(lab.dir, 'cli-tree');
    makeNastyTree(tree);
    const push = await cli('push', tree, 'gpu1:pushed/');
    assert.equal(push.code, 0, push.stderr);
    assert.deepEqual(compareTrees(tree, join(lab.server('gpu1').home, 'pushed/cli-tree')), []);
    const pull = await cli('pull', 'gpu1:pushed/cli-tree', join(lab.dir, 'back'));
    assert.equal(pull.code, 0, pull.stderr);
    // A server may not make a file of ours run as its owner.
    assert.deepEqual(compareTrees(tree, join(lab.dir, 'back/cli-tree')), [
      '"modes/setuid.sh": mode 755 instead of 4755',
    ]);
  });
});

/** The token of the one Jupyter server that runs in this home. */
function jupyterToken(home: string): string {
  const folder = join(home, '.local/share/jupyter/runtime');
  const file = readdirSync(folder).find((name) => /^(jp|nb)server-\d+\.json$/.test(name));
  assert.ok(file, 'Jupyter wrote its runtime file');
  const { token } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { token: string };
  assert.ok(token.length >= 20);
  return token;
}

/** Command lines on this machine (it is both ends) that hold a text, as `ps -ef` would show. */
function commandLinesWith(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch (error) {
        // It ended meanwhile.
        if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
        throw error;
      }
    })
    .filter((line) => line.includes(text));
}
