/** Dark or light is a setting; Mantine reads and writes it through here. */
import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core';
import { changeSettings, useSettings } from '../connect/settings';
import { sayProblem } from '../kit/toast';

/** The last choice, for the first picture: the settings come a moment later. */
const cached = 'labmate.color-scheme';

const schemes: readonly MantineColorScheme[] = ['auto', 'light', 'dark'];
let stop = () => {};

export const schemeManager: MantineColorSchemeManager = {
  get: (fallback) => schemes.find((name) => name === localStorage.getItem(cached)) ?? fallback,
  set(scheme) {
    localStorage.setItem(cached, scheme);
    const now = useSettings.getState().snapshot?.appearance.colorScheme;
    if (now === undefined || now === scheme) return;
    void changeSettings({ appearance: { colorScheme: scheme } }).then((outcome) => {
      if (!outcome.ok) sayProblem(outcome.problem);
    });
  },
  subscribe(onUpdate) {
    const take = () => {
      const scheme = useSettings.getState().snapshot?.appearance.colorScheme;
      if (scheme !== undefined && scheme !== localStorage.getItem(cached)) onUpdate(scheme);
    };
    take();
    stop = useSettings.subscribe(take);
  },
  unsubscribe: () => stop(),
  clear: () => localStorage.removeItem(cached),
};
