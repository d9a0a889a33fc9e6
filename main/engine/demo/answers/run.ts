/** Answers what is run on a demo computer without a terminal: Labmate's scripts, and a few commands. */
import type { ServerChannel } from 'ssh2';
import type { Machine } from '../machine';
import { runLine } from '../shell/commands';
import { healthAnswer } from './health';
import { placeAnswer } from './place';
import {
  maxScriptBytes,
  type Recognised,
  recogniseSampler,
  recogniseScript,
  type ScriptName,
} from './recognise';
import { serveSampler } from './sampler';

/** A command line as `ssh host command` gives it. */
export function serveCommand(channel: ServerChannel, machine: Machine, command: string): void {
  if (command === 'exec /bin/sh -s') serveScript(channel, machine);
  else serveLine(channel, machine, command);
}

function serveLine(channel: ServerChannel, machine: Machine, command: string): void {
  const { output, errors, code } = runLine(
    machine,
    { folder: machine.tree.home, columns: 80 },
    command,
  );
  // Input of no use to any command here.
  channel.resume();
  if (errors) channel.stderr.write(errors);
  finish(channel, code, output);
}

function serveScript(channel: ServerChannel, machine: Machine): void {
  let input = Buffer.alloc(0);
  const take = (chunk: Buffer) => {
    input = Buffer.concat([input, chunk]);
    const found = recogniseSampler(input, machine.scripts);
    if (found?.kind === 'sampler') {
      stop();
      const { computer, clock } = machine;
      serveSampler(channel, { tag: found.tag, first: found.rest, computer, clock });
      channel.once('end', () => finish(channel, 0));
    } else if (input.length > maxScriptBytes) {
      stop();
      refuse(channel);
    }
  };
  const end = () => {
    stop();
    // A visitor that is gone ends both ways at once.
    if (!channel.writable) return;
    const found = recogniseScript(input, machine.scripts);
    if (found?.kind === 'script') answer(channel, machine, found);
    else refuse(channel);
  };
  const stop = () => {
    channel.removeListener('data', take);
    channel.removeListener('end', end);
  };
  channel.on('data', take);
  channel.once('end', end);
}

function answer(
  channel: ServerChannel,
  machine: Machine,
  found: Extract<Recognised, { kind: 'script' }>,
): void {
  const { script, args, nonce } = found;
  channel.write(`${nonce}\n`);
  channel.stderr.write(`${nonce}\n`);
  const output = outputOf(machine, script, args);
  if (output === undefined) refuse(channel);
  else finish(channel, 0, output);
}

/** Undefined for what is not part of the demo. */
function outputOf(
  machine: Machine,
  script: ScriptName | 'unknown',
  args: readonly string[],
): string | undefined {
  const linesOf = (lines: readonly string[] | undefined) =>
    lines?.map((line) => `${line}\n`).join('');
  if (script === 'doctor') return '/bin/bash';
  if (script === 'jupyter.sh') return linesOf(machine.jupyter.run(args));
  if (script === 'health.sh') return linesOf(healthAnswer(machine, args));
  if (script === 'place.sh') return linesOf(placeAnswer(machine, args));
  return undefined;
}

function refuse(channel: ServerChannel): void {
  channel.stderr.write('This script is not part of the demo: the demo lab runs no programs.\n');
  channel.resume();
  finish(channel, 127);
}

function finish(channel: ServerChannel, code: number, output = ''): void {
  if (output) channel.write(output);
  channel.exit(code);
  channel.end();
}
