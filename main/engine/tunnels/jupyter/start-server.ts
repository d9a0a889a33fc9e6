/**
 * Starts a Jupyter server that outlives the connection: in tmux where there is one, bound to a unix
 * socket in a folder of the user alone. The token is made here and travels on standard input.
 */
import { randomBytes } from 'node:crypto';
import type { Link } from '../../connections';
import { cancelled, ProblemError, throwIfCancelled } from '../../kit/outcome';
import { pause } from '../../kit/pause';
import { tunnelError } from '../words';
import { type ErrandLine, type ErrandScript, runErrand, textOf, textsOf } from './errand';
import { type Probe, probe } from './probe';
import { type RunningServer, runningServers } from './running-servers';

/** conda on a busy network disk takes its time. */
const patienceMs = 90_000;
const pollMs = 700;

export interface StartContext {
  readonly link: Link;
  readonly script: ErrandScript;
  readonly signal: AbortSignal;
}

/** What the errand `prepare` found. */
export interface Prepared {
  readonly path: string;
  readonly program: { readonly kind: 'lab' | 'notebook'; readonly file: string } | undefined;
  /** There is a bare `jupyter` command, which alone opens no notebook. */
  readonly hasOtherTools: boolean;
  /** Where this user's runtime files are, if the login shell says so. */
  readonly runtimeFolder: string;
}

export async function prepare({ link, script, signal }: StartContext): Promise<Prepared> {
  const lines = await runErrand(link, script, ['prepare'], { signal, timeoutMs: 60_000 });
  const programs = textsOf(lines, 'program').map((text) => {
    const space = text.indexOf(' ');
    const kind: 'lab' | 'notebook' = text.startsWith('lab ') ? 'lab' : 'notebook';
    return { kind, file: text.slice(space + 1) };
  });
  const data = textOf(lines, 'JUPYTER_DATA_DIR');
  return {
    path: textOf(lines, 'path') ?? '/usr/local/bin:/usr/bin:/bin',
    program: programs.find((it) => it.kind === 'lab') ?? programs[0],
    hasOtherTools: textOf(lines, 'jupyter') !== undefined,
    runtimeFolder: textOf(lines, 'JUPYTER_RUNTIME_DIR') || (data ? `${data}/runtime` : ''),
  };
}

export interface Started {
  readonly probe: Probe;
  /** It runs without tmux. */
  readonly withoutTmux: boolean;
}

/**
 * @throws ProblemError `tunnels/no-jupyter`, `tunnels/start-refused`, `tunnels/start-failed` (with
 *   the end of its log), `tunnels/start-timeout`, a problem of the connection, or the cancellation.
 */
export async function startServer(context: StartContext, prepared: Prepared): Promise<Started> {
  const { link, script, signal } = context;
  const { server } = link;
  const { program, path, hasOtherTools } = prepared;
  if (!program) throw tunnelError({ kind: 'no-jupyter', server, hasOtherTools });
  const token = randomBytes(24).toString('hex');
  const lines = await runErrand(
    link,
    script,
    ['start', token, program.kind, program.file, path],
    // Once begun it has to be heard to the end, else nobody knows what to end: no signal.
    { signal: new AbortController().signal, timeoutMs: 60_000 },
  );
  const refused = textOf(lines, 'error');
  const state = textOf(lines, 'state');
  if (refused !== undefined || state === undefined) {
    throw tunnelError({ kind: 'start-refused', server, detail: refused ?? 'It did not answer.' });
  }
  try {
    const ready = await untilReady(context, { state, token, program: program.file, prepared });
    await runErrand(link, script, ['settle', state], { signal });
    return { probe: ready, withoutTmux: textOf(lines, 'tmux') === undefined };
  } catch (error) {
    if (link.alive) await discard(context, state);
    throw error;
  }
}

async function untilReady(
  context: StartContext,
  start: { state: string; token: string; program: string; prepared: Prepared },
): Promise<Probe> {
  const { link, script, signal } = context;
  const { server } = link;
  const { state, token, program, prepared } = start;
  const deadline = Date.now() + patienceMs;
  for (;;) {
    throwIfCancelled(signal);
    const lines = await runErrand(link, script, ['find', prepared.runtimeFolder, state], {
      signal,
    });
    const exit = textOf(lines, 'ended');
    // The log of a Jupyter prints addresses with the token.
    const log = textsOf(lines, 'log').join('\n').replaceAll(token, '…');
    if (exit !== undefined) throw tunnelError({ kind: 'start-failed', server, program, exit, log });
    const found = ofState(lines, state, token);
    const health = found && (await probe(link, found, signal));
    if (health?.health === 'ready') return health;
    if (Date.now() > deadline) {
      throw tunnelError({ kind: 'start-timeout', server, seconds: patienceMs / 1000, log });
    }
    await pause(pollMs, signal);
    if (signal.aborted) throw new ProblemError(cancelled);
  }
}

/** Ours is the one whose command line names our configuration; it must have our token. */
function ofState(
  lines: readonly ErrandLine[],
  state: string,
  token: string,
): RunningServer | undefined {
  return runningServers(lines).find(
    (it) => it.command.includes(`--config=${state}/config.py`) && it.token === token,
  );
}

/** Ends what was begun. Best effort: the reason why is told, not this. */
async function discard({ link, script }: StartContext, state: string): Promise<void> {
  const signal = AbortSignal.timeout(15_000);
  await runErrand(link, script, ['discard', state], { signal }).catch(() => {});
}
