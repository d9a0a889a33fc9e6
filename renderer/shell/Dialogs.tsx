/** The dialogs that any part of the window can open. */
import { DoctorDialog } from '../doctor';
import { RemoveServerDialog, ServerFormDialog } from '../servers';
import { openDialog, selectServer, useShell } from './store';

export function Dialogs() {
  const dialog = useShell((state) => state.dialog);
  const close = () => openDialog(null);
  return (
    <>
      <DoctorDialog server={dialog?.kind === 'doctor' ? dialog.server : null} onClose={close} />
      <ServerFormDialog
        opened={dialog?.kind === 'add' || dialog?.kind === 'edit'}
        editing={dialog?.kind === 'edit' ? dialog.server : null}
        onClose={close}
        onSaved={(name) => {
          close();
          selectServer(name);
        }}
      />
      <RemoveServerDialog
        server={dialog?.kind === 'remove' ? dialog.server : null}
        onClose={close}
      />
    </>
  );
}
