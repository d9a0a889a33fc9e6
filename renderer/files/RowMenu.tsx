/** The menu of the chosen entries, where the pointer or the row is. */
import { Menu } from '@mantine/core';
import type { FileAction } from './actions';
import classes from './files.module.css';

export interface MenuPlace {
  x: number;
  y: number;
}

interface RowMenuProps {
  /** Null: closed. */
  place: MenuPlace | null;
  actions: readonly FileAction[];
  onClose: () => void;
}

export function RowMenu({ place, actions, onClose }: RowMenuProps) {
  if (!place) return null;
  return (
    <Menu opened onClose={onClose} position="bottom-start" width={220}>
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          className={classes['menuSpot']}
          style={{ left: place.x, top: place.y }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label="What can be done" data-testid="row-menu">
        <ActionItems actions={actions} />
      </Menu.Dropdown>
    </Menu>
  );
}

export function ActionItems({ actions }: { actions: readonly FileAction[] }) {
  return actions.map((action) => (
    <Menu.Item
      key={action.id}
      leftSection={action.icon}
      className={action.danger ? classes['delete'] : undefined}
      onClick={action.run}
    >
      {action.label}
    </Menu.Item>
  ));
}
