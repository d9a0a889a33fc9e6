/**
 * A server that knows only the slowest key exchange: it can be reached, and the terminal of another
 * server, whose connection lives in the same worker, goes on meanwhile and is never replaced.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type App, windowMissing } from '../harness';
import { type Lab, startLab } from '../lab';
import {
  connect,
  connected,
  frontScreen,
  launchWith,
  onScreen,
  openTerminal,
  screenText,
} from './person';

const GROUP = 'diffie-hellman-group18-sha512';

describe('a slow key exchange', { skip: windowMissing() }, () => {
  let lab: Lab;
  let app: App;

  before(async () => {
    lab = await startLab({
      knownHosts: true,
      servers: [
        { name: 'quick' },
        { name: 'slow', sshdConfig: [`KexAlgorithms ${GROUP}`] },
        // Exchanges anew all the time, so that there is always one in the works.
        { name: 'restless', sshdConfig: [`KexAlgorithms ${GROUP}`, 'RekeyLimit 16K'] },
      ],
    });
    app = await launchWith(lab, () => '');
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  test('the echo of another server goes on', async () => {
    const { page } = app;
    await connect(page, 'quick');
    await connected(page);
    await openTerminal(page);
    await page.keyboard.type('echo shell-$$; n=0\n');
    // The line that was typed says `shell-$$`; its answer has digits, and comes later.
    await page.waitForFunction(() =>
      /shell-\d+/.test(document.querySelector('.xterm-rows')?.textContent ?? ''),
    );
    const shell = /shell-\d+/.exec(await screenText(page))?.[0];
    assert.ok(shell);
    for (const server of ['slow', 'restless']) {
      await connect(page, server);
      await page.getByTestId('server-quick').click();
      await connected(page);
      await frontScreen(page).click();
      await page.keyboard.type('echo during-$((n+=1))-$((40+2)) same-shell-$$\n');
      await onScreen(page, '-42 same-');
      await page.getByTestId(`server-${server}`).click();
      await page.getByRole('button', { name: `Disconnect from ${server}` }).waitFor();
      await connected(page);
      await page.getByTestId('server-quick').click();
    }
    const text = await screenText(page);
    assert.match(text, /during-2-42/);
    assert.ok(text.includes(`same-${shell}`), text);
  });
});
