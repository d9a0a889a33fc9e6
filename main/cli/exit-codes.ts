/** The exit codes of `labmate`, as docs/cli.md promises them. */
export const exitCodes = {
  ok: 0,
  /** A problem, told on stderr. */
  problem: 1,
  /** The command line itself was wrong. */
  usage: 2,
  /** Some files or servers failed, the others are done. */
  partial: 3,
  /** Ctrl-C: 128 + SIGINT. */
  interrupted: 130,
  /** The reader of stdout went away: 128 + SIGPIPE, as any Unix tool. */
  brokenPipe: 141,
  terminated: 143,
  /** `exec` only: there was no remote command to get a code from (as ssh). */
  connection: 255,
} as const;

/** A command line that cannot be understood; `message` is one sentence. */
export class UsageError extends Error {}
