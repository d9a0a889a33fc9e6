/** Asks before something that cannot be undone. The safe answer has the focus. */
import { Button, Group } from '@mantine/core';
import type { Problem } from '../../preload/contract/problem';
import { Dialog } from './Dialog';
import { ProblemCard } from './ProblemCard';

interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  children: React.ReactNode;
  confirm: string;
  danger?: boolean;
  pending?: boolean;
  problem?: Problem | undefined;
  onConfirm: () => void;
  onClose: () => void;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opened, title, children, confirm, danger = false, pending = false } = props;
  return (
    <Dialog opened={opened} onClose={props.onClose} title={title}>
      {children}
      {props.problem && (
        <div style={{ marginTop: 12 }}>
          <ProblemCard problem={props.problem} onRetry={props.onConfirm} />
        </div>
      )}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={props.onClose} data-autofocus>
          Cancel
        </Button>
        <Button color={danger ? 'red' : undefined} loading={pending} onClick={props.onConfirm}>
          {confirm}
        </Button>
      </Group>
    </Dialog>
  );
}
