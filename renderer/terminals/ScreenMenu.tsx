/** The menu of the right mouse button on a terminal's screen. */
import { Menu } from '@mantine/core';
import { ClipboardPaste, Columns2, Copy, Eraser, Rows2, Search, TextSelect, X } from 'lucide-react';
import { runCommand } from '../kit/commands';
import { say } from '../kit/toast';
import { openSearch, sessionOf, useTerminalsUi } from './store';
import { tabWith } from './tabs-store';
import classes from './terminals.module.css';

export function ScreenMenu() {
  const menu = useTerminalsUi((ui) => ui.menu);
  const close = () => useTerminalsUi.setState({ menu: null });
  if (!menu) return null;
  const session = sessionOf(menu.id);
  const isSplit = (tabWith(menu.id)?.sides.length ?? 1) > 1;
  const { terminal } = session;
  /** The keyboard goes back into the shell; a click elsewhere moves it on from there. */
  const leave = () => {
    close();
    terminal.focus();
  };
  // The first item that can be chosen takes the keyboard: Mantine would try it with one that cannot.
  const first = terminal.hasSelection() ? 'Copy' : 'Paste';
  const item = (label: string, icon: React.ReactNode, run: () => void, disabled = false) => (
    <Menu.Item
      leftSection={icon}
      disabled={disabled}
      data-autofocus={label === first || undefined}
      onClick={() => {
        leave();
        run();
      }}
    >
      {label}
    </Menu.Item>
  );
  return (
    <Menu opened onClose={leave} position="bottom-start" offset={0} returnFocus={false}>
      <Menu.Target>
        <span
          className={classes['menuPlace']}
          style={{ left: menu.x, top: menu.y }}
          aria-hidden="true"
        />
      </Menu.Target>
      <Menu.Dropdown aria-label="Terminal">
        {item(
          'Copy',
          <Copy size={15} />,
          () => document.execCommand('copy'),
          !terminal.hasSelection(),
        )}
        {item('Paste', <ClipboardPaste size={15} />, paste)}
        {item('Select all', <TextSelect size={15} />, () => terminal.selectAll())}
        <Menu.Divider />
        {item('Search', <Search size={15} />, () => openSearch(menu.id))}
        {item('Clear', <Eraser size={15} />, () => terminal.clear())}
        <Menu.Divider />
        {item(
          isSplit ? 'Side by side' : 'Split right',
          <Columns2 size={15} />,
          () => void runCommand('terminal.split-right'),
        )}
        {item(
          isSplit ? 'One above the other' : 'Split down',
          <Rows2 size={15} />,
          () => void runCommand('terminal.split-down'),
        )}
        {isSplit &&
          item('Close this side', <X size={15} />, () => void runCommand('terminal.close'))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Chromium lets a page paste by a key only, unless the runtime allows more. */
function paste(): void {
  if (!document.execCommand('paste')) say('Press Ctrl+Shift+V to paste (Cmd+V on a Mac).');
}
