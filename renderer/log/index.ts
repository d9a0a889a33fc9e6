/** The log viewer, loaded when it is first shown. */
import { lazy } from 'react';

export const LogPanel = lazy(() => import('./Panel'));
