/**
 * Removes what known_hosts says about one server's key: a deliberate act of its own, after which the
 * next connection asks as at a first time. Names every line before it goes, and takes exactly those.
 */
import { readFile } from 'node:fs/promises';
import type { Host } from '../host';
import { writeAtomically } from '../kit/atomic-write';
import { withFileLock } from '../kit/file-lock';
import { ProblemError } from '../kit/outcome';
import type { ResolvedServer } from '../servers/resolved';
import { hostNameOf } from './host-key';
import { fingerprint, hostMatches, type KnownKey, parseKnownHosts } from './known-hosts';
import { readKnownHosts, textOf } from './known-hosts-file';
import { cancelledError, connectionError } from './words';
import { confirmForgetting, type KeptLine } from './words-host-key';

/** The lines that vouch for a server's key: those of the person, then those of the system. */
export interface KnownOf {
  /** As known_hosts writes it. */
  host: string;
  own: KeptLine[];
  system: KeptLine[];
}

/** @throws ProblemError `connections/known-hosts-unreadable` */
export async function knownHostKeys(server: ResolvedServer): Promise<KnownOf> {
  const host = hostNameOf(server);
  const about = { server: server.name, host };
  const linesIn = async (files: readonly string[]): Promise<KeptLine[]> =>
    (await readKnownHosts(files, about)).filter((line) => isKept(line, host)).map(describe);
  const own = await linesIn(server.userKnownHostsFiles);
  return { host, own, system: await linesIn(server.globalKnownHostsFiles) };
}

/** What would make another key count as changed. Marked lines are an administrator's, and stay. */
function isKept(line: KnownKey, host: string): boolean {
  return line.marker === 'none' && hostMatches(line.hosts, host);
}

function describe({ keyType, key, file, line, hosts }: KnownKey): KeptLine {
  return { keyType, fingerprint: fingerprint(key), file, line, hosts };
}

/**
 * Asks, naming file, line and fingerprint, and removes the person's own lines of this server.
 * @returns what was removed
 * @throws ProblemError `connections/host-key-not-kept`, `-moved`, `-unwritable`, or the cancellation
 *   when the answer is not yes
 */
export async function forgetHostKey(
  server: ResolvedServer,
  host: Pick<Host, 'ask'>,
  signal: AbortSignal,
): Promise<KeptLine[]> {
  const known = await knownHostKeys(server);
  const where = { server: server.name, host: known.host };
  if (known.own.length === 0) {
    const system = known.system.map(({ file, line }) => ({ file, line }));
    throw connectionError({ kind: 'host-key-not-kept', ...where, system });
  }
  const answer = await host.ask(confirmForgetting(where, known.own), signal);
  if (answer.kind !== 'yes') throw cancelledError();
  for (const file of new Set(known.own.map((line) => line.file))) {
    await removeLines(
      file,
      known.own.filter((line) => line.file === file),
      where,
    );
  }
  return known.own;
}

async function removeLines(
  file: string,
  lines: KeptLine[],
  where: { server: string; host: string },
): Promise<void> {
  try {
    await withFileLock(file, async () => {
      // What was confirmed must still stand where it stood: another program may have been here.
      const now = parseKnownHosts(await textOf(file), file).filter((one) =>
        isKept(one, where.host),
      );
      const stands = (line: KeptLine) =>
        now.some((one) => one.line === line.line && fingerprint(one.key) === line.fingerprint);
      if (!lines.every(stands)) {
        throw connectionError({ kind: 'host-key-moved', ...where, file });
      }
      await writeAtomically(
        file,
        without(
          await readFile(file),
          lines.map(({ line }) => line),
        ),
      );
    });
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const detail = (error as Error).message;
    throw connectionError({ kind: 'known-hosts-unwritable', ...where, file, detail }, error);
  }
}

/** The bytes without these lines (from 1); every other byte stays as it is. */
export function without(bytes: Buffer, lines: readonly number[]): Buffer {
  const kept: Buffer[] = [];
  let at = 0;
  for (let line = 1; at < bytes.length; line++) {
    const end = bytes.indexOf(10, at);
    const next = end < 0 ? bytes.length : end + 1;
    if (!lines.includes(line)) kept.push(bytes.subarray(at, next));
    at = next;
  }
  return Buffer.concat(kept);
}
