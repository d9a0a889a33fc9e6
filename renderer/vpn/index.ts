/** The VPN that Labmate starts itself: its dialog, loaded when first shown, and its state for the status bar. */
import { lazy } from 'react';

export const VpnDialog = lazy(() => import('./VpnDialog'));
export { useTunnel } from './store';
export { tunnelWords } from './words';
