/** `labmate import`: servers that PuTTY, KiTTY, WinSCP and MobaXterm know. */
import type { FoundSession, ImportSource } from '../../../preload/contract/servers';
import type { Command, CommandContext } from '../command';
import { exitCodes } from '../exit-codes';
import { showProblem } from '../show-problem';

export const importSessions: Command = {
  name: 'import',
  usage: '[options] [file…]',
  summary: 'take over the servers of PuTTY, KiTTY, WinSCP and MobaXterm',
  description: `
Shows what these programs keep in their usual places, or what the given files hold: registry exports
(.reg, in UTF-16 too), WinSCP.ini, MobaXterm.ini, .mxtsessions, session files of PuTTY. For each
session it says what would be saved and what not. Nothing is saved without --take; with it, all that
can be taken and is not there already. Passwords and commands are never taken.`,
  options: [{ name: 'take', help: 'save what is new' }],
  async run(context, { words, switches }) {
    const { imports } = context.engine().servers;
    const sources: ImportSource[] = [];
    if (words.length === 0) sources.push(...(await imports.find()));
    for (const file of words) sources.push(...(await imports.read(file)));
    for (const source of sources) await tell(context, source);
    if (sources.length === 0) context.output.note('Nothing was found in the usual places.');
    if (!switches.has('take')) return exitCodes.ok;
    const wanted = sources.flatMap(({ sessions }) =>
      sessions.flatMap(({ draft, group, already }) =>
        draft && already === null ? [{ draft, group }] : [],
      ),
    );
    const { saved, failed } = await imports.take(wanted);
    context.output.note(`${saved.length} saved, ${failed.length} failed.`);
    for (const { problem } of failed) showProblem(context.output, context.explain(problem));
    return failed.length > 0 ? exitCodes.partial : exitCodes.ok;
  },
};

async function tell({ output }: CommandContext, { program, where, sessions }: ImportSource) {
  await output.line(`${program}, ${where}`);
  for (const session of sessions) {
    const { draft, ...rest } = session;
    await output.object({ program, where, ...rest, draft });
    await output.line(`  ${session.title}: ${offered(session)}`);
    if (session.note !== null) await output.line(`    ${session.note}`);
    if (session.left.length > 0) await output.line(`    not taken: ${session.left.join('; ')}`);
  }
}

function offered({ draft, group, refused, already }: FoundSession): string {
  if (!draft) return `left out. ${refused ?? ''}`;
  const { name, host, port, user, identityFile, proxyJump } = draft;
  return [
    `${name} = ${user === '' ? '' : `${user}@`}${host}${port === 22 ? '' : ` port ${port}`}`,
    ...(proxyJump === '' ? [] : [`through ${proxyJump}`]),
    ...(identityFile === '' ? [] : [`key ${identityFile}`]),
    ...(group === null ? [] : [`group ${group}`]),
    ...(already === null ? [] : [`already there as ${already}`]),
  ].join(', ');
}
