/** A folder with links to the system's programs, some left out: a server where they are missing. */
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const systemFolders = ['/usr/local/bin', '/usr/bin', '/bin'];

/**
 * Fills `folder` and returns it. A name also leaves out its relatives: `jupyter` takes away
 * `jupyter-lab`, `python` takes away `python3`. Callers that look into /usr/bin by full path still
 * find them: there is only one machine.
 */
export function programsWithout(folder: string, names: readonly string[]): string {
  mkdirSync(folder, { recursive: true });
  const hidden = (program: string) =>
    names.some((name) => program === name || new RegExp(`^${name}[-.0-9]`).test(program));
  for (const from of systemFolders) {
    if (!existsSync(from)) continue;
    for (const program of readdirSync(from)) {
      const link = join(folder, program);
      if (!hidden(program) && !existsSync(link)) linkOnce(join(from, program), link);
    }
  }
  return folder;
}

function linkOnce(target: string, link: string): void {
  try {
    symlinkSync(target, link);
  } catch (error) {
    // A dangling link of the system stands there already (existsSync follows links).
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
