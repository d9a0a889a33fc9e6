/**
 * Whether a screen fits its window: nothing is scrolled sideways, and every control is in sight or can be
 * brought there by scrolling down; none is cut off, and none lies under something else.
 */
import type { Page } from 'playwright';

/** What does not fit, one line for each; empty when all does. Runs in the page. */
export const fitFaults = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    /** Made to be scrolled, by keys too: lines of text, bytes, the terminal. */
    const mayScroll = 'pre, [tabindex="0"], .xterm';
    const controls = 'button, input, select, textarea, a[href], summary, [role="tab"]';
    const faults: string[] = [];
    const called = (element: Element) =>
      `<${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40) ?? ''}>`;
    const root = document.scrollingElement ?? document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      faults.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);

    for (const element of document.querySelectorAll('main, main *, [role="dialog"] *')) {
      const { overflowX } = getComputedStyle(element);
      if (overflowX !== 'auto' && overflowX !== 'scroll') continue;
      if (element.scrollWidth <= element.clientWidth + 1 || element.closest(mayScroll)) continue;
      faults.push(
        `${called(element)} .${element.className} scrolls sideways by ${element.scrollWidth - element.clientWidth} px`,
      );
    }

    const dialogs = [...document.querySelectorAll('[aria-modal="true"]')];
    // What an open dialog or menu lies upon is not within reach, and need not be.
    const top = dialogs.at(-1) ?? document.querySelector('[role="menu"]');
    for (const element of document.querySelectorAll<HTMLElement>(controls)) {
      if (top && !top.contains(element)) continue;
      if (element.closest('[aria-hidden="true"], [inert]') || !element.checkVisibility()) continue;
      const box = element.getBoundingClientRect();
      if (box.width < 3 || box.height < 3 || getComputedStyle(element).opacity === '0') continue;
      const fault = cutBy(element, box);
      if (fault) faults.push(`${called(element)} ${fault}`);
    }
    return faults;

    function cutBy(element: Element, { left, right, top, bottom }: DOMRect): string | null {
      let [freeX, freeY] = [false, false];
      if (getComputedStyle(element).position === 'fixed') return outside(window_(), false, false);
      for (let at = element.parentElement; at; at = at.parentElement) {
        const { overflowX, overflowY, position } = getComputedStyle(at);
        const frame = at.getBoundingClientRect();
        if (overflowY === 'auto' || overflowY === 'scroll') freeY = true;
        if ((overflowX === 'auto' || overflowX === 'scroll') && at.closest(mayScroll)) freeX = true;
        const clips = overflowX !== 'visible' || overflowY !== 'visible';
        const fault = clips && at !== document.body ? outside(frame, freeX, freeY) : null;
        if (fault) return `${fault} of ${called(at)} .${at.className}`;
        if (position === 'fixed') break;
      }
      return outside(window_(), freeX, freeY) ?? covered(freeY);

      function outside(frame: DOMRect, x: boolean, y: boolean): string | null {
        if (!x && (left < frame.left - 1.5 || right > frame.right + 1.5))
          return `sticks out sideways (${Math.round(left)}–${Math.round(right)} of ${Math.round(frame.left)}–${Math.round(frame.right)})`;
        if (!y && (top < frame.top - 1.5 || bottom > frame.bottom + 1.5))
          return `sticks out (${Math.round(top)}–${Math.round(bottom)} of ${Math.round(frame.top)}–${Math.round(frame.bottom)})`;
        return null;
      }
      function covered(scrolls: boolean): string | null {
        if (scrolls) return null;
        const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        if (!there || element.contains(there) || there.contains(element)) return null;
        if (there.closest('label, .mantine-Notifications-root')) return null;
        return `lies under ${called(there)} .${there.className}`;
      }
    }
    function window_(): DOMRect {
      return new DOMRect(0, 0, innerWidth, innerHeight);
    }
  });
