/**
 * The window: servers at the left, the chosen one in the centre, transfers and the status bar below,
 * questions and dialogs above. For tests: main region `Main`, `Servers` navigation, tabs `Overview`,
 * `Terminal`, `Notebooks & ports`, `Files`.
 */
import { Drawer, MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { lazy, Suspense } from 'react';
import { Loading } from '../kit/Loading';
import { ProblemShelf } from '../kit/ProblemShelf';
import { type ProblemActions, ProblemActionsContext } from '../kit/problem-actions';
import { LogPanel } from '../log';
import { LabOverview } from '../overview';
import { PaletteHost, useCommandKeys } from '../palette';
import { QuestionDialog } from '../questions';
import {
  type CommandActions,
  FirstRun,
  ServersPanel,
  useFirstRun,
  useServer,
  useServerCommands,
  useServerList,
} from '../servers';
import { SettingsPanel } from '../settings';
import { TransferTray, uploadDropped } from '../transfers';
import { Announcer } from './Announcer';
import { useAbout } from './about-store';
import { connectServer, leaveServer, openExternal, removeAndLeave } from './actions';
import { CloseDialog } from './CloseDialog';
import { useShellCommands } from './commands';
import { Dialogs } from './Dialogs';
import { StatusBar } from './StatusBar';
import { schemeManager } from './scheme';
import classes from './shell.module.css';
import { narrowQuery } from './sidebar';
import { openDialog, selectServer, showLog, useShell } from './store';
import { cssVariablesResolver, theme } from './theme';

const problemActions: ProblemActions = {
  openDoctor: (server) => openDialog({ kind: 'doctor', server }),
  editServer: (server) => openDialog({ kind: 'edit', server }),
  openUrl: (url) => void openExternal(url),
  showLog,
};

/** Terminal, charts and files: two thirds of the page's program, and no part of its first picture. */
const ServerView = lazy(() =>
  import('./ServerView').then((room) => ({ default: room.ServerView })),
);

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      cssVariablesSelector="html:root"
      defaultColorScheme="auto"
      colorSchemeManager={schemeManager}
    >
      <Notifications position="bottom-right" limit={4} zIndex={150} />
      <ProblemActionsContext value={problemActions}>
        <Frame />
        <Dialogs />
        <CloseDialog />
        <PaletteHost />
        <Questions />
        <Announcer />
      </ProblemActionsContext>
    </MantineProvider>
  );
}

function Questions() {
  const servers = useServerList();
  const isConnected = (name: string) =>
    servers.some((server) => server.name === name && server.connection.state === 'connected');
  return <QuestionDialog isConnected={isConnected} />;
}

const serverActions: CommandActions = {
  onSelect: selectServer,
  onConnect: connectServer,
  onDisconnect: leaveServer,
  onAdd: () => openDialog({ kind: 'add' }),
  onEdit: (name) => openDialog({ kind: 'edit', server: name }),
  onDuplicate: (name) => openDialog({ kind: 'duplicate', server: name }),
  onRemove: (name) => void removeAndLeave(name),
  onDoctor: (name) => openDialog({ kind: 'doctor', server: name }),
  onShowLab: () => selectServer(null),
};

function Frame() {
  useShellCommands();
  useServerCommands(serverActions);
  useCommandKeys();
  const narrow = useMediaQuery(narrowQuery, false, { getInitialValueInEffect: false });
  const hidden = useShell((state) => state.sidebarHidden);
  const drawerOpen = useShell((state) => state.drawerOpen);
  const beside = !narrow && !hidden;
  return (
    <div className={classes['frame']} data-sidebar={beside}>
      <SkipLink />
      {beside && (
        <aside className={classes['side']} aria-label="Your servers">
          <Servers />
        </aside>
      )}
      {narrow && (
        <Drawer
          opened={drawerOpen}
          onClose={() => useShell.setState({ drawerOpen: false })}
          title="Your servers"
          size={300}
          padding={0}
          closeButtonProps={{ 'aria-label': 'Close' }}
          classNames={{ body: classes['drawerBody'], header: classes['drawerHead'] }}
        >
          <Servers />
        </Drawer>
      )}
      <main id="main" tabIndex={-1} className={classes['main']} aria-label="Main">
        <ProblemShelf />
        <div className={classes['centre']}>
          <Suspense fallback={<Loading label="Opening" />}>
            <Centre />
          </Suspense>
        </div>
      </main>
      <div className={classes['bottom']}>
        <TransferTray />
        <StatusBar />
      </div>
    </div>
  );
}

/** The first stop of the Tab key: past the servers, to what they are about. */
function SkipLink() {
  return (
    <button
      type="button"
      className={classes['skip']}
      onClick={() => document.getElementById('main')?.focus()}
    >
      Skip to the main part
    </button>
  );
}

function Servers() {
  const selected = useShell((state) => (state.page === 'lab' ? state.server : null));
  return (
    <ServersPanel
      selected={selected}
      {...serverActions}
      onDropFiles={(name, files) => void uploadDropped(name, files, '~')}
    />
  );
}

function Centre() {
  const page = useShell((state) => state.page);
  const search = useShell((state) => state.logSearch);
  const server = useServer(useShell((state) => state.server));
  const about = useAbout((state) => state.about);
  if (page === 'settings') return <SettingsPanel about={about} onShowLog={() => showLog()} />;
  if (page === 'log') return <LogPanel about={about} search={search} />;
  return server ? <ServerView key={server.name} server={server} /> : <Lab />;
}

/** The first screen: the lab, or the three steps that lead to one. */
function Lab() {
  const firstRun = useFirstRun();
  if (firstRun) return <FirstRun onOpen={connectServer} onShowLab={() => selectServer(null)} />;
  return (
    <LabOverview
      onOpen={selectServer}
      onConnect={(server) => connectServer(server, { stay: true })}
      onDoctor={(server) => openDialog({ kind: 'doctor', server })}
    />
  );
}
