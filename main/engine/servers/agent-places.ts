/** Where the config says that ssh agents are: `IdentityAgent` and `ForwardAgent` (ssh_config(5)). */
import { isAbsolute, join } from 'node:path';
import { expandHome, expandVariables, type Surroundings } from './config/expand';

type Expand = (text: string) => string;

/** True for `$NAME`, which is a variable that holds the socket's path; `${NAME}` is a part of a path. */
export function isAgentVariable(text: string): boolean {
  return variableOf(text) !== undefined;
}

function variableOf(text: string): string | undefined {
  return /^\$([A-Za-z_]\w*)$/.exec(text)?.[1];
}

/** Socket path, `none`, or null for the usual agent. */
export function identityAgent(
  text: string | undefined,
  around: Surroundings,
  expand: Expand,
): string | null {
  if (text === undefined || text === 'SSH_AUTH_SOCK') return null;
  if (text.toLowerCase() === 'none') return 'none';
  const variable = variableOf(text);
  if (variable !== undefined) return around.env[variable] || 'none';
  return socketPath(text, around, expand);
}

/** `yes` for the agent that is used, another one's socket path, or null for no forwarding. */
export function forwardedAgent(
  text: string | undefined,
  around: Surroundings,
  expand: Expand,
): string | null {
  const word = text?.toLowerCase();
  if (text === undefined || word === 'no' || word === 'false') return null;
  if (word === 'yes' || word === 'true') return 'yes';
  const variable = variableOf(text);
  if (variable !== undefined) return around.env[variable] || null;
  return socketPath(text, around, expand);
}

function socketPath(text: string, around: Surroundings, expand: Expand): string | null {
  const expanded = expandVariables(expand(text), around.env);
  return expanded === undefined ? null : absolute(expanded, around);
}

/** Relative paths count from the home folder, where ssh is usually started. */
export function absolute(text: string, around: Surroundings): string {
  const path = expandHome(text, around.home);
  return isAbsolute(path) ? path : join(around.home, path);
}
