/** One computer of the demo lab with all that its SSH server answers from. */
import type { Server } from 'node:http';
import { DemoJupyter } from './answers/jupyter';
import type { KnownScripts } from './answers/recognise';
import type { Clock } from './answers/sampler';
import type { Tree } from './files/tree';
import type { Computer } from './model/computer';
import { createJupyterPage, createPage } from './pages';

export interface Machine {
  readonly name: string;
  readonly user: string;
  readonly computer: Computer;
  readonly clock: Clock;
  readonly tree: Tree;
  /** The real folder of the demo's files: its disk must not fill up. */
  readonly scratch: string;
  readonly scripts: KnownScripts;
  readonly jupyter: DemoJupyter;
  readonly pages: { readonly plain: Server; readonly jupyter: Server };
}

export function createMachine(
  about: Pick<Machine, 'user' | 'computer' | 'clock' | 'tree' | 'scratch' | 'scripts'>,
): Machine {
  const { name } = about.computer;
  const jupyter = new DemoJupyter(about.tree.home);
  const door = { token: () => jupyter.token, shutDown: () => jupyter.shutDown() };
  const pages = { plain: createPage(name), jupyter: createJupyterPage(name, door) };
  return { ...about, name, jupyter, pages };
}
