/** What the ssh config says about a server that a connection alone does not use: forwards, and what we pass over. */
import type { ConfigNotes } from '../../../preload/contract/servers';
import { evaluate } from './config/evaluate';
import { type ConfigForward, type ForwardKind, forwardText, readForward } from './config/forwards';
import { parseName } from './config/names';
import type { ReadConfig } from './read-servers';
import { resolve } from './resolve';

/** A config may name thousands; nobody reads them. */
const MOST = 50;

/** @throws ProblemError as `resolve` does */
export function configNotes(config: ReadConfig, name: string): ConfigNotes {
  const { unsupported } = resolve(config, name);
  const typed = parseName(name);
  const values = evaluate(config.trees, {
    host: typed?.host ?? name,
    user: typed?.user,
    localUser: config.around.localUser,
    around: config.around,
    execs: config.execs,
  });
  const read = (kind: ForwardKind): ConfigForward[] =>
    values.all(`${kind}forward`).flatMap((text) => readForward(kind, text.split(' ')) ?? []);
  const locals = read('local');
  const forwards = locals.flatMap(({ listen, to }) =>
    listen.kind === 'tcp' && to?.kind === 'tcp'
      ? [{ localPort: listen.port, host: to.host ?? '127.0.0.1', port: to.port }]
      : [],
  );
  const dynamic = read('dynamic');
  const socks = dynamic.flatMap(({ listen }) => (listen.kind === 'tcp' ? [listen.port] : []));
  const sockets = locals.filter(({ listen, to }) => listen.kind === 'unix' || to?.kind === 'unix');
  const left = [
    ...sockets.map((each) => `LocalForward ${forwardText(each)}`),
    ...dynamic
      .filter(({ listen }) => listen.kind !== 'tcp')
      .map((each) => `DynamicForward ${forwardText(each)}`),
    ...read('remote').map((each) => `RemoteForward ${forwardText(each)}`),
  ];
  const unique = new Map(forwards.map((each) => [JSON.stringify(each), each]));
  return {
    forwards: [...unique.values()].slice(0, MOST),
    socks: [...new Set(socks)].slice(0, MOST),
    left: [...new Set(left)].slice(0, MOST),
    // Forwards stand above, where they can be opened.
    notFollowed: unsupported.filter((keyword) => !/^(local|remote|dynamic)forward$/i.test(keyword)),
  };
}
