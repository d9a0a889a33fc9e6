/** From facts about tunnels and Jupyter to the sentences that a person reads. */
import { type NextStep, type Problem, ProblemError, problem } from '../kit/outcome';

export type TunnelFacts =
  | { kind: 'port-taken'; port: number }
  | { kind: 'port-forbidden'; port: number }
  | { kind: 'listen-failed'; port: number; code: string }
  | { kind: 'unknown'; id: string }
  | { kind: 'not-open'; server: string }
  | { kind: 'no-page'; server: string }
  | { kind: 'no-jupyter'; server: string; hasOtherTools: boolean }
  | { kind: 'start-failed'; server: string; program: string; exit: string; log: string }
  | { kind: 'start-refused'; server: string; detail: string }
  | { kind: 'start-timeout'; server: string; seconds: number; log: string }
  | { kind: 'jupyter-gone'; server: string; rootDirectory: string }
  | { kind: 'not-jupyter'; id: string }
  | { kind: 'stop-failed'; server: string };

const again: NextStep = { label: 'Try again', action: { kind: 'retry' } };

/** The one function from facts to the user's sentence. */
export function tunnelProblem(facts: TunnelFacts): Problem {
  const tag = `tunnels/${facts.kind}`;
  switch (facts.kind) {
    case 'port-taken':
      return problem(tag, `Port ${facts.port} of this computer is in use by another program.`, {
        next: [
          'Choose another local port, or 0 to let Labmate choose.',
          'End the program that uses it (often an older tunnel in a terminal).',
        ],
        facts,
      });
    case 'port-forbidden':
      return problem(tag, `This computer does not let you use port ${facts.port}.`, {
        why: 'Ports below 1024 are reserved for the system.',
        next: ['Choose a local port above 1023, or 0 to let Labmate choose.'],
        facts,
      });
    case 'listen-failed':
      return problem(tag, `Port ${facts.port} of this computer could not be opened.`, {
        next: [again],
        facts,
        detail: facts.code,
      });
    case 'unknown':
      return problem(tag, 'This tunnel is closed already.', { next: [], facts });
    case 'not-open':
      return problem(tag, `The tunnel to ${facts.server} is not open.`, { next: [again], facts });
    case 'no-page':
      return problem(tag, 'A SOCKS proxy is no page.', {
        next: ['Enter its address in the settings of the program that shall use it.'],
        facts,
      });
    case 'not-jupyter':
      return problem(tag, 'This tunnel does not lead to a Jupyter server.', { next: [], facts });
    default:
      return jupyterProblem(tag, facts);
  }
}

export function tunnelError(facts: TunnelFacts): ProblemError {
  return new ProblemError(tunnelProblem(facts));
}

type JupyterFacts = Extract<TunnelFacts, { server: string }>;

function jupyterProblem(
  tag: string,
  facts: Exclude<JupyterFacts, { kind: 'not-open' | 'no-page' }>,
): Problem {
  const { server } = facts;
  switch (facts.kind) {
    case 'no-jupyter':
      return problem(tag, `There is no JupyterLab for you on ${server}.`, {
        why: facts.hasOtherTools
          ? 'A jupyter command is there, but neither jupyter-lab nor jupyter-notebook beside it.'
          : 'It was looked for in the PATH of your login shell, in ~/.local/bin, and in the usual places of conda and of virtual environments.',
        next: [
          'Install it on the server: “pip install --user jupyterlab”, or “conda install jupyterlab”.',
          'If it is in an environment of its own, add that environment to PATH in ~/.profile.',
          again,
        ],
        facts: { server },
      });
    case 'start-failed':
      return problem(tag, `JupyterLab did not start on ${server}.`, {
        why: whyFailed(facts.log, facts.exit),
        next: ['Read the end of its log below.', again],
        facts: { server, program: facts.program, exit: facts.exit },
        detail: facts.log,
      });
    case 'start-refused':
      return problem(tag, `JupyterLab could not be started on ${server}.`, {
        why: facts.detail,
        next: ['Check the free space and the quota of your home folder there.', again],
        facts: { server },
      });
    case 'start-timeout':
      return problem(
        tag,
        `JupyterLab on ${server} was not ready within ${facts.seconds} seconds.`,
        {
          why: 'The server or its disks may be very busy. The attempt was ended.',
          next: [again],
          facts: { server, seconds: facts.seconds },
          detail: facts.log,
        },
      );
    case 'jupyter-gone':
      return problem(tag, `The Jupyter server on ${server} has ended.`, {
        why: 'It was stopped, crashed, or the server was restarted. Notebooks that were saved are still there.',
        next: [{ label: 'Open Jupyter again', action: { kind: 'retry' } }],
        facts: { server, rootDirectory: facts.rootDirectory },
      });
    case 'stop-failed':
      return problem(tag, `The Jupyter server on ${server} does not end.`, {
        next: ['Open a terminal there and end it by hand.', again],
        facts: { server },
      });
  }
}

function whyFailed(log: string, exit: string): string {
  if (/No space left on device|Disk quota exceeded/i.test(log)) {
    return 'Your disk or quota on the server is full.';
  }
  if (/ModuleNotFoundError|ImportError/.test(log)) {
    return 'Its installation is incomplete: a Python module is missing.';
  }
  if (/Permission denied/i.test(log)) return 'It was not allowed to use one of its files.';
  return `It ended at once (exit code ${exit}).`;
}
