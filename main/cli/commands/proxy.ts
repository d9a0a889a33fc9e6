/** `labmate proxy`: the proxy on the way to a server. */
import type { Command } from '../command';
import { exitCodes, UsageError } from '../exit-codes';
import { visible } from '../output';
import { parseServer } from '../place';

export const proxy: Command = {
  name: 'proxy',
  usage: '[options] <server> [none|system|<address>]',
  summary: 'show or choose the proxy on the way to a server',
  description: `
An address is socks5://host:port or http://host:port, with name@ before the host where the proxy asks
who you are; its password is asked for when it is wanted, and never kept in a file. "system" takes
all_proxy or https_proxy of the environment, with the exceptions of no_proxy (the window also knows the
settings of the desktop). "none" goes directly, as ssh does. The setting belongs to Labmate; ssh does
not know it. In front of jump hosts the proxy leads to the first of them.`,
  options: [],
  async run({ engine, output }, { words }) {
    const [name, text, ...more] = words;
    if (more.length > 0) throw new UsageError('proxy takes a server and one setting.');
    const server = parseServer(name);
    const { servers } = engine();
    if (text !== undefined) await servers.setProxy(server, text);
    const chosen = servers.draft(server).proxy || 'none';
    await output.object({ server, proxy: chosen });
    await output.line(visible(chosen));
    return exitCodes.ok;
  },
};
