/** What the window itself offers as commands: its pages, how it looks, the tabs of the shown server. */
import { useEffect } from 'react';
import { changeSettings } from '../connect/settings';
import { addCommands, type Command } from '../kit/commands';
import { sayProblem } from '../kit/toast';
import { openKeys, openPalette } from '../palette';
import { focusSearch, setSidebarWidth, toggleSidebar } from './sidebar';
import {
  openDialog,
  selectServer,
  showLog,
  showPage,
  showTab,
  type TabName,
  useShell,
} from './store';
import { zoom } from './zoom';

/** openfortivpn does not exist there. */
const isWindows = /^win/i.test(navigator.platform);

const group = 'Window';
const view = 'View';

function setColors(colorScheme: 'auto' | 'light' | 'dark'): void {
  void changeSettings({ appearance: { colorScheme } }).then((outcome) => {
    if (!outcome.ok) sayProblem(outcome.problem);
  });
}

const windowCommands: readonly Command[] = [
  {
    ...{ id: 'palette.open', title: 'Commands', group, keys: 'mod+shift+P', otherKeys: ['mod+K'] },
    everywhere: true,
    run: openPalette,
  },
  {
    ...{ id: 'window.lab', title: 'Your lab', group },
    ...{ keys: 'mod+shift+H', keywords: ['overview', 'home', 'gpus'] },
    run: () => selectServer(null),
  },
  {
    ...{ id: 'servers.search', title: 'Search the servers', group: 'Servers', keys: 'mod+shift+F' },
    keywords: ['find', 'user@host'],
    run: focusSearch,
  },
  {
    ...{ id: 'window.sidebar', title: 'Show or hide the servers', group: view, keys: 'mod+B' },
    keywords: ['sidebar', 'list'],
    run: toggleSidebar,
  },
  {
    ...{ id: 'view.sidebar-width', title: 'Usual width of the servers', group: view },
    keywords: ['sidebar', 'resize', 'reset'],
    run: () => setSidebarWidth(null),
  },
  {
    ...{ id: 'window.settings', title: 'Settings', group, keys: 'mod+comma', everywhere: true },
    keywords: ['preferences', 'options', 'configuration'],
    run: () => showPage('settings'),
  },
  {
    ...{ id: 'keys.show', title: 'SSH keys', group: 'SSH keys' },
    keywords: ['private', 'public', 'fingerprint', 'ssh-keygen', 'authorized_keys', 'revoke'],
    run: () => showPage('keys'),
  },
  {
    ...{ id: 'keys.new', title: 'Make a new SSH key', group: 'SSH keys' },
    keywords: ['generate', 'ed25519', 'rsa', 'ssh-keygen', 'passphrase'],
    run: () => openDialog({ kind: 'key-new' }),
  },
  {
    ...{ id: 'keys.import', title: 'Import a PuTTY key (.ppk)', group: 'SSH keys' },
    keywords: ['puttygen', 'convert'],
    run: () => openDialog({ kind: 'key-import' }),
  },
  {
    ...{ id: 'keys.setup', title: 'Set up a key for a server', group: 'SSH keys' },
    keywords: ['install', 'ssh-copy-id', 'password', 'authorized_keys'],
    run: () => openDialog({ kind: 'key-setup', server: null, key: null }),
  },
  ...(isWindows
    ? []
    : [
        {
          ...{ id: 'vpn.start', title: 'VPN with openfortivpn', group: 'Network' },
          keywords: ['fortinet', 'forticlient', 'fortigate', 'tunnel', 'start', 'stop'],
          run: () => openDialog({ kind: 'vpn' }),
        },
      ]),
  {
    ...{ id: 'window.log', title: 'Log', group, keywords: ['bug report', 'diagnose', 'errors'] },
    run: () => showLog(),
  },
  {
    ...{ id: 'window.about', title: 'About Labmate', group, keywords: ['version', 'licences'] },
    run: () => {
      showPage('settings');
      requestAnimationFrame(() => scrollToAbout(0));
    },
  },
  {
    ...{ id: 'window.keys', title: 'Keys', group, keys: 'F1', otherKeys: ['?'] },
    keywords: ['keyboard', 'shortcuts', 'help'],
    run: openKeys,
  },
  ...(
    [
      ['auto', 'Colours as the system'],
      ['light', 'Light colours'],
      ['dark', 'Dark colours'],
    ] as const
  ).map(([scheme, title]) => ({
    ...{ id: `view.colors-${scheme}`, title, group: view, keywords: ['theme', 'appearance'] },
    run: () => setColors(scheme),
  })),
  {
    ...{ id: 'view.zoom-in', title: 'Everything larger', group: view, keys: 'mod+plus' },
    ...{ keywords: ['zoom in', 'bigger'], overDialogs: true },
    run: () => zoom(1),
  },
  {
    ...{ id: 'view.zoom-out', title: 'Everything smaller', group: view, keys: 'mod+minus' },
    ...{ keywords: ['zoom out'], overDialogs: true },
    run: () => zoom(-1),
  },
  {
    ...{ id: 'view.zoom-reset', title: 'Everything at its usual size', group: view, keys: 'mod+0' },
    ...{ keywords: ['zoom reset', '100 %'], overDialogs: true },
    run: () => zoom(0),
  },
];

/** The settings page may have to be loaded first; after a second nobody waits any more. */
function scrollToAbout(tries: number): void {
  const about = document.getElementById('about');
  if (about) about.scrollIntoView();
  else if (tries < 60) requestAnimationFrame(() => scrollToAbout(tries + 1));
}

const tabTitles: readonly [TabName, string][] = [
  ['overview', 'Overview'],
  ['terminal', 'Terminal'],
  ['tunnels', 'Notebooks & ports'],
  ['files', 'Files'],
];

/** The tabs of the server that is shown. */
function tabCommands(server: string): Command[] {
  return [
    ...tabTitles.map(([tab, title], at) => ({
      ...{ id: `tab.${tab}`, title, group: server, keys: `alt+${at + 1}`, keywords: ['tab'] },
      run: () => {
        selectServer(server);
        showTab(server, tab);
      },
    })),
  ];
}

/** Adds them for as long as the window lives; those of the servers are the servers' own. */
export function useShellCommands(): void {
  const shown = useShell(({ server }) => server);
  useEffect(() => addCommands(windowCommands), []);
  useEffect(() => (shown === null ? undefined : addCommands(tabCommands(shown))), [shown]);
}
