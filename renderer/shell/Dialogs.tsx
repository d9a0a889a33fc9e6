/** The dialogs that any part of the window can open. */
import { Suspense, useState } from 'react';
import { DoctorDialog } from '../doctor';
import { ImportKeyDialog, NewKeyDialog, SetupDialog } from '../keys';
import { ConfirmDialog } from '../kit/ConfirmDialog';
import { visibleLine } from '../kit/safe-text';
import { ImportDialog, ServerFormDialog } from '../servers';
import { VpnDialog } from '../vpn';
import { disconnectServer } from './actions';
import { type OpenDialog, openDialog, selectServer, useShell } from './store';
import { disconnectWords } from './words';

export function Dialogs() {
  const dialog = useShell((state) => state.dialog);
  const close = () => openDialog(null);
  return (
    <>
      <DoctorDialog server={dialog?.kind === 'doctor' ? dialog.server : null} onClose={close} />
      <ServerFormDialog
        opened={dialog?.kind === 'add' || dialog?.kind === 'edit' || dialog?.kind === 'duplicate'}
        editing={dialog?.kind === 'edit' ? dialog.server : null}
        like={dialog?.kind === 'duplicate' ? dialog.server : null}
        onClose={close}
        onImport={() => openDialog({ kind: 'import' })}
        onSaved={(name) => {
          close();
          selectServer(name);
        }}
      />
      <ImportDialog opened={dialog?.kind === 'import'} onClose={close} />
      <KeyDialogs dialog={dialog} onClose={close} />
      <LateVpnDialog opened={dialog?.kind === 'vpn'} onClose={close} />
      <ConfirmDialog
        opened={dialog?.kind === 'disconnect'}
        title={`Disconnect from ${visibleLine(dialog?.kind === 'disconnect' ? dialog.server : '')}?`}
        confirm="Disconnect"
        onConfirm={() => {
          close();
          if (dialog?.kind === 'disconnect') void disconnectServer(dialog.server);
        }}
        onClose={close}
      >
        {dialog?.kind === 'disconnect' && disconnectWords(dialog.terminals)}
      </ConfirmDialog>
    </>
  );
}

/** Loaded when the first of them opens; then each stays, so that it fades as it closes. */
function KeyDialogs({ dialog, onClose }: { dialog: OpenDialog | null; onClose: () => void }) {
  const [wanted, setWanted] = useState(false);
  const setup = dialog?.kind === 'key-setup' ? dialog : null;
  const open = setup !== null || dialog?.kind === 'key-new' || dialog?.kind === 'key-import';
  if (open && !wanted) setWanted(true);
  if (!wanted) return null;
  return (
    <Suspense>
      <NewKeyDialog opened={dialog?.kind === 'key-new'} onClose={onClose} />
      <ImportKeyDialog opened={dialog?.kind === 'key-import'} onClose={onClose} />
      <SetupDialog
        opened={setup !== null}
        server={setup?.server ?? null}
        keyPath={setup?.key ?? null}
        onClose={onClose}
      />
    </Suspense>
  );
}

/** Loaded when it opens first; then it stays, so that it fades as it closes. */
function LateVpnDialog(props: { opened: boolean; onClose: () => void }) {
  const [wanted, setWanted] = useState(false);
  if (props.opened && !wanted) setWanted(true);
  if (!wanted) return null;
  return (
    <Suspense>
      <VpnDialog {...props} />
    </Suspense>
  );
}
