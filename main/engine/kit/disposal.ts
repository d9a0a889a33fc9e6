/** Own what you open: disposers are registered where the thing is made. */

export type Dispose = () => void;

/** Collects disposers and runs them once, newest first. A late addition is disposed of at once. */
export class Disposables {
  #disposers: Dispose[] | undefined = [];

  get disposed(): boolean {
    return this.#disposers === undefined;
  }

  add(dispose: Dispose): Dispose {
    if (this.#disposers === undefined) {
      dispose();
      return () => {};
    }
    this.#disposers.push(dispose);
    return () => {
      const index = this.#disposers?.indexOf(dispose) ?? -1;
      if (index >= 0) {
        this.#disposers?.splice(index, 1);
        dispose();
      }
    };
  }

  dispose(): void {
    const disposers = this.#disposers;
    this.#disposers = undefined;
    if (!disposers) return;
    for (const dispose of disposers.reverse()) dispose();
  }
}
