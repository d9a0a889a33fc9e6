/**
 * A server behind a proxy: chosen in its form, named when it fails, and the proxy that this computer is
 * set up with, as Chromium reads it.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  type AddressInfo,
  connect as connectTcp,
  createServer,
  type Server,
  type Socket,
} from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type App, windowMissing } from '../harness';
import { type Lab, startLab } from '../lab';
import { connect, connected, launchWith, main, pressOnCard, question, readCard } from './person';

/** A SOCKS5 proxy without passwords; `asked` holds the places that it was asked for. */
async function socksProxy(): Promise<{ server: Server; port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((socket: Socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      socket.write(Buffer.of(5, 0));
      socket.once('data', (wish: Buffer) => {
        const port = wish.readUInt16BE(wish.length - 2);
        // A name, with its length before it (RFC 1928, 4).
        asked.push(`${wish.toString('latin1', 5, wish.length - 2)}:${port}`);
        const upstream = connectTcp(port, '127.0.0.1', () => {
          socket.write(Buffer.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
          upstream.pipe(socket).pipe(upstream);
        });
        upstream.on('error', () => socket.destroy());
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, asked };
}

describe('a server behind a proxy', { skip: windowMissing() }, () => {
  let lab: Lab;
  let app: App;
  let proxy: Awaited<ReturnType<typeof socksProxy>>;

  before(async () => {
    proxy = await socksProxy();
    lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1' }] });
    // Only Chromium knows this variable: the answer comes from main.
    const env = { SOCKS_SERVER: `127.0.0.1:${proxy.port}`, SOCKS_VERSION: '5' };
    app = await launchWith(lab, () => '', env);
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
    proxy?.server.close();
  });

  test('a proxy that is not there is named; the one of this computer leads through', async () => {
    const { page } = app;
    const server = lab.server('gpu1');
    // Only the proxy knows this name; Chromium's settings never hold for loopback addresses.
    const host = 'gpu1.lab.invalid';
    await page.getByRole('button', { name: 'Add a server' }).first().click();
    const form = page.getByRole('dialog', { name: 'Add a server' });
    await form.getByLabel('Address').fill(host);
    await form.getByLabel('Port').fill(String(server.port));
    await form.getByLabel('Account').fill(server.login);
    await form.getByLabel('Name').fill('behind');
    await form.getByRole('button', { name: 'Key file, jump host, VPN and proxy' }).click();
    await form.getByLabel('Proxy').fill('http://me:secret@127.0.0.1:1');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('no password before the host').waitFor();
    await form.getByLabel('Proxy').fill('socks5://127.0.0.1:1');
    await app.screenshot('proxy-form');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'hidden' });
    await connect(page, 'behind');
    const { text } = await readCard(main(page), 'connections/proxy-failed');
    assert.match(text, /behind could not be reached: the proxy 127\.0\.0\.1:1 failed\./);
    await app.screenshot('proxy-failed');
    await pressOnCard(main(page), 'connections/proxy-failed', 'Check the proxy of this server');
    const edit = page.getByRole('dialog', { name: 'Edit behind' });
    const field = edit.getByLabel('Proxy');
    await field.waitFor();
    assert.equal(await field.inputValue(), 'socks5://127.0.0.1:1', 'it is kept');
    assert.deepEqual(proxy.asked, [], 'Chromium itself asks for nothing');
    await field.fill('system');
    await edit.getByRole('button', { name: 'Save' }).click();
    await edit.waitFor({ state: 'hidden' });
    await connect(page, 'behind');
    const dialog = await question(page, 'host-key');
    await dialog.getByRole('button', { name: 'Trust and connect' }).click();
    await connected(page);
    assert.deepEqual([...new Set(proxy.asked)], [`${host}:${server.port}`]);
  });
});
