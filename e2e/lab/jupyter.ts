/** The Jupyter of the lab: JupyterLab from PyPI in a cached environment, else Debian's notebook. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './run';

/** A Jupyter that every user of the machine may run. `bin` holds `jupyter` and its relatives. */
export interface Jupyter {
  kind: 'lab' | 'notebook';
  bin: string;
  version: string;
}

let asked: Promise<Jupyter | { missing: string }> | undefined;

/** Installs it where needed (the first time on a machine takes about a minute). */
export function findJupyter(): Promise<Jupyter | { missing: string }> {
  asked ??= must(process.execPath, ['scripts/setup-jupyter.mjs'], { timeoutMs: 600_000 }).then(
    (said) => JSON.parse(said.stdout) as Jupyter | { missing: string },
  );
  return asked;
}

/** Why tests that need a Jupyter cannot run here, or `false`: fits `skip` of node:test. */
export async function jupyterMissing(): Promise<string | false> {
  const found = await findJupyter();
  return 'missing' in found ? found.missing : false;
}

/** `jupyter` and `jupyter-*` by name and full path; its python and pip stay out of PATH. */
export function jupyterPrograms(jupyter: Jupyter): { name: string; path: string }[] {
  return readdirSync(jupyter.bin)
    .filter((name) => /^jupyter(-|$)/.test(name))
    .map((name) => ({ name, path: join(jupyter.bin, name) }));
}
