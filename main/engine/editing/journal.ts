/**
 * What must outlive this run: which local copy belongs to which remote file, and what the server had.
 * A copy `<id>/<name>` with changes is found again by its `<id>.json` beside it.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../kit/atomic-write';

const record = z.object({
  id: z.string().uuid(),
  server: z.string(),
  path: z.string(),
  /** Inside the folder of the id; one plain name. */
  localName: z.string().regex(/^[^/\\]+$/),
  baseline: z.object({
    hash: z.string(),
    sizeBytes: z.number(),
    modifiedSeconds: z.number(),
    mode: z.number(),
    target: z.string().optional(),
  }),
  /** The process that wrote this: its workers may be replaced while editors stay open. */
  pid: z.number(),
});
export type EditRecord = z.infer<typeof record>;

export interface Journal {
  folderOf(id: string): string;
  write(entry: EditRecord): Promise<void>;
  /** Removes the copy and what is known of it. */
  forget(id: string): Promise<void>;
  /** What earlier runs left, without folders that nothing is known of: those are removed. */
  read(): Promise<EditRecord[]>;
}

export function openJournal(root: string, refuse: (file: string) => void): Journal {
  const fileOf = (id: string) => join(root, `${id}.json`);
  const folderOf = (id: string) => join(root, id);
  const readOne = async (name: string): Promise<EditRecord | undefined> => {
    try {
      return record.parse(JSON.parse(await readFile(join(root, name), 'utf8')));
    } catch (error) {
      if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
      refuse(name);
      return undefined;
    }
  };
  return {
    folderOf,
    async write(entry) {
      await mkdir(root, { recursive: true, mode: 0o700 });
      await writeAtomically(fileOf(entry.id), JSON.stringify(entry));
    },
    async forget(id) {
      await rm(folderOf(id), { recursive: true, force: true });
      await rm(fileOf(id), { force: true });
    },
    async read() {
      await mkdir(root, { recursive: true, mode: 0o700 });
      const names = await readdir(root);
      const found: EditRecord[] = [];
      for (const name of names) {
        const known = name.endsWith('.json') ? await readOne(name) : undefined;
        if (known) found.push(known);
        // A folder without its record was being fetched: nothing in it was edited.
        else if (!name.includes('.') && !names.includes(`${name}.json`))
          await rm(join(root, name), { recursive: true, force: true });
      }
      return found;
    },
  };
}
