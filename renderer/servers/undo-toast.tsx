/** Says that a server was removed, with a button that brings it back; the palette offers the same. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { addCommands } from '../kit/commands';
import { visibleLine } from '../kit/safe-text';
import classes from './servers.module.css';

/** How long the message stays, in milliseconds. The command stays until it was used. */
const shownMs = 12_000;

export function offerUndo(server: string, restore: () => Promise<void>): void {
  const id = `removed-${server}`;
  const name = visibleLine(server);
  const undo = () => {
    forget();
    notifications.hide(id);
    void restore();
  };
  const forget = addCommands([
    {
      id: `servers.bring-back.${server}`,
      title: `Bring back ${name}`,
      group: 'Servers',
      run: undo,
    },
  ]);
  notifications.show({
    id,
    autoClose: shownMs,
    withBorder: true,
    message: (
      <div className={classes['undo']}>
        <span>
          <bdi>{name}</bdi> was removed. Nothing on the server changed.
        </span>
        <Button size="compact-sm" variant="default" onClick={undo}>
          Undo
        </Button>
      </div>
    ),
  });
}
