/**
 * The window by the Tab key alone: walks to what has a name, and on the way looks whether every stop
 * shows that it has the keyboard, as a person who uses no mouse has to see it.
 */
import assert from 'node:assert/strict';
import type { Page } from 'playwright';

/** One stop of the Tab key. */
export interface Stop {
  /** What a screen reader would call it, as far as labels and words tell. */
  name: string;
  tag: string;
  /** Why a person would not see where the keyboard is; empty when one sees it. */
  fault: string;
}

/** So many stops are walked before something counts as out of reach. */
const mostStops = 90;

/**
 * What is known in the page: how the stop before looked while it had the keyboard. A look that stays
 * the same without the keyboard has shown nothing.
 */
const script = `(() => {
  if (window.lookAtStop) return;
  const parts = (element) => [element, element.parentElement, ...element.parentElement.children].slice(0, 8);
  const look = (element) => parts(element).map((part) => ['', '::before', '::after'].map((pseudo) => {
    const { outlineStyle, outlineWidth, outlineColor, borderColor, boxShadow, backgroundColor, opacity, translate, transform } = getComputedStyle(part, pseudo || null);
    const outline = outlineStyle === 'none' ? '' : outlineStyle + outlineWidth + outlineColor;
    return [outline, borderColor, boxShadow, backgroundColor, opacity, translate, transform].join(';');
  }).join('|')).join('\\n');
  const nameOf = (element) => {
    const labelled = element.getAttribute('aria-labelledby')?.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
    return (element.getAttribute('aria-label') ?? labelled ?? element.labels?.[0]?.textContent ?? element.textContent ?? '').trim().slice(0, 80) || element.dataset.testid || '';
  };
  const inSight = (element) => {
    const box = [element, element.parentElement].map((each) => each.getBoundingClientRect()).find(({ width, height }) => width > 4 && height > 4);
    return box !== undefined && box.right > 2 && box.bottom > 2 && box.left < innerWidth - 2 && box.top < innerHeight - 2;
  };
  let last;
  window.lookAtStop = () => {
    const element = document.activeElement;
    const before = last;
    const same = before && before.element.isConnected && before.element !== element && look(before.element) === before.look;
    const fault = same && !before.element.closest('.xterm') ? 'no visible focus: ' + before.element.outerHTML.slice(0, 160) : '';
    if (!element || element === document.body) { last = undefined; return { name: '', tag: 'BODY', fault }; }
    last = { element, look: look(element) };

    const lost = inSight(element) ? '' : 'out of sight: ' + element.outerHTML.slice(0, 160);
    return { name: nameOf(element), tag: element.tagName, fault: fault || lost };
  };
})()`;

/** What has the keyboard now; its fault is that of the stop before it, or that it is out of sight. */
export async function stopNow(page: Page): Promise<Stop> {
  await page.evaluate(script);
  // What fades would for a moment look as if it had the keyboard still.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((each) => each instanceof CSSTransition)
        .map((each) => each.finished),
    ),
  );
  return (await page.evaluate('window.lookAtStop()')) as Stop;
}

/** Presses a key that moves the focus, and looks where it went. Fails when one cannot see where it was. */
export async function step(page: Page, key: string): Promise<Stop> {
  await page.keyboard.press(key);
  const stop = await stopNow(page);
  assert.equal(stop.fault, '', `after ${key}`);
  return stop;
}

/** Walks by Tab (or Shift+Tab) until something of this name has the keyboard. */
export async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<Stop> {
  const fits = (stop: Stop) =>
    typeof name === 'string' ? stop.name === name : name.test(stop.name);
  const met: string[] = [];
  await stopNow(page);
  for (let n = 0; n < mostStops; n += 1) {
    const stop = await step(page, key);
    if (fits(stop)) return stop;
    met.push(stop.name || stop.tag);
  }
  throw new Error(`${name} is not reached by ${key}; met: ${met.join(' → ')}`);
}

/** Waits until what has this name has the keyboard by itself, as after a dialog opened or closed. */
export async function focusComesTo(page: Page, name: string | RegExp): Promise<void> {
  const wanted = typeof name === 'string' ? new RegExp(`^${name}$`) : name;
  await page.evaluate(script);
  await page
    .waitForFunction((source) => {
      const { lookAtStop } = globalThis as unknown as { lookAtStop: () => { name: string } };
      return new RegExp(source).test(lookAtStop().name);
    }, wanted.source)
    .catch(async (error: unknown) => {
      const { name: now, tag } = await stopNow(page);
      throw new Error(`${wanted} does not get the keyboard; it is at ${now || tag}`, {
        cause: error,
      });
    });
}
