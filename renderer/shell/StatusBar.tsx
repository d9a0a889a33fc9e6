/**
 * The line at the bottom: the way to the lab, connections, the notice of a development runtime, the
 * version, and the window's own pages. For tests: data-testid `development-runtime`; buttons
 * `Colours: …`, `Commands`, `Log`, `Settings`, `Show or hide the servers`; data-testid `status-vpn`.
 */
import { ActionIcon, Menu, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import {
  Command,
  Construction,
  House,
  Monitor,
  Moon,
  PanelLeft,
  ScrollText,
  Settings,
  ShieldCheck,
  ShieldOff,
  Sun,
} from 'lucide-react';
import { ServerLabel } from '../kit/ServerLabel';
import { visibleLine } from '../kit/safe-text';
import { isMac, keysWords, openPalette } from '../palette';
import { useServer, useServerList } from '../servers';
import { tunnelWords, useTunnel } from '../vpn';
import { useAbout } from './about-store';
import classes from './shell.module.css';
import { toggleSidebar } from './sidebar';
import { openDialog, selectServer, showLog, showPage, useShell } from './store';
import { connectedWords } from './words';

export function StatusBar() {
  const servers = useServerList();
  const about = useAbout((state) => state.about);
  const page = useShell((state) => state.page);
  const shown = useServer(useShell((state) => state.server));
  return (
    <footer className={classes['status']}>
      <IconButton label="Show or hide the servers" onClick={toggleSidebar}>
        <PanelLeft size={14} />
      </IconButton>
      <UnstyledButton className={classes['statusItem']} onClick={() => selectServer(null)}>
        <House size={13} aria-hidden /> Your lab
      </UnstyledButton>
      <span>{connectedWords(servers)}</span>
      <TunnelItem />
      <span className={classes['grow']} />
      {page === 'lab' && shown && <ServerLabel label={shown.label} testId="status-label" />}
      {about?.developmentRuntime != null && (
        <Tooltip label={visibleLine(about.developmentRuntime)}>
          <span className={classes['runtime']} data-testid="development-runtime">
            <Construction size={13} aria-hidden />
            <span className={classes['words']}>Development runtime</span>
          </span>
        </Tooltip>
      )}
      {about && (
        <Tooltip
          label={`Electron ${about.electron}, Chromium ${about.chromium}, Node ${about.node}`}
        >
          <span className={classes['version']}>Labmate {about.version}</span>
        </Tooltip>
      )}
      <span className={classes['statusTools']}>
        <IconButton label="Commands" keys="mod+shift+P" onClick={openPalette}>
          <Command size={14} />
        </IconButton>
        <IconButton label="Log" pressed={page === 'log'} onClick={() => showLog()}>
          <ScrollText size={14} />
        </IconButton>
        <SchemeSwitch />
        <IconButton
          label="Settings"
          keys="mod+comma"
          pressed={page === 'settings'}
          onClick={() => showPage('settings')}
        >
          <Settings size={14} />
        </IconButton>
      </span>
    </footer>
  );
}

/** The VPN that Labmate has started, for as long as there is something to say about it. */
function TunnelItem() {
  const tunnel = useTunnel((state) => state.snapshot);
  const words = tunnel && tunnelWords(tunnel);
  if (!words) return null;
  const Icon = tunnel.phase === 'off' ? ShieldOff : ShieldCheck;
  return (
    <UnstyledButton
      className={classes['statusItem']}
      onClick={() => openDialog({ kind: 'vpn' })}
      data-testid="status-vpn"
    >
      <Icon size={13} aria-hidden /> {words}
    </UnstyledButton>
  );
}

function IconButton(props: {
  label: string;
  keys?: string;
  pressed?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}) {
  const { label, keys, pressed, onClick, children } = props;
  const written = keys === undefined ? '' : ` (${keysWords(keys, isMac).join('+')})`;
  return (
    <Tooltip label={`${label}${written}`}>
      <ActionIcon
        size="sm"
        aria-label={label}
        aria-current={pressed ? 'page' : undefined}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

const schemes = [
  { value: 'auto', label: 'As the system', Icon: Monitor },
  { value: 'light', label: 'Light', Icon: Sun },
  { value: 'dark', label: 'Dark', Icon: Moon },
] as const;

function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const current = schemes.find(({ value }) => value === colorScheme) ?? schemes[0];
  return (
    <Menu position="top-end">
      <Menu.Target>
        <ActionIcon size="sm" aria-label={`Colours: ${current.label}`}>
          <current.Icon size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(({ value, label, Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={15} />}
            aria-current={value === colorScheme ? 'true' : undefined}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
