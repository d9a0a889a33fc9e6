/** The button that splits a tab, or turns and ends its split. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { Columns2, Rows2, X } from 'lucide-react';
import { useState } from 'react';
import { runCommand } from '../kit/commands';
import type { TerminalTab } from './arrangement';
import { sessionOf } from './store';

interface SplitMenuProps {
  tab: TerminalTab;
  connected: boolean;
}

export function SplitMenu({ tab, connected }: SplitMenuProps) {
  const [opened, setOpened] = useState(false);
  const isSplit = tab.sides.length > 1;
  const onChange = (open: boolean) => {
    setOpened(open);
    if (!open) sessionOf(tab.focused).terminal.focus();
  };
  const item = (label: string, icon: React.ReactNode, command: string) => (
    <Menu.Item leftSection={icon} onClick={() => void runCommand(command)}>
      {label}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end" opened={opened} onChange={onChange} returnFocus={false}>
      <Tooltip label="Split this terminal" disabled={opened}>
        <Menu.Target>
          <ActionIcon size="sm" aria-label="Split this terminal" disabled={!connected && !isSplit}>
            <Columns2 size={16} />
          </ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        {item(
          isSplit ? 'Side by side' : 'Split right',
          <Columns2 size={15} />,
          'terminal.split-right',
        )}
        {item(
          isSplit ? 'One above the other' : 'Split down',
          <Rows2 size={15} />,
          'terminal.split-down',
        )}
        {isSplit && item('Close this side', <X size={15} />, 'terminal.close')}
      </Menu.Dropdown>
    </Menu>
  );
}
