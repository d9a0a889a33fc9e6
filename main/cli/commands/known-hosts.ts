/** `labmate known-hosts`: the keys by which a server is known, and forgetting them. */
import type { KnownOf } from '../../engine/connections';
import { cancelled, problemOf } from '../../engine/kit/outcome';
import type { Command, CommandContext } from '../command';
import { exitCodes, UsageError } from '../exit-codes';
import { visible } from '../output';
import { parseServer } from '../place';

export const knownHosts: Command = {
  name: 'known-hosts',
  usage: '[options] show|remove <server>',
  summary: 'show or remove the keys by which a server is known',
  description: `
"show" prints the lines of known_hosts that keep the server's key. "remove" asks on the terminal,
naming file, line and fingerprint of each line of your own files, and removes them; every other byte
stays. The next connection then asks as at the first time. Do it only when somebody you trust told
you that the key was changed. Nothing is connected. Exit code 1 when nothing was removed.`,
  options: [],
  async run(context, { words }) {
    const [verb, name, ...more] = words;
    if ((verb !== 'show' && verb !== 'remove') || more.length > 0) {
      throw new UsageError('Say known-hosts show <server>, or known-hosts remove <server>.');
    }
    const server = parseServer(name);
    return verb === 'show' ? show(context, server) : remove(context, server);
  },
};

async function show({ engine, output }: CommandContext, server: string): Promise<number> {
  const { host, own, system } = await engine().connections.knownHostKeys(server);
  const rows = [...own.map((line) => ({ ...line, own: true })), ...owned(system)];
  for (const { file, line, keyType, fingerprint, own: mine } of rows) {
    await output.object({ host, file, line, keyType, fingerprint, own: mine });
    const whose = mine ? '' : " (the system's)";
    await output.line(`${visible(file)}:${line}${whose} ${keyType} ${fingerprint}`);
  }
  if (rows.length === 0) output.note(`No key of ${visible(host)} is known.`);
  return exitCodes.ok;
}

const owned = (lines: KnownOf['system']) => lines.map((line) => ({ ...line, own: false }));

async function remove(context: CommandContext, server: string): Promise<number> {
  const { engine, output, signal } = context;
  try {
    const removed = await engine().connections.forgetHostKey(server, signal);
    for (const { file, line, keyType, fingerprint } of removed) {
      await output.object({ removed: { file, line, keyType, fingerprint } });
      await output.line(`removed ${visible(file)}:${line} ${keyType} ${fingerprint}`);
    }
    return exitCodes.ok;
  } catch (error) {
    const answered = problemOf(error)?.tag === cancelled.tag && !signal.aborted;
    // Where there was no terminal to ask on, that is what is told.
    if (!answered || context.explain(cancelled) !== cancelled) throw error;
    output.note('Nothing was removed.');
    return exitCodes.problem;
  }
}
