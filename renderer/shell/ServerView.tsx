/** The chosen server: who it is, its connection, and its tabs. */
import { Button, Tabs, Tooltip } from '@mantine/core';
import { Activity, FolderTree, NotebookPen, Plug, SquareTerminal, Unplug } from 'lucide-react';
import type { ServerEntry } from '../../preload/contract/servers';
import { editorActions, fetchToDragOut, useEdits, WithOpenEdits } from '../editing';
import { FilesPanel } from '../files';
import { useNow } from '../kit/clock';
import { ServerLabel } from '../kit/ServerLabel';
import { visibleLine } from '../kit/safe-text';
import { OverviewPanel } from '../overview';
import { addressOf, BadgeButton, originOf } from '../servers';
import { TerminalsPanel } from '../terminals';
import { downloadChosen, isActive, uploadChosen, uploadDropped, useTransfers } from '../transfers';
import { TunnelsPanel } from '../tunnels';
import { connectServer, leaveServer } from './actions';
import { Offline } from './Offline';
import classes from './shell.module.css';
import { openDialog, showTab, type TabName, useShell } from './store';
import { sharingWords, silenceWords } from './words';

const tabs: readonly { name: TabName; label: string; icon: React.ReactNode }[] = [
  { name: 'overview', label: 'Overview', icon: <Activity size={16} aria-hidden /> },
  { name: 'terminal', label: 'Terminal', icon: <SquareTerminal size={16} aria-hidden /> },
  { name: 'tunnels', label: 'Notebooks & ports', icon: <NotebookPen size={16} aria-hidden /> },
  { name: 'files', label: 'Files', icon: <FolderTree size={16} aria-hidden /> },
];

export function ServerView({ server }: { server: ServerEntry }) {
  const tab = useShell((state) => state.tabs[server.name]) ?? 'overview';
  return (
    <Tabs
      className={classes['view']}
      value={tab}
      onChange={(value) => value && showTab(server.name, value as TabName)}
      keepMounted={false}
    >
      <header className={classes['serverHead']}>
        <Identity server={server} />
        <Tabs.List
          className={classes['tabList']}
          aria-label={`Parts of ${visibleLine(server.name)}`}
        >
          {tabs.map(({ name, label, icon }) => (
            <Tabs.Tab key={name} value={name} leftSection={icon}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </header>
      {tabs.map(({ name }) => (
        <Tabs.Panel key={name} value={name} className={classes['tabPanel']} data-tab={name}>
          {name === tab && <TabContent tab={name} server={server} />}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function Identity({ server }: { server: ServerEntry }) {
  const { connection, name } = server;
  const isOn = connection.state === 'connected';
  const silentSince = connection.state === 'connected' ? connection.silentSince : null;
  const sharing = connection.state === 'connected' ? connection.sharing : null;
  const waits = sharingWords(visibleLine(name), sharing);
  const through = server.jumps.length > 0 ? ` through ${server.jumps.join(', ')}` : '';
  // A typed server is called by its address; it need not stand there twice.
  const address = addressOf(server) === name ? '' : addressOf(server);
  const software = isOn ? `, ${connection.software}` : '';
  return (
    <div className={classes['identity']}>
      <h1>
        <bdi>{visibleLine(name)}</bdi>
      </h1>
      <ServerLabel label={server.label} />
      <BadgeButton
        connection={connection}
        onClick={() => openDialog({ kind: 'doctor', server: name })}
      />
      {waits !== null ? (
        <p className={classes['silence']} data-testid="sharing">
          {waits}
        </p>
      ) : silentSince === null ? (
        <Tooltip label={`${originOf(server)}${visibleLine(software)}`}>
          <p className={classes['address']}>{visibleLine(`${address}${through}`)}</p>
        </Tooltip>
      ) : (
        <Silence server={name} since={silentSince} />
      )}
      {isOn || connection.state === 'connecting' ? (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<Unplug size={15} aria-hidden />}
          aria-label={`Disconnect from ${visibleLine(name)}`}
          onClick={() => leaveServer(name)}
        >
          {isOn ? 'Disconnect' : 'Stop'}
        </Button>
      ) : (
        <Button
          size="compact-sm"
          leftSection={<Plug size={15} aria-hidden />}
          aria-label={`Connect to ${visibleLine(name)}`}
          onClick={() => connectServer(name)}
        >
          Connect
        </Button>
      )}
    </div>
  );
}

/** A server that has fallen silent: the panels show what was last known. */
function Silence({ server, since }: { server: string; since: number }) {
  const now = useNow();
  return (
    <p className={classes['silence']} data-testid="silence">
      {silenceWords(visibleLine(server), now - since)}
    </p>
  );
}

function TabContent({ tab, server }: { tab: TabName; server: ServerEntry }) {
  const { name, connection } = server;
  const connected = connection.state === 'connected';
  const offline = <Offline server={server} />;
  if (tab === 'terminal')
    return <TerminalsPanel server={name} connected={connected} offline={offline} />;
  if (tab === 'tunnels')
    return <TunnelsPanel server={name} connected={connected} offline={offline} />;
  // What was edited and waits for the link is still to be seen, and to be sent.
  if (tab === 'files' && !connected) return <WithOpenEdits server={name}>{offline}</WithOpenEdits>;
  if (!connected) return offline;
  // A new connection starts its panels anew.
  if (tab === 'overview') return <OverviewPanel key={connection.since} server={name} />;
  return <Files key={connection.since} server={name} />;
}

function Files({ server }: { server: string }) {
  const settled = useTransfers(
    ({ snapshot }) =>
      (snapshot ?? []).filter((entry) => entry.server === server && !isActive(entry)).length,
  );
  // A file of this server that arrived from the editor changed its folder too.
  const saved = useEdits(({ snapshot }) =>
    (snapshot ?? []).reduce(
      (newest, { server: of, state }) =>
        of === server && state.kind === 'open' ? Math.max(newest, state.savedAt ?? 0) : newest,
      0,
    ),
  );
  return (
    <WithOpenEdits server={server}>
      <FilesPanel
        server={server}
        settled={settled + saved}
        extraActions={editorActions}
        onDragOut={(paths) => void fetchToDragOut(server, paths)}
        onUpload={(kind, folder) => void uploadChosen(server, kind, folder)}
        onDropFiles={(files, folder) => void uploadDropped(server, files, folder)}
        onDownload={(paths) => void downloadChosen(server, paths)}
      />
    </WithOpenEdits>
  );
}
