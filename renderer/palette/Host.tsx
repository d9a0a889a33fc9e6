/** Loads the palette when it is first opened: it is not needed for the start. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { usePalette } from './store';

const Palette = lazy(() => import('./Palette'));
const KeysDialog = lazy(() => import('./KeysDialog'));

export function PaletteHost() {
  const open = usePalette((state) => state.open);
  const [used, setUsed] = useState({ palette: false, keys: false });
  useEffect(() => {
    if (open) setUsed((old) => ({ ...old, [open]: true }));
  }, [open]);
  return (
    <Suspense fallback={null}>
      {used.palette && <Palette />}
      {used.keys && <KeysDialog />}
    </Suspense>
  );
}
