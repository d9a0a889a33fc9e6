/** What the first picture does not show is loaded behind it. */
import { type ComponentType, lazy } from 'react';

let drawn = () => {};
const firstPicture = new Promise<void>((resolve) => {
  drawn = resolve;
});
/** A hidden window draws no frames; after this time, in milliseconds, nothing is waited for. */
const frameLimitMs = 1000;

/** Runs once what has been rendered is drawn: the next frame draws it, the second begins behind that. */
export function whenDrawn(run: () => void): void {
  let done = false;
  const once = () => {
    if (!done) run();
    done = true;
  };
  requestAnimationFrame(() => requestAnimationFrame(once));
  setTimeout(once, frameLimitMs);
}

/** To be called when the first picture has been rendered. */
export const pictureRendered = (): void => whenDrawn(drawn);

/** Runs once the first picture stands on the screen. */
export function afterFirstPicture(run: () => void): void {
  void firstPicture.then(run);
}

/** A component whose program is loaded when it is shown, and never before the first picture. */
export function later<P>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  return lazy(() => firstPicture.then(load).then((component) => ({ default: component })));
}
