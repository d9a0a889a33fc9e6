/** The dialogs that any part of the window can open. */
import { DoctorDialog } from '../doctor';
import { ConfirmDialog } from '../kit/ConfirmDialog';
import { visibleLine } from '../kit/safe-text';
import { ImportDialog, ServerFormDialog } from '../servers';
import { disconnectServer } from './actions';
import { openDialog, selectServer, useShell } from './store';
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
