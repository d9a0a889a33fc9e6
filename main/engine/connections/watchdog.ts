/** A deadline that stands still while a person is being asked. */
export class Watchdog {
  #timer: NodeJS.Timeout | undefined;
  #paused = 0;
  #stopped = false;

  constructor(
    private readonly ms: number,
    private readonly bark: () => void,
  ) {
    this.restart();
  }

  /** Something happened: the time starts anew. */
  restart(): void {
    clearTimeout(this.#timer);
    if (this.#stopped || this.#paused > 0) return;
    this.#timer = setTimeout(this.bark, this.ms);
  }

  pause(): void {
    this.#paused++;
    clearTimeout(this.#timer);
  }

  resume(): void {
    this.#paused--;
    this.restart();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
