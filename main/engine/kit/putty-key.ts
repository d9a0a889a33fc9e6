/** PuTTY's own form of keys (`.ppk`), as far as one must tell it from others. */
import { open, stat } from 'node:fs/promises';

const mark = 'PuTTY-User-Key-File-';

/**
 * Whether a file is a key in PuTTY's form, by its beginning; null when it is no ordinary file.
 * @throws the file system's error when it cannot be read
 */
export async function isPuttyKey(path: string): Promise<boolean | null> {
  // A pipe would wait for a writer.
  if (!(await stat(path)).isFile()) return null;
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mark.length), 0, mark.length, 0);
    return buffer.toString('latin1', 0, bytesRead) === mark;
  } finally {
    await file.close();
  }
}
