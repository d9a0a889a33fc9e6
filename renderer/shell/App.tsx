/**
 * The window: servers at the left, the chosen one in the centre, transfers and the status bar below,
 * questions and dialogs above. For tests: main region `Main`, `Servers` navigation, tabs `Overview`,
 * `Terminal`, `Notebooks & ports`, `Files`.
 */
import { Drawer, MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Suspense, useEffect } from 'react';
import { KeysPanel } from '../keys';
import { Loading } from '../kit/Loading';
import { ProblemShelf } from '../kit/ProblemShelf';
import { type ProblemActions, ProblemActionsContext } from '../kit/problem-actions';
import { LogPanel } from '../log';
import { ServersPanel, useServer } from '../servers';
import { SettingsPanel } from '../settings';
import { uploadDropped } from '../transfers';
import { useAbout } from './about-store';
import { forgetHostKey, openExternal, openVpn, serverActions } from './actions';
import { later, pictureRendered } from './first-picture';
import { SidebarEdge, sideStyle } from './SidebarEdge';
import { StatusBar } from './StatusBar';
import { schemeManager } from './scheme';
import classes from './shell.module.css';
import { narrowQuery } from './sidebar';
import { openDialog, showLog, useShell } from './store';
import { cssVariablesResolver, theme } from './theme';

const problemActions: ProblemActions = {
  openDoctor: (server) => openDialog({ kind: 'doctor', server }),
  editServer: (server) => openDialog({ kind: 'edit', server }),
  forgetHostKey: (server) => void forgetHostKey(server),
  openVpn: (kind) => void openVpn(kind),
  openUrl: (url) => void openExternal(url),
  showLog,
};

/** Most of the page's program is no part of its first picture. */
const ServerView = later(() => import('./ServerView').then((room) => room.ServerView));
const Lab = later(() => import('./Lab').then((room) => room.Lab));
const Later = later(() => import('./Later').then((room) => room.Later));
const TransferTray = later(() => import('./Transfers').then((room) => room.TransferTray));

export function App() {
  useEffect(pictureRendered, []);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      cssVariablesSelector="html:root"
      defaultColorScheme="auto"
      colorSchemeManager={schemeManager}
    >
      <ProblemActionsContext value={problemActions}>
        <Frame />
        <Suspense>
          <Later />
        </Suspense>
      </ProblemActionsContext>
    </MantineProvider>
  );
}

function Frame() {
  const narrow = useMediaQuery(narrowQuery, false, { getInitialValueInEffect: false });
  const hidden = useShell((state) => state.sidebarHidden);
  const drawerOpen = useShell((state) => state.drawerOpen);
  const width = useShell((state) => state.sidebarWidth);
  const beside = !narrow && !hidden;
  return (
    <div className={classes['frame']} data-sidebar={beside} style={sideStyle(width)}>
      <SkipLink />
      {beside && (
        <aside className={classes['side']} aria-label="Your servers">
          <Servers />
        </aside>
      )}
      {beside && <SidebarEdge />}
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
        <Suspense>
          <TransferTray />
        </Suspense>
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
  if (page === 'keys') return <KeysPanel onOpen={openDialog} />;
  if (page === 'log') return <LogPanel about={about} search={search} />;
  return server ? <ServerView key={server.name} server={server} /> : <Lab />;
}
