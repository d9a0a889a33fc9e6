/**
 * The window: servers at the left, the chosen one in the centre, transfers and the status bar below,
 * questions and dialogs above. For tests: main region `Main`, `Servers` navigation, tabs `Overview`,
 * `Terminal`, `Notebooks & ports`, `Files`.
 */
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { lazy, Suspense } from 'react';
import { Loading } from '../kit/Loading';
import { type ProblemActions, ProblemActionsContext } from '../kit/problem-actions';
import { QuestionDialog } from '../questions';
import {
  type CommandActions,
  ServersPanel,
  useServer,
  useServerCommands,
  useServerList,
} from '../servers';
import { TransferTray, uploadDropped } from '../transfers';
import { connectServer, leaveServer, openExternal, removeAndLeave } from './actions';
import { Dialogs } from './Dialogs';
import { Home } from './Home';
import { StatusBar } from './StatusBar';
import classes from './shell.module.css';
import { openDialog, selectServer, useShell } from './store';
import { cssVariablesResolver, theme } from './theme';

const problemActions: ProblemActions = {
  openDoctor: (server) => openDialog({ kind: 'doctor', server }),
  editServer: (server) => openDialog({ kind: 'edit', server }),
  openUrl: (url) => void openExternal(url),
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
      defaultColorScheme="auto"
    >
      <Notifications position="bottom-right" limit={4} zIndex={150} />
      <ProblemActionsContext value={problemActions}>
        <Frame />
        <Dialogs />
        <Questions />
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
  const selected = useShell((state) => state.server);
  useServerCommands(serverActions);
  const server = useServer(selected);
  return (
    <div className={classes['frame']}>
      <aside className={classes['side']}>
        <ServersPanel
          selected={selected}
          {...serverActions}
          onDropFiles={(name, files) => void uploadDropped(name, files, '~')}
        />
      </aside>
      <main className={classes['main']} aria-label="Main">
        {server ? (
          <Suspense fallback={<Loading label="Opening" />}>
            <ServerView key={server.name} server={server} />
          </Suspense>
        ) : (
          <Home />
        )}
      </main>
      <div className={classes['bottom']}>
        <TransferTray />
        <StatusBar />
      </div>
    </div>
  );
}
