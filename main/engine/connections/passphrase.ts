/** Unlocks an encrypted key: a remembered passphrase first, then the person, three times. */
import type { ParsedKey } from 'ssh2';
import { keepSecret } from '../kit/keep-secret';
import type { AttemptContext } from './attempt';
import type { KeyFile, Unlocked } from './key-file';

const TRIES = 3;

export type UnlockedKey =
  | { kind: 'unlocked'; key: ParsedKey; remembered: boolean }
  | { kind: 'skipped'; why: string; passphrase?: 'wrong' | 'not-given' };

export async function unlockKey(
  server: string,
  path: string,
  file: Extract<KeyFile, { kind: 'encrypted' }>,
  context: AttemptContext,
): Promise<UnlockedKey> {
  const { secrets } = context.host;
  const name = `passphrase:${path}`;
  const kept = await secrets.get(name);
  if (kept !== undefined) {
    const found = await open(file, kept, context);
    if (found.kind === 'key') return { kind: 'unlocked', key: found.key, remembered: true };
    await secrets.forget(name);
    if (found.kind === 'unsupported') return { kind: 'skipped', why: found.why };
  }
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const answer = await context.ask({ kind: 'passphrase', server, keyFile: path, attempt });
    if (answer.kind !== 'secret') {
      return { kind: 'skipped', why: 'no passphrase was given', passphrase: 'not-given' };
    }
    const found = await open(file, answer.secret, context);
    if (found.kind === 'unsupported') return { kind: 'skipped', why: found.why };
    if (found.kind === 'key') {
      const remembered = await keepSecret(secrets, name, answer, 'drop');
      return { kind: 'unlocked', key: found.key, remembered };
    }
  }
  return { kind: 'skipped', why: 'the passphrase was wrong three times', passphrase: 'wrong' };
}

/** Takes a moment by design, and is no time of the server's. */
function open(
  file: Extract<KeyFile, { kind: 'encrypted' }>,
  passphrase: string,
  context: AttemptContext,
): Promise<Unlocked> {
  return context.patiently(() => file.unlock(passphrase, context.signal));
}
