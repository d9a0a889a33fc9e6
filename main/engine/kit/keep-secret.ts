/** Keeps an answer that was right for as long as the person wished. */
import type { Answer } from '../../../preload/contract/questions';

type Secret = Extract<Answer, { kind: 'secret' }>;

/** The part of the host's secrets that keeps. */
interface SecretKeeper {
  keepForSession(key: string, secret: string): Promise<void>;
  keepInStore?(key: string, secret: string): Promise<boolean>;
  handOver?(key: string, secret: string | null): Promise<void>;
}

/**
 * @param brief where it was not wished at all: whether connections beside this one may use it for a moment
 * @returns whether nobody has to be asked again in this run
 */
export async function keepSecret(
  secrets: SecretKeeper,
  key: string,
  { secret, remember, store = false }: Secret,
  brief: 'hand over' | 'drop',
): Promise<boolean> {
  if (store && (await secrets.keepInStore?.(key, secret))) return true;
  // The wish for longer holds at least for this run.
  if (remember || store) {
    await secrets.keepForSession(key, secret);
    return true;
  }
  if (brief === 'hand over') await secrets.handOver?.(key, secret);
  return false;
}
