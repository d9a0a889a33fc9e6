/** SSH keys: the page, and the dialogs that other parts of the window open. Loaded when first shown. */
import { lazy } from 'react';

export const KeysPanel = lazy(() => import('./Panel'));
export const NewKeyDialog = lazy(() => import('./NewKeyDialog'));
export const ImportKeyDialog = lazy(() => import('./ImportKeyDialog'));
export const SetupDialog = lazy(() => import('./SetupDialog'));
