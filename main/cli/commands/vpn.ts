/** `labmate vpn`: which VPNs are up, and what a server needs. */
import { vpnKind } from '../../../preload/contract/vpn';
import type { Command, CommandContext } from '../command';
import { exitCodes, UsageError } from '../exit-codes';
import { visible } from '../output';
import { parseServer } from '../place';

export const vpn: Command = {
  name: 'vpn',
  usage: '[options] [<server> | open <vpn>]',
  summary: 'which VPNs are up here, and which one a server needs',
  description: `
Alone, it lists the VPNs that this computer knows and whether they are up, with what that is seen from.
With a server: the VPN that was chosen for it in the window, and what was learned from when it answered.
"open" opens the window of a VPN's program: ${vpnKind.options.filter((kind) => kind !== 'other').join(', ')}.`,
  options: [],
  async run(context, { words }) {
    const [first, second, ...more] = words;
    if (more.length > 0) throw new UsageError('vpn takes a server, or open and a VPN.');
    if (first === undefined) return list(context);
    if (first === 'open') return open(context, second);
    if (second !== undefined) throw new UsageError('vpn takes one server.');
    return tellServer(context, parseServer(first));
  },
};

async function list({ engine, output }: CommandContext): Promise<number> {
  for (const each of await engine().vpn.states()) {
    if (each.state === 'absent' && !output.json) continue;
    await output.object(each);
    await output.line(`${each.state.padEnd(7)} ${each.name}: ${visible(each.evidence)}`);
  }
  return exitCodes.ok;
}

async function open({ engine }: CommandContext, word: string | undefined): Promise<number> {
  const kind = vpnKind.safeParse(word);
  if (!kind.success) throw new UsageError(`vpn open takes one of ${vpnKind.options.join(', ')}.`);
  await engine().vpn.open(kind.data);
  return exitCodes.ok;
}

async function tellServer({ engine, output }: CommandContext, server: string): Promise<number> {
  const { servers, vpn: room } = engine();
  const chosen = servers.resolve(server).vpn ?? null;
  const state = (await room.states()).find(({ kind }) => kind === chosen) ?? null;
  const learned = await room.learned(server);
  await output.object({ server, chosen: state, learned });
  if (state) await output.line(`chosen: ${state.name}, ${state.state}: ${visible(state.evidence)}`);
  if (learned) {
    const { tunnel, reached, failed, isUp } = learned;
    await output.line(
      `learned: answered ${reached} times, always while ${visible(tunnel)} was up, and never without (${failed}); it is ${isUp ? 'up' : 'down'} now`,
    );
  }
  if (!state && !learned) await output.line('nothing is known of a VPN for it');
  return exitCodes.ok;
}
