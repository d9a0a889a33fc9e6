/**
 * Notices changes of config files. Editors replace files, folders may be on a network and
 * fs.watch is unreliable for both, so the files that were read are looked at every two seconds,
 * and only while somebody follows.
 */
import { stat } from 'node:fs/promises';

const periodMs = 2000;

/** Calls back after any of the files changed. `sources` is asked anew for every look. */
export function followFiles(sources: () => readonly string[], changed: () => void): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let last: string | undefined;
  const look = async (): Promise<void> => {
    const now = await signature(sources());
    if (stopped) return;
    if (last !== undefined && now !== last) {
      changed();
      // The change may have brought other files; they are the new point to compare with.
      last = await signature(sources());
    } else last = now;
    if (!stopped) timer = setTimeout(() => void look(), periodMs).unref();
  };
  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

async function signature(paths: readonly string[]): Promise<string> {
  const states = await Promise.all(
    paths.map((path) =>
      stat(path, { bigint: true }).then(
        ({ ino, size, mtimeNs, ctimeNs }) => `${path}:${ino}:${size}:${mtimeNs}:${ctimeNs}`,
        (error: NodeJS.ErrnoException) => `${path}:${error.code}`,
      ),
    ),
  );
  return states.join('\n');
}
