/** `labmate keys`: the keys of this computer, and where they let their owner in. */
import { existsSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { basename, resolve } from 'node:path';
import type { KeyEntry } from '../../../preload/contract/keys';
import type { Command, CommandContext } from '../command';
import { exitCodes, UsageError } from '../exit-codes';
import { table } from '../output';

export const keys: Command = {
  name: 'keys',
  usage:
    '[options] list | generate | import <ppk> | install <key> <server> | revoke <key> <server>',
  summary: 'make, import, install and revoke SSH keys',
  description: `
list                     the private keys of the ssh folder: kind, fingerprint, what is wrong with them
generate                 make a key pair (ed25519, or RSA with 4096 bits); asks for a passphrase
import <ppk>             write a PuTTY key in OpenSSH's format, under the passphrase that it has
install <key> <server>   let the key in at a server over the way in that there is, prove it by a
                         sign-in with it alone, and name it for the server in the ssh config
revoke <key> <server>    take the key out of the server's authorized_keys

<key> is the name of a file in the ssh folder, or its path. No file is ever written over.`,
  options: [
    {
      name: 'name',
      value: 'file',
      help: 'generate, import: name of the new file in the ssh folder',
    },
    { name: 'type', value: 'ed25519|rsa', help: 'generate: the kind of key (ed25519 unless told)' },
    { name: 'comment', value: 'text', help: 'generate: the comment (user@computer unless told)' },
    { name: 'no-passphrase', help: 'generate: leave the file unprotected, and do not ask' },
    { name: 'no-config', help: 'install: leave the ssh config as it is' },
  ],
  async run(context, { switches, values, words }) {
    const [verb, ...rest] = words;
    const take = (count: number): string[] => {
      if (rest.length === count) return rest;
      throw new UsageError(`keys ${verb} takes ${count === 0 ? 'no words' : `${count} more`}.`);
    };
    switch (verb) {
      case 'list':
        take(0);
        return list(context);
      case 'generate':
        take(0);
        return generate(context, values, switches.has('no-passphrase'));
      case 'import':
        return importPutty(context, take(1)[0] ?? '', values.get('name'));
      case 'install': {
        const [key = '', server = ''] = take(2);
        return install(context, key, server, !switches.has('no-config'));
      }
      case 'revoke': {
        const [key = '', server = ''] = take(2);
        return revoke(context, key, server);
      }
      default:
        throw new UsageError('keys wants list, generate, import, install or revoke.');
    }
  },
};

/** `ssh-ed25519` as people say it. */
const kindOf = ({ type, bits }: KeyEntry) =>
  type === null ? 'hidden' : `${type.replace(/^ssh-|-sha2-nistp\d+$/g, '')} ${bits ?? ''}`.trim();

async function list({ engine, output }: CommandContext): Promise<number> {
  const { folder, keys: found } = await engine().keys.list();
  for (const key of found) await output.object({ ...key });
  const rows = found.map((key) => [
    key.path,
    kindOf(key),
    key.fingerprint ?? '',
    key.encrypted ? 'passphrase' : '',
    key.comment,
  ]);
  for (const row of table(rows)) await output.line(row);
  for (const { path, warnings, installed } of found) {
    for (const { text } of warnings) output.note(`${path}: ${text}`);
    if (installed.length === 0) continue;
    const servers = installed.map(({ server }) => server).join(', ');
    await output.line(`${path}: installed on ${servers}`);
  }
  if (found.length === 0)
    output.note(`There are no keys in ${folder}. "labmate keys generate" makes one.`);
  return exitCodes.ok;
}

async function generate(
  { engine, output, signal, newPassphrase }: CommandContext,
  values: ReadonlyMap<string, string>,
  unprotected: boolean,
): Promise<number> {
  const type = values.get('type') ?? 'ed25519';
  if (type !== 'ed25519' && type !== 'rsa') throw new UsageError('--type is ed25519 or rsa.');
  const name = values.get('name') ?? `id_${type}`;
  const comment = values.get('comment') ?? `${userInfo().username}@${hostname()}`;
  const passphrase = unprotected ? '' : await newPassphrase(name);
  const key = await engine().keys.generate({ name, type, comment, passphrase }, signal);
  await tellMade(output, key);
  return exitCodes.ok;
}

async function importPutty(
  { engine, output, signal }: CommandContext,
  source: string,
  wanted: string | undefined,
): Promise<number> {
  const fallback = basename(source)
    .replace(/\.ppk$/i, '')
    .replace(/[^A-Za-z0-9_.-]+/g, '_');
  const key = await engine().keys.importPutty(resolve(source), wanted ?? fallback, signal);
  await tellMade(output, key);
  return exitCodes.ok;
}

async function tellMade(output: CommandContext['output'], key: KeyEntry): Promise<void> {
  await output.object({ ...key });
  await output.line(`${key.path}  ${kindOf(key)}  ${key.fingerprint ?? ''}`);
  for (const { text } of key.warnings) output.note(`${key.path}: ${text}`);
}

/** A path is told from a name by its slash; both must be of the ssh folder. */
const keyWord = (word: string) => (/[\\/]/.test(word) && existsSync(word) ? resolve(word) : word);

async function install(
  { engine, output, signal }: CommandContext,
  key: string,
  server: string,
  use: boolean,
): Promise<number> {
  let told = 0;
  const done = await engine().keys.install(keyWord(key), server, {
    ...{ use, signal },
    emit(steps) {
      for (const { label, found, status } of steps.slice(told)) {
        if (status === 'running') {
          output.progress(`${label}…`);
          break;
        }
        output.note(`${label}: ${status === 'failed' ? 'failed' : found}`);
        told += 1;
      }
    },
  });
  await output.object({ server, key, ...done });
  if (done.configLine === null) await output.line(`${server} lets ${key} in.`);
  else
    await output.line(`${server} lets ${key} in. For ssh, add “${done.configLine}” to its block.`);
  return exitCodes.ok;
}

async function revoke(
  { engine, output, signal }: CommandContext,
  key: string,
  server: string,
): Promise<number> {
  const done = await engine().keys.revoke(keyWord(key), server, signal);
  await output.object({ server, key, ...done });
  const { removed, left } = done;
  const what = removed === 0 ? 'It was not there' : `${removed} removed`;
  await output.line(`${server}: ${what}; ${left} ${left === 1 ? 'key is' : 'keys are'} let in.`);
  return exitCodes.ok;
}
