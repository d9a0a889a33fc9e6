/** The temporary files of one transfer, so that none is forgotten, whatever happens to it. */
import { giveUpTemp, tempName } from './temp-name';
import type { Tree, Version } from './tree';

/** What there is of a big file whose copying had to give way. */
export interface Part {
  /** Where it lies. */
  temp: string;
  /** What the source was like. */
  version: Version;
  /** So much of it has arrived without a gap. */
  bytes: number;
}

export class Temps {
  /** Path to name. */
  readonly #present = new Map<string, string>();
  /** By the final path. */
  readonly #parts = new Map<string, Part>();

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

  keepPart(finalPath: string, part: Part): void {
    this.#parts.set(finalPath, part);
  }

  takePart(finalPath: string): Part | undefined {
    const part = this.#parts.get(finalPath);
    this.#parts.delete(finalPath);
    return part;
  }

  isPart(path: string): boolean {
    return [...this.#parts.values()].some(({ temp }) => temp === path);
  }

  /** What the parts take of the destination's disk already. */
  get partBytes(): number {
    return [...this.#parts.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** What could not be removed, for the next try. */
  get paths(): string[] {
    return [...this.#present.keys()];
  }

  /** This try is over: what is left but the parts may be removed by whoever comes across it. */
  giveUp(): void {
    for (const [path, name] of this.#present) if (!this.isPart(path)) giveUpTemp(name);
  }

  /** Nobody will go on with the parts. */
  giveUpParts(): void {
    this.#parts.clear();
    this.giveUp();
  }
}
