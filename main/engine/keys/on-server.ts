/** Puts a public key into a server's authorized_keys, or takes it out, by one script. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runScript } from '../connections/index';
import type { Link } from '../connections/link';
import type { Host } from '../host';
import { printable } from '../kit/printable';
import { keyError } from './words';

export interface OnServer {
  /** `loose`: folders that others may write, for which sshd refuses keys. */
  add(link: Link, line: string, blob: Buffer, signal: AbortSignal): Promise<Added>;
  remove(link: Link, blob: Buffer, signal: AbortSignal): Promise<{ removed: number; left: number }>;
}
export interface Added {
  added: boolean;
  loose: string[];
}

type Answer = ReadonlyMap<string, string[]>;

export function createOnServer(host: Host): OnServer {
  const run = async (
    action: 'add' | 'remove',
    link: Link,
    key: { line: string; blob: Buffer },
    signal: AbortSignal,
  ): Promise<Answer> => {
    const script = await readFile(join(host.paths.resources, 'authorized-key.sh'), 'utf8');
    const once = async (follow: 'yes' | 'no') => {
      const args = [action, key.blob.toString('base64'), key.line, follow];
      const result = await runScript(link, script, { args, signal });
      return { ...parse(result.stdout.toString('utf8')), stderr: result.stderr };
    };
    let answer = await once('no');
    if (answer.fail?.why === 'symlink') {
      if (!(await mayFollow(host, link.server, answer.fail.detail, signal)))
        throw keyError({ kind: 'link-refused', server: link.server, link: answer.fail.detail });
      answer = await once('yes');
    }
    if (answer.fail) throw serverFault(link.server, answer.fail);
    if (!answer.done) {
      const detail = printable(answer.stderr, 500);
      throw keyError({ kind: 'server-garbled', server: link.server, detail });
    }
    return answer.said;
  };
  return {
    async add(link, line, blob, signal) {
      const said = await run('add', link, { line, blob }, signal);
      return { added: said.get('state')?.[0] === 'added', loose: said.get('loose') ?? [] };
    },
    async remove(link, blob, signal) {
      const said = await run('remove', link, { line: '', blob }, signal);
      const number = (name: string) => Number(said.get(name)?.[0] ?? 0) || 0;
      return { removed: number('removed'), left: number('left') };
    },
  };
}

interface Fail {
  why: string;
  detail: string;
}

/** Lines `word<TAB>value`, made printable; a server may say anything. */
function parse(text: string): { said: Answer; done: boolean; fail: Fail | undefined } {
  const said = new Map<string, string[]>();
  let fail: Fail | undefined;
  let done = false;
  for (const line of text.split('\n').slice(0, 100)) {
    const [word = '', ...values] = line.split('\t').map((part) => printable(part, 300));
    if (word === 'done') done = true;
    else if (word === 'fail') fail = { why: values[0] ?? '', detail: values[1] ?? '' };
    else if (word !== '') said.set(word, [...(said.get(word) ?? []), values[0] ?? '']);
  }
  return { said, done, fail };
}

async function mayFollow(
  host: Host,
  server: string,
  link: string,
  signal: AbortSignal,
): Promise<boolean> {
  const answer = await host.ask(
    {
      ...{ kind: 'confirm', server, danger: false, yes: 'Change its target' },
      title: `Change your authorized_keys on ${server} through a link?`,
      text: `It is a symbolic link: ${link}. The file that it leads to may be shared with other machines.`,
    },
    signal,
  );
  return answer.kind === 'yes';
}

function serverFault(server: string, { why, detail }: Fail) {
  if (why === 'no-home') return keyError({ kind: 'no-home', server, home: detail });
  if (why === 'disk-full') return keyError({ kind: 'server-full', server, what: detail });
  if (why === 'cannot-write')
    return keyError({ kind: 'server-cannot-write', server, what: detail });
  return keyError({ kind: 'server-garbled', server, detail: `${why} ${detail}` });
}
