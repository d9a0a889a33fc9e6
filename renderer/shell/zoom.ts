/** Larger and smaller, in steps. Main applies the setting to the window. */
import { changeSettings, useSettings } from '../connect/settings';
import { sayProblem } from '../kit/toast';

const steps = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300] as const;

/** The next step from here; `0` is the size that things have at first. Pure. */
export function nextZoom(percent: number, direction: 1 | -1 | 0): number {
  if (direction === 0) return 100;
  if (direction === 1)
    return steps.find((step) => step > percent) ?? steps[steps.length - 1] ?? 100;
  return steps.findLast((step) => step < percent) ?? steps[0];
}

export function zoom(direction: 1 | -1 | 0): void {
  const now = useSettings.getState().snapshot?.appearance.zoomPercent ?? 100;
  const zoomPercent = nextZoom(now, direction);
  if (zoomPercent === now) return;
  void changeSettings({ appearance: { zoomPercent } }).then((outcome) => {
    if (!outcome.ok) sayProblem(outcome.problem);
  });
}
