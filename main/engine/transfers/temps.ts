/** The temporary files of one transfer, so that none is forgotten, whatever happens to it. */
import { giveUpTemp, tempName } from './temp-name';
import type { Tree } from './tree';

export class Temps {
  /** Path to name. */
  readonly #present = new Map<string, string>();

  /** A temporary path beside a final one. It counts as present from now on. */
  make(tree: Tree, finalPath: string): string {
    const name = tempName(tree.nameOf(finalPath));
    const path = tree.join(tree.parentOf(finalPath), name);
    this.#present.set(path, name);
    return path;
  }

  has(path: string): boolean {
    return this.#present.has(path);
  }

  /** It was removed, or renamed to its final name. */
  gone(path: string): void {
    const name = this.#present.get(path);
    if (name !== undefined) giveUpTemp(name);
    this.#present.delete(path);
  }

  /** What could not be removed, for the next try. */
  get paths(): string[] {
    return [...this.#present.keys()];
  }

  /** This try is over: what is left may be removed by whoever comes across it. */
  giveUp(): void {
    for (const name of this.#present.values()) giveUpTemp(name);
  }
}
