/** Names a key for a server: in our own file, or as one line in the person's own block for it. */
import { readFile } from 'node:fs/promises';
import { writeAtomically } from '../../kit/atomic-write';
import { LockTimeout, withFileLock } from '../../kit/file-lock';
import { asWritten } from '../../kit/home-path';
import { ProblemError } from '../../kit/outcome';
import { tokenize } from '../config/tokenize';
import { type ConfigPaths, readConfig } from '../read-servers';
import { cannotWrite, locked } from '../words';
import { draftOf } from './draft';
import { blocksOf } from './edit-blocks';
import { configWord } from './fields';
import { saveServer } from './save';

/** `where` names the file that was changed; null when the line is left to the person. */
export interface NamedKey {
  line: string;
  where: string | null;
}

/**
 * ssh tries keys in the order of the config, so the line goes to the top of the server's own block. A
 * block that several servers share, or that is not the person's, is left alone.
 * @throws ProblemError `servers/cannot-write`, `servers/locked`, `servers/bad-field`
 */
export async function nameKey(
  paths: ConfigPaths,
  name: string,
  identityFile: string,
): Promise<NamedKey> {
  const config = readConfig(paths);
  const server = config.named.find((one) => one.name === name);
  const line = `IdentityFile ${configWord(identityFile)}`;
  if (!server || server.label !== null || !config.sources.includes(server.place.file))
    return { line, where: null };
  if (server.origin === 'saved') {
    await saveServer(paths, { ...draftOf(config, name), identityFile }, name);
    return { line, where: asWritten(server.place.file) };
  }
  const { file } = server.place;
  if (!file.startsWith(paths.folder)) return { line, where: null };
  const done = await changed(file, (text) => withLine(text, server.place.line, name, line));
  return { line, where: done ? asWritten(file) : null };
}

async function changed(file: string, change: (text: string) => string | null): Promise<boolean> {
  try {
    return await withFileLock(file, async () => {
      const before = await readFile(file, 'latin1');
      const after = change(before);
      if (after === null) return false;
      if (after !== before) await writeAtomically(file, Buffer.from(after, 'latin1'));
      return true;
    });
  } catch (error) {
    if (error instanceof LockTimeout) throw new ProblemError(locked(error.path), { cause: error });
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof ProblemError || code === undefined) throw error;
    throw new ProblemError(cannotWrite(file, message), { cause: error });
  }
}

/** The text with the line right behind the block's first; null where the block is not this server's own. */
export function withLine(text: string, at: number, name: string, line: string): string | null {
  const lines = text.split('\n');
  const block = blocksOf(lines).find(({ start }) => start === at - 1);
  if (block?.patterns.length !== 1 || block.patterns[0] !== name) return null;
  const body = lines.slice(block.start + 1, block.end);
  const first = body.find((each) => tokenize(each).kind === 'directive') ?? '    ';
  const indent = /^[ \t]*/.exec(first)?.[0] || '    ';
  const end = lines[block.start]?.endsWith('\r') ? '\r' : '';
  const added = `${indent}${Buffer.from(line, 'utf8').toString('latin1')}${end}`;
  const old = body.findIndex((each) => each.trim() === added.trim());
  // Named already: it moves to the front, and no line is there twice.
  if (old >= 0) lines.splice(block.start + 1 + old, 1);
  lines.splice(block.start + 1, 0, added);
  return lines.join('\n');
}
