/** Port forwards over a restart: those left open are offered again, one click each, and never by themselves. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, connect as dial, type Server } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, launchApp, windowMissing } from '../harness';
import { type Lab, type LabUser, startLab } from '../lab';
import { connect, connected, keptHome, main, showTab, windowUser } from './person';

describe('forwards over a restart', { skip: windowMissing() }, () => {
  let lab: Lab;
  let user: LabUser;
  let home: string;
  let sshDir: string;
  let app: App;
  /** Stands for a program on the server, whose loopback this machine's is. */
  let program: Server;
  let port: number;
  /** Of this computer, in the ssh config. */
  let namedPort: number;
  let socksPort: number;
  before(async () => {
    program = createServer((socket) => socket.end('hello from the program'));
    program.listen(0, '127.0.0.1');
    await once(program, 'listening');
    ({ port } = program.address() as AddressInfo);
    lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1', user: 'alice' }] });
    [namedPort = 0, socksPort = 0] = await freePorts(2);
    user = await windowUser(lab);
    sshDir = lab.sshDirFor(user);
    appendFileSync(
      join(sshDir, 'config'),
      `\nHost gpu1\n  LocalForward ${namedPort} localhost:${port}\n  DynamicForward ${socksPort}\n  RemoteForward 1081 localhost:22\n`,
    );
    home = keptHome(user);
    await open();
    await connect(app.page, 'gpu1');
    await connected(app.page);
  });
  after(async () => {
    await app?.close();
    rmSync(home, { recursive: true, force: true });
    await lab?.stop();
    program?.close();
  });

  const open = async () => {
    app = await launchApp({ lab, user, home, sshDir });
    app.page.setDefaultTimeout(20_000);
  };
  const restart = async () => {
    await app.close();
    await open();
    await app.page.getByTestId('server-gpu1').click();
    await connected(app.page);
    await showTab(app.page, 'Notebooks & ports');
    await form().waitFor();
  };
  const form = () => main(app.page).getByRole('form', { name: 'Add a port forward' });
  const offered = () => main(app.page).getByRole('list', { name: 'Open before' });
  const ports = () => main(app.page).getByTestId('tunnel-port');
  async function forward(to: number): Promise<void> {
    const there = await ports().count();
    await form().getByLabel('Port on the server').fill(`${to}`);
    await form().getByRole('button', { name: 'Forward', exact: true }).click();
    await ports().nth(there).waitFor();
  }
  async function answerAt(localPort: number): Promise<string> {
    const socket = dial(localPort, '127.0.0.1');
    let text = '';
    for await (const data of socket) text += data;
    return text;
  }

  /** Asks the proxy for a port of the server (SOCKS 5, an IPv4 address). */
  async function throughSocks(proxy: number, to: number): Promise<string> {
    const socket = dial(proxy, '127.0.0.1');
    socket.write(Buffer.of(5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, to >> 8, to & 255));
    let text = '';
    for await (const data of socket) text += data.toString('latin1');
    return text.slice(12); // the two answers of the proxy
  }

  test('one that was left open is offered, one that was closed is not', async () => {
    const { page } = app;
    await showTab(page, 'Notebooks & ports');
    await forward(port);
    const localPort = Number(await ports().first().textContent());
    assert.equal(await answerAt(localPort), 'hello from the program');
    await forward(6006);
    await page.getByRole('button', { name: 'Close tunnel to 127.0.0.1:6006' }).click();
    await ports().nth(1).waitFor({ state: 'detached' });
    assert.equal(await offered().count(), 0, 'nothing is offered that is open, or was closed');

    await restart();
    await offered().waitFor();
    assert.equal(await offered().getByRole('listitem').count(), 1);
    assert.equal(await ports().count(), 0, 'nothing opens by itself');
    await app.screenshot('forwards-offered');
    await offered()
      .getByRole('button', { name: `Reopen 127.0.0.1:${port}` })
      .click();
    await ports().first().waitFor();
    await offered().waitFor({ state: 'detached' });
    assert.equal(Number(await ports().first().textContent()), localPort, 'at the same port here');
    assert.equal(await answerAt(localPort), 'hello from the program');
  });

  test('one that is forgotten is not offered any more', async () => {
    await restart();
    await offered()
      .getByRole('button', { name: `Forget 127.0.0.1:${port}` })
      .click();
    await offered().waitFor({ state: 'detached' });
    await restart();
    assert.equal(await offered().count(), 0);
  });

  test('those of the ssh config are offered, and those that are not opened are named', async () => {
    const { page } = app;
    await page.getByTestId('server-gpu1').click();
    await connected(page);
    await showTab(page, 'Notebooks & ports');
    const named = main(page).getByRole('list', { name: 'In your ssh config' });
    await named.getByText(`127.0.0.1:${namedPort}`).waitFor();
    await main(page)
      .getByText(/not opened by Labmate: RemoteForward 1081 \[localhost\]:22\./)
      .waitFor();
    await app.screenshot('config-forwards');
    await named.getByRole('button', { name: `Open localhost:${port}` }).click();
    await named.getByText(`127.0.0.1:${namedPort}`).waitFor({ state: 'detached' });
    assert.equal(await answerAt(namedPort), 'hello from the program');
    await named.getByRole('button', { name: 'Open any host, as a SOCKS proxy' }).click();
    await named.waitFor({ state: 'detached' });
    await app.screenshot('socks');
    assert.equal(await throughSocks(socksPort, port), 'hello from the program');
    await page.getByRole('button', { name: `Close tunnel to localhost:${port}` }).click();
    await named.waitFor();
  });
});

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return ports;
}
