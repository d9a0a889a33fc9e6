/** Walks folders of the project and returns matching files, relative to the root, sorted. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const skipped = new Set(['node_modules', 'out', 'dist', '.cache', '.git']);

export function findFiles(root, folders, matches) {
  const found = [];
  const walk = (folder) => {
    let entries;
    try {
      entries = readdirSync(join(root, folder), { withFileTypes: true });
    } catch (error) {
      if (error.code === 'ENOENT') return;
      throw error;
    }
    for (const entry of entries) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) walk(path);
      } else if (entry.isFile() && matches(path)) found.push(path);
    }
  };
  for (const folder of folders) walk(folder);
  return found.sort();
}
