/** Says what was moved, with a button that moves it back; the palette offers the same. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { addCommands } from '../kit/commands';
import { plural } from '../kit/format';
import { visibleLine } from '../kit/safe-text';
import classes from './files.module.css';
import type { Moved } from './move';
import { baseName } from './paths';

/** How long the message stays, in milliseconds. The command stays until the next move. */
const shownMs = 12_000;

let forget: () => void = () => undefined;

export function offerBack(
  moved: readonly Moved[],
  folder: string,
  back: () => Promise<void>,
): void {
  const [first] = moved;
  if (!first) return;
  const id = `moved-${first.from}`;
  const what = visibleLine(moved.length === 1 ? baseName(first.to) : plural(moved.length, 'item'));
  const undo = () => {
    forget();
    notifications.hide(id);
    void back();
  };
  forget();
  forget = addCommands([
    { id: 'files.move-back', title: `Move ${what} back`, group: 'Files', run: undo },
  ]);
  notifications.show({
    id,
    autoClose: shownMs,
    withBorder: true,
    message: (
      <div className={classes['undo']}>
        <span>
          Moved <bdi>{what}</bdi> to{' '}
          <bdi title={visibleLine(folder)}>{visibleLine(baseName(folder) || '/')}</bdi>.
        </span>
        <Button size="compact-sm" variant="default" onClick={undo}>
          Undo
        </Button>
      </div>
    ),
  });
}
