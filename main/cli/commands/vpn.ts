/** `labmate vpn`: which VPNs are up, what a server needs, and openfortivpn started from here. */
import { type VpnGateway, vpnGateway, vpnKind } from '../../../preload/contract/vpn';
import { type Problem, ProblemError, throwIfCancelled } from '../../engine/kit/outcome';
import type { ParsedArguments } from '../arguments';
import type { Command, CommandContext } from '../command';
import { exitCodes, UsageError } from '../exit-codes';
import { visible } from '../output';
import { parseServer } from '../place';

export const vpn: Command = {
  name: 'vpn',
  usage: '[options] [<server> | open <vpn> | up [<gateway>]]',
  summary: 'which VPNs are up here, and which one a server needs',
  description: `
Alone, it lists the VPNs that this computer knows and whether they are up, with what that is seen from.
With a server: the VPN that was chosen for it in the window, and what was learned from when it answered.
"open" opens the window of a VPN's program: ${vpnKind.options.filter((kind) => kind !== 'other' && kind !== 'openfortivpn').join(', ')}.
"up" starts openfortivpn, asks for the password and the one-time code, says how far it is, and takes the
tunnel down at Ctrl-C. Without a gateway it is the last one.`,
  options: [
    { name: 'user', value: 'name', help: 'with up: the account at the gateway' },
    { name: 'realm', value: 'realm', help: 'with up: the realm of the account' },
    { name: 'browser', help: 'with up: sign in through the page of your organisation (SAML)' },
  ],
  async run(context, { words, values, switches }) {
    const [first, second, ...more] = words;
    if (more.length > 0) throw new UsageError('vpn takes a server, or open and a VPN.');
    if (first === 'up') return up(context, second, { values, switches });
    if (values.size > 0 || switches.has('browser')) {
      throw new UsageError('--user, --realm and --browser belong to up.');
    }
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
  if (kind.data === 'openfortivpn') {
    throw new UsageError('openfortivpn has no window: "labmate vpn up <gateway>" starts it.');
  }
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

/** Until Ctrl-C, or until the gateway ends it. */
async function up(
  { engine, output, signal }: CommandContext,
  word: string | undefined,
  options: Pick<ParsedArguments, 'values' | 'switches'>,
): Promise<number> {
  const { tunnel, gateways } = engine().vpn;
  const gateway = gatewayFrom((await gateways()).known, word, options);
  let told = 0;
  const tellSteps = tunnel.state.follow(({ steps }) => {
    for (const step of steps.slice(told)) output.note(visible(step));
    told = steps.length;
  });
  try {
    await tunnel.start(gateway, signal);
    await output.object({ gateway: gateway.address, state: 'up' });
    await output.line(`The VPN to ${gateway.address} is up; Ctrl-C takes it down.`);
    const problem = await new Promise<Problem | null>((resolve) => {
      const stop = tunnel.state.follow((state) => {
        if (state.phase === 'off') resolve(state.problem);
      });
      signal.addEventListener('abort', () => {
        stop();
        void tunnel.stop().then(() => resolve(null));
      });
    });
    throwIfCancelled(signal);
    if (problem) throw new ProblemError(problem);
    return exitCodes.ok;
  } finally {
    tellSteps();
    await tunnel.stop();
  }
}

/** What was typed, and where nothing was, what is known of the gateway. @throws UsageError */
function gatewayFrom(
  known: readonly VpnGateway[],
  word: string | undefined,
  { values, switches }: Pick<ParsedArguments, 'values' | 'switches'>,
): VpnGateway {
  const address = word === undefined || /:\d+$/.test(word) ? word : `${word}:443`;
  const before = address === undefined ? known[0] : known.find((each) => each.address === address);
  const found = vpnGateway.safeParse({
    address: address ?? before?.address ?? '',
    user: values.get('user') ?? before?.user ?? '',
    realm: values.get('realm') ?? before?.realm ?? '',
    browser: switches.has('browser') || (before?.browser ?? false),
  });
  if (!found.success) throw new UsageError('vpn up takes a gateway, as vpn.lab.edu:443.');
  if (found.data.user === '' && !found.data.browser) {
    throw new UsageError('vpn up needs --user: the account at the gateway.');
  }
  return found.data;
}
