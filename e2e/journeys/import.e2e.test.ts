/**
 * Taking over servers: a person comes with PuTTY's sessions and a file of MobaXterm, sees what is taken and
 * what is not, and connects to one of them, a real server.
 */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { giveTo, type Lab, type LabUser, startLab, twoUsersMissing } from '../lab';
import { connected, question, runCommand } from './person';

const skip = windowMissing() || twoUsersMissing();

describe('taking over servers of other programs', { skip }, () => {
  let lab: Lab;
  let user: LabUser;
  let app: App;
  let sshDir: string;

  before(async () => {
    lab = await startLab({ servers: [{ name: 'gpu1', gpu: 'live' }] });
    user = await lab.addUser({ name: 'window' });
    const { login, port } = lab.server('gpu1');
    sshDir = join(lab.dir, 'fresh');
    mkdirSync(sshDir, { mode: 0o700 });
    const key = join(sshDir, 'lab_key');
    copyFileSync(lab.keys.ed25519.path, key);
    for (const path of [sshDir, key]) giveTo(user, path);
    const sessions = join(user.home, '.putty', 'sessions');
    mkdirSync(sessions, { recursive: true });
    const session = (name: string, ...lines: string[]) =>
      writeFileSync(join(sessions, name), `${lines.join('\n')}\n`);
    session(
      'GPU%20box',
      ...['HostName=127.0.0.1', `PortNumber=${port}`, `UserName=${login}`, 'Protocol=ssh'],
      ...[`PublicKeyFile=${key}`, 'RemoteCommand=touch /tmp/labmate-never'],
      'ProxyPassword=hunter2',
    );
    session('switch', 'HostName=10.0.0.1', 'Protocol=telnet');
    for (const folder of [join(user.home, '.putty'), sessions]) giveTo(user, folder);
    for (const name of ['GPU%20box', 'switch']) giveTo(user, join(sessions, name));
  });
  afterEach(async () => {
    await app?.close();
  });
  after(async () => {
    await lab?.stop();
  });

  const dialog = () => app.page.getByRole('dialog', { name: 'Take over servers' });
  /** A person cannot be driven through the system's own dialog: it answers with this file. */
  const choose = (path: string) =>
    app.electronApp.evaluate(({ dialog: system }, chosen) => {
      system.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    }, path);

  test('from the first run: PuTTY’s sessions, and the server works', async () => {
    app = await launchApp({ lab, user, sshDir, colorScheme: 'dark' });
    const { page } = app;
    page.setDefaultTimeout(20_000);
    const welcome = page.getByRole('region', { name: 'Welcome' });
    await welcome.getByRole('radio', { name: 'I have PuTTY sessions or a .ppk' }).check();
    await welcome.getByRole('button', { name: 'Take over servers…' }).click();
    const source = dialog().getByRole('region', { name: 'PuTTY' });
    const box = source.getByRole('checkbox', { name: 'GPU box' });
    await box.waitFor();
    assert.ok(await box.isChecked());
    assert.ok(await source.getByRole('checkbox', { name: 'switch' }).isDisabled());
    await source.getByText(/no SSH session but telnet/).waitFor();
    await source.getByText(/Not taken: the command that it runs/).waitFor();
    await app.screenshot('import');
    await dialog().getByRole('button', { name: 'Take over 1 server' }).click();
    await dialog().waitFor({ state: 'detached' });
    await page.getByTestId('server-GPU-box').click();
    await page.getByRole('button', { name: 'Connect', exact: true }).first().click();
    const asked = await question(page, 'host-key');
    await asked.getByRole('button', { name: 'Trust and connect' }).click();
    await connected(page);
    const saved = readFileSync(join(sshDir, 'labmate_config'), 'utf8');
    assert.match(saved, /^Host GPU-box$/m);
    assert.match(saved, /IdentityFile .*lab_key$/m);
    assert.ok(!/hunter2|labmate-never/.test(saved), saved);
  });

  test('from the palette: a chosen file, one that is none, and a server that is there', async () => {
    const { login, port } = lab.server('gpu1');
    const ini = join(lab.dir, 'MobaXterm.ini');
    writeFileSync(
      ini,
      `[Bookmarks]\r\nSubRep=Physics\r\nmoba one= #109#0%one.invalid%22%asha%%-1%-1%%%%%0#x\r\nagain= #109#0%127.0.0.1%${port}%${login}%%0#x\r\n`,
    );
    const other = join(lab.dir, 'other.txt');
    writeFileSync(other, 'nothing of interest\n');
    for (const path of [ini, other]) giveTo(user, path);
    app = await launchApp({ lab, user, sshDir, colorScheme: 'light' });
    const { page } = app;
    page.setDefaultTimeout(20_000);
    await page.getByTestId('server-GPU-box').waitFor();
    await runCommand(page, 'take over servers');
    const putty = dialog().getByRole('region', { name: 'PuTTY' });
    await putty.getByText('The same as GPU-box.').waitFor();
    assert.ok(!(await putty.getByRole('checkbox', { name: 'GPU box' }).isChecked()));
    assert.ok(
      await dialog()
        .getByRole('button', { name: /^Take over 0/ })
        .isDisabled(),
    );
    await choose(other);
    await dialog().getByRole('button', { name: 'Choose a file…' }).click();
    await dialog().locator('[data-tag="servers/import-nothing"]').waitFor();
    await choose(ini);
    await dialog().getByRole('button', { name: 'Choose a file…' }).click();
    const moba = dialog().getByRole('region', { name: 'MobaXterm' });
    await moba.getByText('asha@one.invalid, in the group Physics, named moba-one').waitFor();
    await dialog().locator('[data-tag="servers/import-nothing"]').waitFor({ state: 'detached' });
    assert.ok(!(await moba.getByRole('checkbox', { name: 'again' }).isChecked()));
    await app.screenshot('import-chosen');
    await dialog().getByRole('button', { name: 'Take over 1 server' }).click();
    await dialog().waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'Physics' }).getByTestId('server-moba-one').waitFor();
  });
});
