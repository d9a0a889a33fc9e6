/** What stands above the window or only listens: loaded behind the first picture. */
import { Notifications } from '@mantine/notifications';
import { PaletteHost, useCommandKeys } from '../palette';
import { QuestionDialog } from '../questions';
import { useServerCommands, useServerList } from '../servers';
import { Announcer } from './Announcer';
import { serverActions } from './actions';
import { CloseDialog } from './CloseDialog';
import { useShellCommands } from './commands';
import { Dialogs } from './Dialogs';

export function Later() {
  useShellCommands();
  useServerCommands(serverActions);
  useCommandKeys();
  return (
    <>
      <Notifications position="bottom-right" limit={4} zIndex={150} />
      <Dialogs />
      <CloseDialog />
      <PaletteHost />
      <Questions />
      <Announcer />
    </>
  );
}

function Questions() {
  const servers = useServerList();
  const isConnected = (name: string) =>
    servers.some((server) => server.name === name && server.connection.state === 'connected');
  return <QuestionDialog isConnected={isConnected} />;
}
