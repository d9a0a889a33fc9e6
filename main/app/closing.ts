/**
 * What closing the window means: quit, hide to the tray, or ask the person once. The end of the
 * system's session and `app.quit()` are never held up: only the window's own close button asks.
 */
import type { Log } from '../engine/kit/log';

export type CloseSetting = 'ask' | 'quit' | 'tray';
export type CloseStep = 'let-go' | 'hide' | 'ask' | 'quit';

/** How long a page may take to show that it lives, in milliseconds, before closing means quitting. */
const pageLimitMs = 5000;

/** What to do about a wish to close. */
export function closeStep(facts: {
  /** The app ends anyway. */
  quitting: boolean;
  /** macOS: apps stay when their window is closed, and nobody expects a question. */
  windowsMayLeave: boolean;
  setting: CloseSetting;
  trayThere: boolean;
  /** A page listens and can ask. */
  pageListens: boolean;
}): CloseStep {
  if (facts.quitting || facts.windowsMayLeave) return 'let-go';
  if (facts.setting === 'tray' && facts.trayThere) return 'hide';
  if (facts.setting === 'quit' || !facts.pageListens) return 'quit';
  // Hiding without a tray would lose the window, so the person decides again.
  return 'ask';
}

export interface ClosingDesk {
  /** The window's close button was pressed. @returns true when the window must not close now */
  wish(): boolean;
  /** The app ends: nothing is asked any more. */
  quitting(): void;
}

export function createClosingDesk(options: {
  setting(): CloseSetting;
  windowsMayLeave: boolean;
  trayThere(): boolean;
  pageListens(): boolean;
  ask(): void;
  /** Resolves when the page answers at all. */
  pageLives(): Promise<unknown>;
  hide(): void;
  quit(): void;
  log: Log;
  limitMs?: number;
}): ClosingDesk {
  let quitting = false;
  const quitUnlessAlive = () => {
    const timer = setTimeout(() => {
      options.log.warn('the page does not answer; closing quits');
      options.quit();
    }, options.limitMs ?? pageLimitMs);
    options.pageLives().then(
      () => clearTimeout(timer),
      (error: unknown) => {
        clearTimeout(timer);
        options.log.warn('the page cannot ask; closing quits', { error: String(error) });
        options.quit();
      },
    );
  };
  return {
    wish() {
      const step = closeStep({
        quitting,
        windowsMayLeave: options.windowsMayLeave,
        setting: options.setting(),
        trayThere: options.trayThere(),
        pageListens: options.pageListens(),
      });
      if (step === 'let-go') return false;
      if (step === 'hide') options.hide();
      else if (step === 'quit') options.quit();
      else {
        options.ask();
        quitUnlessAlive();
      }
      return step !== 'quit';
    },
    quitting() {
      quitting = true;
    },
  };
}
