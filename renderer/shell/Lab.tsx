/** The first screen: the lab, or the three steps that lead to one. */
import { LabOverview } from '../overview';
import { FirstRun, useFirstRun } from '../servers';
import { uploadDropped, useLastFolder } from '../transfers';
import { connectServer } from './actions';
import { openDialog, selectServer } from './store';

export function Lab() {
  const firstRun = useFirstRun();
  const folders = useLastFolder();
  const folderOf = (server: string) => folders[server] ?? '~';
  if (firstRun) {
    return (
      <FirstRun
        onOpen={connectServer}
        onShowLab={() => selectServer(null)}
        onImport={() => openDialog({ kind: 'import' })}
        onSetUpKey={(server) => openDialog({ kind: 'key-setup', server, key: null })}
      />
    );
  }
  return (
    <LabOverview
      onOpen={selectServer}
      onConnect={(server) => connectServer(server, { stay: true })}
      onDoctor={(server) => openDialog({ kind: 'doctor', server })}
      uploadsTo={folderOf}
      onDropFiles={(server, files) => void uploadDropped(server, files, folderOf(server))}
    />
  );
}
