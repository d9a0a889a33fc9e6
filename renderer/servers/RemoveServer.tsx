/** Asks before a saved server is removed. */
import { ConfirmDialog } from '../kit/ConfirmDialog';
import { visibleLine } from '../kit/safe-text';
import { useAsk } from '../kit/use-ask';

interface RemoveServerProps {
  server: string | null;
  onClose: () => void;
}

export function RemoveServerDialog({ server, onClose }: RemoveServerProps) {
  const remove = useAsk('servers.remove');
  const name = visibleLine(server ?? '');
  const confirm = async () => {
    if (server !== null && (await remove.run({ server }))) onClose();
  };
  return (
    <ConfirmDialog
      opened={server !== null}
      title={`Remove ${name}?`}
      confirm="Remove"
      danger
      pending={remove.pending}
      problem={remove.problem}
      onConfirm={() => void confirm()}
      onClose={() => {
        remove.clear();
        onClose();
      }}
    >
      Labmate forgets how to reach <strong>{name}</strong>, and ssh will not know this name any
      more. Nothing on the server changes.
    </ConfirmDialog>
  );
}
