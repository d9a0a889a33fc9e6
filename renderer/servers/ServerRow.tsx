/** One server of the list: its state, its menu, and a target for dropped files. */
import { ActionIcon, Menu } from '@mantine/core';
import { Ellipsis, Pencil, Plug, Stethoscope, Trash2, Unplug, X } from 'lucide-react';
import type { ServerEntry } from '../../preload/contract/servers';
import { useFileDrop } from '../kit/drop';
import { visibleLine } from '../kit/safe-text';
import { BadgeIcon } from './Badge';
import type { ServersPanelProps } from './Panel';
import classes from './servers.module.css';
import { addressOf, badgeOf } from './words';

type RowProps = ServersPanelProps & { server: ServerEntry };

export function ServerRow(props: RowProps) {
  const { server, selected, onSelect, onConnect, onDropFiles } = props;
  const { over, handlers } = useFileDrop((files) => onDropFiles(server.name, files));
  const { word, tone } = badgeOf(server.connection);
  const name = visibleLine(server.name);
  const line = stateLine(server, word);
  const isSelected = selected === server.name;
  return (
    <li
      className={classes['row']}
      data-selected={isSelected}
      data-over={over}
      data-testid={`server-row-${server.name}`}
      {...handlers}
    >
      <button
        type="button"
        className={classes['rowButton']}
        title={visibleLine(addressOf(server))}
        aria-label={`${name}, ${word}`}
        aria-current={isSelected ? 'true' : undefined}
        data-testid={`server-${server.name}`}
        onClick={() => onSelect(server.name)}
        onDoubleClick={() => onConnect(server.name)}
      >
        <BadgeIcon connection={server.connection} size={16} />
        <span className={classes['rowText']}>
          <bdi className={classes['rowName']}>{name}</bdi>
          <span className={classes['rowState']} data-tone={tone}>
            {over ? 'Drop to upload to the home folder' : line}
          </span>
        </span>
      </button>
      <RowMenu {...props} />
    </li>
  );
}

function stateLine(server: ServerEntry, word: string): string {
  if (server.connection.state === 'connecting') return visibleLine(server.connection.step);
  if (server.connection.state === 'failed') return word;
  return visibleLine(addressOf(server));
}

function RowMenu({ server, onConnect, onDisconnect, onDoctor, onEdit, onRemove }: RowProps) {
  const { name, origin } = server;
  const { state } = server.connection;
  const shown = visibleLine(name);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon className={classes['rowMenu']} size="sm" aria-label={`More about ${shown}`}>
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
        {origin === 'saved' && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<Pencil size={15} />} onClick={() => onEdit(name)}>
              Edit…
            </Menu.Item>
            <Menu.Item
              color="red"
              leftSection={<Trash2 size={15} />}
              onClick={() => onRemove(name)}
            >
              Remove…
            </Menu.Item>
          </>
        )}
        {origin === 'typed' && (
          <Menu.Item leftSection={<Pencil size={15} />} onClick={() => onEdit(name)}>
            Save as…
          </Menu.Item>
        )}
        {origin === 'typed' && state === 'failed' && (
          <Menu.Item leftSection={<X size={15} />} onClick={() => onDisconnect(name)}>
            Take off the list
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
