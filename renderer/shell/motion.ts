/** Switches movement off where the settings say so; what the system says is CSS's affair. */
import { useSettings } from '../connect/settings';

export function followMotion(): void {
  const take = () => {
    const motion = useSettings.getState().snapshot?.appearance.motion ?? 'system';
    document.documentElement.dataset['motion'] = motion;
  };
  take();
  useSettings.subscribe(take);
}
