/**
 * Whether the other side still answers. Silence is not yet an end: a laptop in a lift, a VPN that
 * renews its keys. So it is told soon, and the link is given up late. After a sleep the time that
 * was slept counts for nothing: the server could not have been heard.
 */

export interface LivenessLimits {
  /** After so much silence the server is asked for a sign of life, and again after as much. */
  askMs: number;
  /** After so much the silence is told. */
  silentMs: number;
  /** After so much the link is given up. */
  lostMs: number;
  /** How often it is looked at. */
  tickMs: number;
}

export interface LivenessWorld {
  /** Asks for a sign of life; anything that comes is one. */
  ask(): void;
  /** Tells that nothing was heard since then (milliseconds since the epoch), or null: it speaks again. */
  silent(since: number | null): void;
  /** Given up. Called once; nothing is looked at afterwards. */
  lost(): void;
}

/** The limits where the config gives none: shown within 15 s, given up after a minute. */
export const usualLimits: LivenessLimits = {
  askMs: 6000,
  silentMs: 12_000,
  lostMs: 60_000,
  tickMs: 1000,
};

/** A tick that comes so late was slept through, or the whole program stood still. */
const sleptMs = 5000;

/** With `ServerAliveInterval` and `ServerAliveCountMax` of the config; 0 for none. */
export function limitsFor(intervalSeconds: number, count: number): LivenessLimits {
  if (intervalSeconds === 0) return usualLimits;
  const lostMs = intervalSeconds * 1000 * Math.max(1, count);
  const askMs = Math.min(usualLimits.askMs, intervalSeconds * 1000);
  return { ...usualLimits, askMs, lostMs, tickMs: Math.min(usualLimits.tickMs, askMs) };
}

export class Liveness {
  /** Milliseconds that count as silence. */
  #silence = 0;
  #asked = 0;
  #silentSince: number | null = null;
  #lastTick: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly limits: LivenessLimits,
    private readonly world: LivenessWorld,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#lastTick = now();
    this.#timer = setInterval(() => this.tick(), limits.tickMs);
    this.#timer.unref();
  }

  /** Something came from the other side. */
  heard(): void {
    this.#silence = 0;
    this.#asked = 0;
    if (this.#silentSince === null) return;
    this.#silentSince = null;
    this.world.silent(null);
  }

  /** The network changed, or the computer woke: asks at once. */
  doubt(): void {
    if (!this.#timer) return;
    this.#asked = this.#silence;
    this.world.ask();
  }

  /** For the timer, and for tests. */
  tick(): void {
    if (!this.#timer) return;
    const now = this.now();
    const passed = now - this.#lastTick;
    this.#lastTick = now;
    if (passed > this.limits.tickMs + sleptMs) {
      this.doubt();
      return;
    }
    this.#silence += passed;
    const { askMs, silentMs, lostMs } = this.limits;
    if (this.#silence >= lostMs) {
      this.stop();
      this.world.lost();
      return;
    }
    if (this.#silence - this.#asked >= askMs) this.doubt();
    if (this.#silence >= silentMs && this.#silentSince === null) {
      this.#silentSince = Date.now() - this.#silence;
      this.world.silent(this.#silentSince);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
