/** The environment variables that the ssh config wants every session to have. Pure. */
import { matchesPattern } from '../kit/host-patterns';
import type { ResolvedServer } from '../servers/resolved';

/** ssh's own limit is the packet; a whole environment is not sent by a mistaken `SendEnv *`. */
const most = 100;

/** `SendEnv` picks from this computer's; `SetEnv` comes last and wins, as in ssh. */
export function sessionVariables(
  server: Pick<ResolvedServer, 'sendEnv' | 'setEnv'>,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const sent = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && server.sendEnv.some((pattern) => matchesPattern(name, pattern))
      ? [[name, value] as const]
      : [],
  );
  return Object.fromEntries([...sent.slice(0, most), ...server.setEnv]);
}
