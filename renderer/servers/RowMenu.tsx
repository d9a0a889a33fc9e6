/** The menu of one server, from its button or by the right mouse button on the row. */
import { ActionIcon, Menu } from '@mantine/core';
import {
  ArrowDown,
  ArrowUp,
  Copy,
  Ellipsis,
  FolderInput,
  KeyRound,
  Pencil,
  Plug,
  Star,
  StarOff,
  Stethoscope,
  Trash2,
  Unplug,
  X,
} from 'lucide-react';
import { visibleLine } from '../kit/safe-text';
import { arrangeServer } from './actions';
import type { RowProps } from './ServerRow';
import { canMove, step } from './sections';
import classes from './servers.module.css';

type RowMenuProps = RowProps & { opened: boolean; onOpened: (opened: boolean) => void };

export function RowMenu(props: RowMenuProps) {
  const { server, onConnect, onDisconnect, onDoctor, onSetUpKey, opened, onOpened } = props;
  const { name, origin } = server;
  const { state } = server.connection;
  return (
    <Menu position="bottom-end" opened={opened} onChange={onOpened} returnFocus>
      <Menu.Target>
        <ActionIcon
          className={classes['rowMenu']}
          size="sm"
          aria-label={`More about ${visibleLine(name)}`}
        >
          <Ellipsis size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {state === 'connected' || state === 'connecting' ? (
          <Menu.Item leftSection={<Unplug size={15} />} onClick={() => onDisconnect(name)}>
            {state === 'connecting' ? 'Stop connecting' : 'Disconnect'}
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<Plug size={15} />} onClick={() => onConnect(name)}>
            Connect
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Stethoscope size={15} />} onClick={() => onDoctor(name)}>
          Check step by step
        </Menu.Item>
        {server.label === null && (
          <Menu.Item leftSection={<KeyRound size={15} />} onClick={() => onSetUpKey(name)}>
            Set up a key…
          </Menu.Item>
        )}
        {canMove(server) && <PlaceItems {...props} />}
        <ChangeItems {...props} />
        {origin === 'typed' && state === 'failed' && (
          <Menu.Item leftSection={<X size={15} />} onClick={() => onDisconnect(name)}>
            Take off the list
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function PlaceItems({ server, sections, onMoveToGroup }: RowProps) {
  const { name, favourite } = server;
  const up = step(sections, name, -1);
  const down = step(sections, name, 1);
  return (
    <>
      <Menu.Divider />
      <Menu.Item
        leftSection={favourite ? <StarOff size={15} /> : <Star size={15} />}
        onClick={() => void arrangeServer({ server: name, favourite: !favourite })}
      >
        {favourite ? 'Take off the favourites' : 'Add to favourites'}
      </Menu.Item>
      <Menu.Item
        leftSection={<ArrowUp size={15} />}
        disabled={!up}
        onClick={() => void arrangeServer(up)}
      >
        Move up
      </Menu.Item>
      <Menu.Item
        leftSection={<ArrowDown size={15} />}
        disabled={!down}
        onClick={() => void arrangeServer(down)}
      >
        Move down
      </Menu.Item>
      <Menu.Item leftSection={<FolderInput size={15} />} onClick={() => onMoveToGroup(name)}>
        Move to group…
      </Menu.Item>
    </>
  );
}

function ChangeItems({ server, onEdit, onDuplicate, onRemove }: RowProps) {
  const { name, origin, label } = server;
  if (label !== null) return null;
  if (origin === 'typed')
    return (
      <Menu.Item leftSection={<Pencil size={15} />} onClick={() => onEdit(name)}>
        Save as…
      </Menu.Item>
    );
  return (
    <>
      <Menu.Divider />
      {origin === 'saved' && (
        <Menu.Item leftSection={<Pencil size={15} />} onClick={() => onEdit(name)}>
          Edit…
        </Menu.Item>
      )}
      <Menu.Item leftSection={<Copy size={15} />} onClick={() => onDuplicate(name)}>
        Duplicate…
      </Menu.Item>
      {origin === 'saved' && (
        <Menu.Item color="red" leftSection={<Trash2 size={15} />} onClick={() => onRemove(name)}>
          Remove
        </Menu.Item>
      )}
    </>
  );
}
