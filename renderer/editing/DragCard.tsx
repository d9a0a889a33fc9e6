/**
 * What was fetched to be dragged out, as a card that one takes hold of. Rows of the file list are
 * never dragged out themselves: those move inside (renderer/files/move.ts).
 */
import { notifications } from '@mantine/notifications';
import { GripVertical } from 'lucide-react';
import { visibleLine } from '../kit/safe-text';
import { keepMs } from './drag-shelf';
import classes from './editing.module.css';

/** @param onStart hands the files over; called when the card is dragged */
export function offerDragCard(id: string, name: string, onStart: () => void): void {
  notifications.show({
    id,
    autoClose: keepMs,
    withBorder: true,
    title: 'Ready to be dragged out',
    message: <DragCard name={name} onStart={onStart} />,
  });
}

function DragCard({ name, onStart }: { name: string; onStart: () => void }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging has no keys; Download has them
    <div
      className={classes['dragCard']}
      data-testid="drag-card"
      draggable
      onDragStart={(event) => {
        // The system's own drag of real files takes the place of the page's.
        event.preventDefault();
        onStart();
      }}
    >
      <GripVertical size={16} aria-hidden />
      <span>
        Drag <bdi className={classes['dragName']}>{visibleLine(name)}</bdi> from here into another
        window.
      </span>
    </div>
  );
}
