/** SFTP status codes turned into problems: the pure function behind every failed file request. */
import { type Problem, ProblemError, problem } from '../kit/outcome';
import { printable } from '../kit/printable';

/** draft-ietf-secsh-filexfer-02, section 7. */
const NO_SUCH_FILE = 2;
const PERMISSION_DENIED = 3;
const NO_CONNECTION = 6;
const CONNECTION_LOST = 7;
const UNSUPPORTED = 8;

/** Our own code, beside the server's: a folder whose list does not end. */
export const ENDLESS_LIST = -1;

export interface SftpFacts {
  server: string;
  /** What was attempted, as in "could not … path": `open`, `read`, `rename`. */
  doing: string;
  path: string;
  /** Status code of the server, or null when no answer came. */
  code: number | null;
  said: string;
}

export function sftpProblem(facts: SftpFacts): Problem {
  const path = printable(facts.path, 300);
  const said = printable(facts.said, 300);
  const detail = `${facts.doing}: ${said} (SFTP status ${facts.code ?? 'none'})`;
  const about = { facts: { ...facts, said }, detail };
  switch (facts.code) {
    case NO_SUCH_FILE:
      return problem('sftp/no-such-file', `${path} does not exist on ${facts.server}.`, {
        why: 'It was moved or deleted, or the folder above it does not exist.',
        next: ['Refresh the folder and check the path.'],
        ...about,
      });
    case PERMISSION_DENIED:
      return problem(
        'sftp/permission-denied',
        `You may not ${facts.doing} ${path} on ${facts.server}.`,
        {
          why: 'The permissions of the file or of a folder above it do not allow it.',
          next: ['Choose a folder of your own, or ask the owner for access.'],
          ...about,
        },
      );
    case UNSUPPORTED:
      return problem('sftp/unsupported', `${facts.server} cannot ${facts.doing} over SFTP.`, {
        why: 'Its SFTP server does not have this request.',
        next: [],
        ...about,
      });
    case null:
    case NO_CONNECTION:
    case CONNECTION_LOST:
      return problem(
        'sftp/lost',
        `The file channel to ${facts.server} closed before it could ${facts.doing} ${path}.`,
        { next: [{ label: 'Try again', action: { kind: 'retry' } }], ...about },
      );
    case ENDLESS_LIST:
      return problem('sftp/endless-list', `The list of ${path} on ${facts.server} does not end.`, {
        why: 'The server goes on naming files; no real folder has so many. It may be broken.',
        next: ['Look at the folder in a terminal, and tell the administrator.'],
        ...about,
      });
    default:
      return problem('sftp/failure', `${facts.server} could not ${facts.doing} ${path}.`, {
        why: 'The server gives no reason (SFTP says only "Failure"). Usual ones: the disk or the quota is full, the name exists already, or the folder is not empty.',
        next: ['Check free space and quota, and whether the name exists.'],
        ...about,
      });
  }
}

export function sftpError(facts: SftpFacts, cause?: unknown): ProblemError {
  return new ProblemError(sftpProblem(facts), { cause });
}
