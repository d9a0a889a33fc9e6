/**
 * The line at the bottom: connections, the notice of a development runtime, the version, and the
 * switch between dark, light and the system's choice. For tests: data-testid `development-runtime`;
 * button `Colours: …`.
 */
import { ActionIcon, Menu, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { Construction, House, Monitor, Moon, Sun } from 'lucide-react';
import { visibleLine } from '../kit/safe-text';
import { useServerList } from '../servers';
import { useAbout } from './about-store';
import classes from './shell.module.css';
import { selectServer } from './store';
import { connectedWords } from './words';

export function StatusBar() {
  const servers = useServerList();
  const about = useAbout((state) => state.about);
  return (
    <footer className={classes['status']}>
      <UnstyledButton className={classes['statusItem']} onClick={() => selectServer(null)}>
        <House size={13} aria-hidden /> Your lab
      </UnstyledButton>
      <span>{connectedWords(servers)}</span>
      <span className={classes['grow']} />
      {about?.developmentRuntime != null && (
        <Tooltip label={visibleLine(about.developmentRuntime)}>
          <span className={classes['runtime']} data-testid="development-runtime">
            <Construction size={13} aria-hidden /> Development runtime
          </span>
        </Tooltip>
      )}
      {about && (
        <Tooltip
          label={`Electron ${about.electron}, Chromium ${about.chromium}, Node ${about.node}`}
        >
          <span>Labmate {about.version}</span>
        </Tooltip>
      )}
      <SchemeSwitch />
    </footer>
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
