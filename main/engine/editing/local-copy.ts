/** The local copy of an edited file: what it looks like now, without reading all of it. */
import { open, stat } from 'node:fs/promises';
import { headBytes } from './program-inside';

/** Another text whenever the file was written or replaced; undefined when there is none. */
export async function signatureOf(
  path: string,
): Promise<{ text: string; size: number } | undefined> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return { text: `${size} ${mtimeMs} ${ino}`, size };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

/** Its first bytes. */
export async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
