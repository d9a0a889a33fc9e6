/** The settings page, loaded when it is first shown. */
import { lazy } from 'react';

export const SettingsPanel = lazy(() => import('./Panel'));
