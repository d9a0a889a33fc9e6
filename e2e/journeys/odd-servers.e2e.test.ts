/**
 * Servers as they are in real labs, in the real window: other login shells, shells that talk, GPUs
 * that are missing, broken or tell only half, and a Jupyter that is dead or was never installed.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, dropFiles, windowMissing } from '../harness';
import {
  giveTo,
  hasShell,
  jupyterMissing,
  type Lab,
  type LabShell,
  pidsOf,
  startLab,
  twoUsersMissing,
} from '../lab';
import { openedAddress } from './browser';
import {
  answerSecret,
  connect,
  connected,
  disconnect,
  frontScreen,
  launchWith,
  main,
  onScreen,
  openTerminal,
  pressOnCard,
  readCard,
  showTab,
} from './person';

const skip = windowMissing() || twoUsersMissing();
const noJupyter = await jupyterMissing();
const shells: LabShell[] = ['fish', 'tcsh', 'noisy'];

describe('odd servers', { skip }, () => {
  let lab: Lab;
  let app: App;

  before(async () => {
    const odd = shells.filter(hasShell).map((shell) => ({
      name: `with-${shell}`,
      user: shell,
      shell,
      gpu: 'live' as const,
    }));
    lab = await startLab({
      knownHosts: true,
      servers: [
        ...odd,
        { name: 'gpus', user: 'dave', without: ['jupyter'] },
        {
          ...{ name: 'one-session', user: 'fay', gpu: 'live', password: true, authorize: [] },
          sshdConfig: ['MaxSessions 1'],
        },
        ...(noJupyter ? [] : [{ name: 'notebooks', user: 'erin', jupyter: true }]),
      ],
    });
    app = await launchWith(lab, () => '', { LABMATE_BROWSER_LOG: '1' });
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  test('one session at a time and a password: the terminal goes before figures, files wait their turn', async () => {
    const { page } = app;
    writeFileSync(join(lab.server('one-session').home, 'seen.txt'), 'seen\n');
    await connect(page, 'one-session');
    await answerSecret(page, 'password', lab.user('fay').password ?? '');
    await connected(page);
    await main(page)
      .getByTestId('gpu-0-utilization')
      .filter({ hasText: /\d+ ?%/ })
      .waitFor();
    await showTab(page, 'Terminal');
    await openTerminal(page);
    await page.keyboard.type('echo mine-$((3+4))\n');
    await onScreen(page, 'mine-7');
    await showTab(page, 'Overview');
    const note = page.getByTestId('sharing');
    await note.getByText('one-session allows 1 session at a time. The figures wait').waitFor();
    await showTab(page, 'Files');
    await note.getByText('What you asked for waits until').waitFor();
    await app.screenshot('one-session');
    await showTab(page, 'Terminal');
    await frontScreen(page).click();
    await page.keyboard.type('exit\n');
    await showTab(page, 'Files');
    await page.getByTestId('file-seen.txt').waitFor();
  });

  test('one session: an upload gives it to a terminal, and goes on when that is closed', async () => {
    const { page } = app;
    const { home, proxy } = lab.server('one-session');
    const small = join(app.user.home, 'small.txt');
    const big = join(app.user.home, 'big.bin');
    const bytes = randomBytes(48 * 1024 * 1024);
    writeFileSync(small, 'small\n');
    writeFileSync(big, bytes);
    giveTo(app.user, small);
    giveTo(app.user, big);
    const tray = page.getByRole('region', { name: 'Transfers' });
    const row = (name: string) => tray.getByRole('listitem').filter({ hasText: name });
    // The panel of files keeps its session for a moment only.
    await dropFiles(page, '[data-testid="files-drop"]', [small]);
    await row('small.txt').getByText('Done').waitFor();
    await page.getByTestId('file-small.txt').waitFor();

    proxy.delay(40);
    await dropFiles(page, '[data-testid="files-drop"]', [big]);
    await row('big.bin').getByText('Uploading').waitFor();
    await showTab(page, 'Terminal');
    await openTerminal(page);
    await main(page).locator('[data-focused="true"] [data-state="open"]').waitFor();
    await frontScreen(page).click();
    await page.keyboard.type('echo mine-$((5+4))\n');
    await onScreen(page, 'mine-9');
    await row('big.bin').getByText('Waiting').waitFor();
    await row('big.bin').getByText('it goes on when a terminal or a panel').waitFor();
    await app.screenshot('transfer-waits');
    proxy.delay(0);
    await frontScreen(page).click();
    await page.keyboard.type('exit\n');
    await row('big.bin').getByText('Done').waitFor();
    assert.ok(readFileSync(join(home, 'big.bin')).equals(bytes));
    assert.equal(await page.getByTestId('problem').count(), 0);
    await disconnect(page, 'one-session');
  });

  for (const shell of shells) {
    const missing = hasShell(shell) ? false : `${shell} is not installed`;
    test(`all works with ${shell} as the login shell`, { skip: missing }, async () => {
      const { page } = app;
      const { home, login } = lab.server(`with-${shell}`);
      writeFileSync(join(home, 'seen.txt'), 'seen\n');
      const sent = join(app.user.home, `to-${shell}.txt`);
      writeFileSync(sent, `sent to ${shell}\n`);
      giveTo(app.user, sent);
      await connect(page, `with-${shell}`);
      await connected(page);
      await main(page)
        .getByTestId('gpu-0-utilization')
        .filter({ hasText: /\d+ ?%/ })
        .waitFor();
      await main(page)
        .getByTestId('cpu')
        .filter({ hasText: /\d+ ?%/ })
        .waitFor();
      await main(page).locator('[data-testid^="disk-"]').first().waitFor();
      await openTerminal(page);
      await page.keyboard.type("printf 'answer-%d %s\\n' 42 $USER\n");
      await onScreen(page, `answer-42 ${login}`);
      await showTab(page, 'Files');
      await page.getByTestId('file-seen.txt').waitFor();
      await dropFiles(page, '[data-testid="files-drop"]', [sent]);
      await page.getByTestId(`file-to-${shell}.txt`).waitFor();
      assert.equal(await page.getByTestId('problem').count(), 0);
      await showTab(page, 'Terminal');
      await app.screenshot(`odd-${shell}`);
      await disconnect(page, `with-${shell}`);
    });
  }

  test('a server without GPU, with a broken driver, with half an answer: each for what it is', async () => {
    const { page } = app;
    const server = lab.server('gpus');
    const headline = main(page).getByTestId('overview-headline');
    await connect(page, 'gpus');
    await connected(page);
    await headline.filter({ hasText: 'No GPU' }).waitFor();
    assert.equal(await page.getByTestId('problem').count(), 0, 'no GPU is no fault');
    await app.screenshot('odd-no-gpu');

    // Whether there is an NVIDIA tool at all is asked once a connection.
    server.setGpuScenario('driver-mismatch');
    await disconnect(page, 'gpus');
    await connect(page, 'gpus');
    const mismatch = await readCard(main(page), 'monitor/driver-mismatch');
    assert.match(mismatch.text, /administrator/);
    await app.screenshot('odd-driver-mismatch');
    server.setGpuScenario('no-driver');
    await readCard(main(page), 'monitor/no-driver');
    server.setGpuScenario('no-lib');
    await readCard(main(page), 'monitor/no-library');

    server.setGpuScenario('H100-MIG');
    const utilization = main(page).getByTestId('gpu-0-utilization');
    await utilization.filter({ hasText: 'n/a' }).waitFor();
    assert.equal(await page.getByTestId('problem').count(), 0, 'the card is gone with the fault');
    assert.doesNotMatch((await utilization.textContent()) ?? '', /\b0 ?%/);
    await app.screenshot('odd-mig');

    server.setGpuScenario('requires-reset');
    await main(page).getByTestId('gpu-0').filter({ hasText: 'Faulty' }).waitFor();
    for (const figure of ['utilization', 'temperature', 'power']) {
      const text = (await main(page).getByTestId(`gpu-0-${figure}`).textContent()) ?? '';
      assert.match(text, /^n\/a/, figure);
    }
    await main(page).getByTestId('gpu-1-power').filter({ hasText: '22 W' }).waitFor();
    await app.screenshot('odd-reset');
  });

  test('no Jupyter, and what a dead one left behind', async () => {
    const { page } = app;
    leaveDeadJupyter('gpus');
    await showTab(page, 'Notebooks & ports');
    await main(page).getByRole('button', { name: 'Open Jupyter' }).click();
    const { text } = await readCard(main(page), 'tunnels/no-jupyter');
    assert.match(text, /pip install/);
    await app.screenshot('odd-no-jupyter');
    assert.equal(await page.getByTestId('tunnel-port').count(), 0);
    await disconnect(page, 'gpus');
  });

  test('a Jupyter that dies is said, and the next click starts another', {
    skip: noJupyter,
  }, async () => {
    const { page } = app;
    leaveDeadJupyter('notebooks');
    await connect(page, 'notebooks');
    await connected(page);
    await showTab(page, 'Notebooks & ports');
    await main(page).getByRole('button', { name: 'Open Jupyter' }).click();
    await openedAddress(app.home);
    const port = await page.getByTestId('tunnel-port').textContent();
    assert.notEqual(port, '8888', 'not the port of the dead one');
    await killJupyter('notebooks');
    await main(page).getByRole('button', { name: 'Open in browser' }).click();
    const { text } = await readCard(main(page), 'tunnels/jupyter-gone');
    assert.match(text, /has ended/);
    await app.screenshot('odd-dead-jupyter');
    await pressOnCard(main(page), 'tunnels/jupyter-gone', 'Open Jupyter again');
    await openedAddress(app.home, 1);
    assert.equal(await main(page).getByTestId('problem').count(), 0);
    const again = await page.getByTestId('tunnel-port').textContent();
    assert.equal((await fetch(`http://127.0.0.1:${again}/api`)).status, 200);
  });

  /** The runtime file of a server that did not end in order. */
  function leaveDeadJupyter(server: string): void {
    const { home, user } = lab.server(server);
    const runtime = join(home, '.local/share/jupyter/runtime');
    mkdirSync(runtime, { recursive: true });
    const left = 'e2e/lab/fixtures/jupyter/jpserver-stale-pid.json';
    copyFileSync(left, join(runtime, 'jpserver-999999.json'));
    giveTo(user, join(home, '.local'));
  }

  /** Kills the user's Jupyter, as the kernel does when memory is short. */
  async function killJupyter(server: string): Promise<void> {
    const { uid } = lab.server(server).user;
    const isJupyter = (pid: number) => {
      try {
        return /jupyter-(lab|notebook)/.test(readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
      } catch {
        return false; // It ended meanwhile.
      }
    };
    const pids = pidsOf(uid).filter(isJupyter);
    assert.ok(pids.length > 0, 'there is a Jupyter to kill');
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    while (pidsOf(uid).some((pid) => pids.includes(pid)))
      await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
