/** The person's settings as the page sees them. The shell starts the mirror before the first render. */
import type { InputOf } from '../../preload/contract';
import type { Outcome } from '../../preload/contract/problem';
import type { Settings, SettingsGroup, SettingsPatch } from '../../preload/contract/settings';
import { client } from './index';
import { createMirror } from './mirror';

export const useSettings = createMirror('settings.current', {});

/** One value; undefined only until main has told the settings, a moment after the start. */
export function useSetting<G extends SettingsGroup, K extends keyof Settings[G]>(
  group: G,
  key: K,
): Settings[G][K] | undefined {
  return useSettings(({ snapshot }) => snapshot?.[group][key]);
}

/**
 * Changes settings. The page holds the new values at once, so that a second change (a key pressed twice)
 * starts from them; main then tells what holds.
 */
export function changeSettings(patch: SettingsPatch): Promise<Outcome<void>> {
  useSettings.setState(({ snapshot }) => ({ snapshot: snapshot && patched(snapshot, patch) }));
  const input: InputOf<'settings.change'> = { patch };
  return client.ask('settings.change', input);
}

function patched(settings: Settings, patch: SettingsPatch): Settings {
  const groups = Object.entries(patch) as [SettingsGroup, object][];
  const changed = groups.map(([group, values]) => [group, { ...settings[group], ...values }]);
  return { ...settings, ...Object.fromEntries(changed) };
}
