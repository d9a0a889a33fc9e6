/** What the form of a server starts from. */
import type { ServerDraft } from '../../../../preload/contract/servers';
import { evaluate } from '../config/evaluate';
import { parseName } from '../config/names';
import type { ReadConfig } from '../read-servers';
import { resolve } from '../resolve';

/**
 * The values as the config writes them (`~/.ssh/id_x`, not the expanded path), because they go
 * back into a config. For a typed name: what was typed.
 * @throws ProblemError if the name cannot be resolved
 */
export function draftOf(config: ReadConfig, name: string): ServerDraft {
  const server = resolve(config, name);
  const typed = parseName(name);
  const values = evaluate(config.trees, {
    host: typed?.host ?? name,
    user: typed?.user,
    localUser: config.around.localUser,
    around: config.around,
  });
  return {
    name: config.named.some((entry) => entry.name === name) ? name : suggestedName(server.host),
    host: server.host,
    port: server.port,
    user: values.first('user') ?? '',
    identityFile: values.first('identityfile') ?? '',
    proxyJump: values.first('proxyjump') ?? '',
  };
}

/** `gpu1` of `gpu1.lab.example.edu`; an address stays whole, with dashes for colons. */
function suggestedName(host: string): string {
  if (/^[\d.]+$/.test(host)) return host;
  return host.includes(':') ? host.replace(/[^\w.]+/g, '-') : (host.split('.')[0] ?? host);
}
