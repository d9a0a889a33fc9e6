/** From facts about a server's GPUs and shell to the sentences that a person reads. */
import { type Problem, problem } from '../kit/outcome';

export type MonitorFacts =
  | { kind: 'not-connected'; server: string }
  | { kind: 'driver-mismatch'; output: string; module?: string }
  | { kind: 'no-driver'; output: string; hasGpu: boolean }
  | { kind: 'no-library'; output: string }
  | { kind: 'gpu-lost'; output: string }
  | { kind: 'no-tool' }
  | { kind: 'tool-hangs'; seconds: number }
  | { kind: 'tool-failed'; code: number; output: string }
  | { kind: 'tool-garbled'; output: string }
  | { kind: 'no-shell'; server: string; seconds: number; output: string }
  | { kind: 'ended'; server: string; code: number | null; output: string };

const askAdmin = 'Tell the administrator of this server.';
const again = { label: 'Try again', action: { kind: 'retry' } } as const;

/** The one function from facts to the user's sentence. */
export function monitorProblem(facts: MonitorFacts): Problem {
  const tag = `monitor/${facts.kind}`;
  switch (facts.kind) {
    case 'not-connected':
      return problem(tag, `Labmate is not connected to ${facts.server}.`, {
        why: 'Its figures are read over a connection that is there; looking at them makes none.',
        next: ['Connect to it.'],
        facts: { server: facts.server },
      });
    case 'driver-mismatch':
      return mismatch(tag, facts);
    case 'no-driver':
      return problem(tag, 'The GPU driver of this server is not running.', {
        why: facts.hasGpu
          ? 'There is an NVIDIA GPU, but its kernel driver is not loaded; this happens after a kernel update.'
          : 'The NVIDIA tool is installed, but no kernel driver answers it.',
        next: [`${askAdmin} Loading the driver again (modprobe nvidia) or a reboot usually helps.`],
        facts: { hasGpu: facts.hasGpu },
        detail: facts.output,
      });
    case 'no-library':
      return problem(tag, 'The GPU driver of this server is installed only in part.', {
        why: 'nvidia-smi is there, but not the library that it needs (libnvidia-ml.so).',
        next: [`${askAdmin} The NVIDIA driver has to be installed again.`],
        detail: facts.output,
      });
    case 'gpu-lost':
      return problem(tag, 'A GPU of this server does not answer any more.', {
        why: 'It fell off the bus (a hardware or power fault), and the driver answers for none of them.',
        next: [`${askAdmin} The server needs a reboot.`],
        detail: facts.output,
      });
    case 'no-tool':
      return problem(tag, 'This server has an NVIDIA GPU, but nvidia-smi is not installed.', {
        why: 'Without it the GPU cannot be read, and most likely its driver is missing too.',
        next: [askAdmin],
      });
    case 'tool-hangs':
      return problem(tag, `nvidia-smi has not answered for ${facts.seconds} seconds.`, {
        why: 'The GPU driver hangs, often because a GPU is in a bad state. The other figures go on.',
        next: ['Wait a little: Labmate shows the GPUs as soon as it answers.', askAdmin],
        facts: { seconds: facts.seconds },
      });
    case 'tool-failed':
      return problem(tag, `nvidia-smi failed on this server (exit code ${facts.code}).`, {
        next: [askAdmin],
        facts: { code: facts.code },
        detail: facts.output,
      });
    case 'tool-garbled':
      return problem(tag, 'nvidia-smi answered something that Labmate does not understand.', {
        next: ['Report it with the detail below, so that this driver can be supported.'],
        detail: facts.output,
      });
    case 'no-shell':
      return problem(tag, `${facts.server} did not run the script that reads its figures.`, {
        why: `No answer came within ${facts.seconds} seconds. The account may be limited to certain commands, or a login script may be waiting or running something else.`,
        next: ['Open a terminal there and see what happens at sign-in.', again],
        facts: { server: facts.server },
        detail: facts.output,
      });
    case 'ended':
      return problem(tag, `The script that reads the figures of ${facts.server} ended.`, {
        why: 'Something on the server stopped it, for example a limit on processes or memory.',
        next: [again],
        facts: { server: facts.server, code: facts.code },
        detail: facts.output,
      });
  }
}

function mismatch(tag: string, facts: Extract<MonitorFacts, { kind: 'driver-mismatch' }>): Problem {
  const library = /NVML library version: (\S+)/.exec(facts.output)?.[1];
  const module = /Kernel Module\s+(\S+)/.exec(facts.module ?? '')?.[1];
  const versions = [
    module ? `the running driver is ${module}` : '',
    library ? `the installed one ${library}` : '',
  ].filter(Boolean);
  return problem(
    tag,
    'The GPU driver of this server was updated, but the old one is still running.',
    {
      why: `The kernel still runs another version than the installed tools${versions.length ? `: ${versions.join(', ')}` : ''}. Jobs that run go on; new ones fail.`,
      next: [`${askAdmin} A reboot (or reloading the driver) is needed.`],
      facts: { module: module ?? null, library: library ?? null },
      detail: facts.output,
    },
  );
}
