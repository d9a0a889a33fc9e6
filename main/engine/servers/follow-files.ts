/**
 * Notices changes of config files. Editors replace files, folders may be on a network and
 * fs.watch is unreliable for both, so the files that were read are looked at every two seconds,
 * and only while somebody follows. One folder of our own on this computer is watched as well, so
 * that what appears there is seen at once.
 */
import { type BigIntStats, type FSWatcher, statSync, watch } from 'node:fs';
import { stat } from 'node:fs/promises';

const periodMs = 2000;

/** A writer makes several changes in a row: they are read once. */
const settleMs = 50;

/**
 * Calls back after any of the files changed. `sources` is asked anew for every look.
 * @param own a folder that only Labmate writes to; it may not exist.
 */
export function followFiles(
  sources: () => readonly string[],
  changed: () => void,
  own: string | null = null,
): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  // In the same turn in which the caller has read them: a change a moment later must not be part of it.
  let last = signatureNow(sources());
  let looking = true;
  /** Something happened during a look, perhaps after it had passed there. */
  let again = false;
  const look = async (): Promise<void> => {
    looking = true;
    again = false;
    const now = await signature(sources());
    if (stopped) return;
    if (now !== last) {
      changed();
      // The change may have brought other files; as they are now, read just so, they are compared with.
      last = signatureNow(sources());
    }
    looking = false;
    if (!stopped) lookIn(again ? settleMs : periodMs);
  };
  const lookIn = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), ms).unref();
  };
  const poke = (): void => {
    if (looking) again = true;
    else lookIn(settleMs);
  };
  const watcher = own === null ? undefined : watchFolder(own, poke);
  void look();
  return () => {
    stopped = true;
    watcher?.close();
    clearTimeout(timer);
  };
}

/** Undefined where it cannot be watched: the looks every two seconds remain. */
function watchFolder(path: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, { persistent: false }, changed);
    // The folder was removed: there is nothing more to see.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}

const facts = (path: string, { ino, size, mtimeNs, ctimeNs }: BigIntStats) =>
  `${path}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
const absence = (path: string, error: unknown) =>
  `${path}:${(error as NodeJS.ErrnoException).code}`;

function signatureNow(paths: readonly string[]): string {
  const states = paths.map((path) => {
    try {
      return facts(path, statSync(path, { bigint: true }));
    } catch (error) {
      return absence(path, error);
    }
  });
  return states.join('\n');
}

async function signature(paths: readonly string[]): Promise<string> {
  const states = await Promise.all(
    paths.map((path) =>
      stat(path, { bigint: true }).then(
        (state) => facts(path, state),
        (error: unknown) => absence(path, error),
      ),
    ),
  );
  return states.join('\n');
}
