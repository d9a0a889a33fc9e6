/**
 * Which modules the window's first picture needs. The build puts them into one file: the thirty small ones that
 * it would make of them, shared with parts that come later, cost the start 40 ms (docs/performance.md). Only a finished build
 * tells, because most of what a library's index names is left out; so the page is built twice.
 */
import { build } from 'vite';

/**
 * @param {import('vite').InlineConfig} page how the page is built
 * @param {{ first: string, program: string }} entries ends of the paths of the page's first script, and of the program that it imports
 * @returns {Promise<Set<string>>} ids of modules: of the program and all that it imports at once, without the first script's
 */
export async function modulesOfFirstPicture(page, { first, program }) {
  const built = await build({
    ...page,
    configFile: false,
    logLevel: 'warn',
    build: { ...page.build, write: false },
  });
  const { output } = Array.isArray(built) ? built[0] : built;
  const chunks = new Map(
    output.filter(({ type }) => type === 'chunk').map((chunk) => [chunk.fileName, chunk]),
  );
  const modulesFrom = (entry) => {
    const files = new Set();
    const add = (file) => {
      if (files.has(file) || !chunks.has(file)) return;
      files.add(file);
      for (const next of chunks.get(file).imports) add(next);
    };
    const start = [...chunks.values()].find(({ moduleIds }) =>
      moduleIds.some((id) => id.endsWith(entry)),
    );
    if (!start) throw new Error(`no part of the page's build holds ${entry}`);
    add(start.fileName);
    return [...files].flatMap((file) => chunks.get(file).moduleIds);
  };
  const needed = new Set(modulesFrom(program));
  for (const id of modulesFrom(first)) needed.delete(id);
  return needed;
}
