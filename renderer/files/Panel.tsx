/**
 * The files of one connected server. For tests: region `Files on <server>` (also the drop zone,
 * data-testid `files-drop`); navigation `Folders above` with a button per crumb; grid `Files`, each
 * row data-testid `file-<name>`, a folder's name is the button `Open <name>`, checkbox `Select
 * <name>`; buttons `Up`, `Refresh`, `Show hidden files`, `New folder`, `Upload files`, `Upload folders`, `Download`,
 * `Rename`, `Delete`; data-testid `free-space`.
 */
import { Button, Group } from '@mantine/core';
import { FolderOpen, Upload } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useFileDrop } from '../kit/drop';
import { EmptyState } from '../kit/EmptyState';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { DeleteDialog, NameDialog } from './dialogs';
import { FileList } from './FileList';
import classes from './files.module.css';
import { joinPath } from './paths';
import {
  openFolder,
  refreshFolder,
  showHidden,
  stopLoading,
  updateFolder,
  useFolder,
  useShowHidden,
} from './store';
import { Toolbar } from './Toolbar';
import { contentWords, freeWords, visibleEntries } from './words';

export interface FilesPanelProps {
  server: string;
  /** Changes when a transfer of this server has ended: the folder is read again. */
  settled: number;
  onUpload: (kind: 'files' | 'folders', folder: string) => void;
  onDropFiles: (files: File[], folder: string) => void;
  onDownload: (paths: string[]) => void;
}

export type FilesDialog = 'new-folder' | 'rename' | 'delete' | null;

export function FilesPanel(props: FilesPanelProps) {
  const { server, settled, onUpload, onDropFiles } = props;
  const folder = useFolder(server);
  const { listing } = folder;
  const here = listing?.path ?? folder.asked;
  const { show } = useShowHidden();
  const entries = useMemo(() => visibleEntries(listing?.entries ?? [], show), [listing, show]);
  const hidden = (listing?.entries.length ?? 0) - entries.length;
  const [dialog, setDialog] = useState<FilesDialog>(null);
  const drop = useFileDrop((files) => onDropFiles(files, here), listing !== undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when a transfer has ended
  useEffect(() => void refreshFolder(server), [server, settled]);
  const selected = [...folder.selected];
  return (
    <section
      className={classes['panel']}
      aria-label={`Files on ${server}`}
      data-testid="files-drop"
      data-over={drop.over}
      {...drop.handlers}
    >
      <Toolbar
        server={server}
        folder={folder}
        onDialog={setDialog}
        onUpload={(kind) => onUpload(kind, here)}
        onDownload={() => props.onDownload(selected.map((name) => joinPath(here, name)))}
      />
      {folder.problem && (
        <div className={classes['problem']}>
          <ProblemCard
            problem={folder.problem}
            onRetry={() => void openFolder(server, folder.asked)}
            onDismiss={listing ? () => updateFolder(server, { problem: undefined }) : undefined}
          >
            {!listing && folder.asked !== '~' && (
              <Button size="compact-sm" onClick={() => void openFolder(server, '~')}>
                Go to your home folder
              </Button>
            )}
          </ProblemCard>
        </div>
      )}
      {!listing && folder.loading && (
        <Loading label="Listing your home folder" onCancel={() => stopLoading(server)} />
      )}
      {entries.length > 0 && (
        <FileList
          server={server}
          folder={folder}
          entries={entries}
          onDialog={setDialog}
          onDropFiles={onDropFiles}
        />
      )}
      {listing && entries.length === 0 && (
        <div className={classes['fill']}>
          <EmptyState
            icon={<FolderOpen size={26} />}
            title={hidden > 0 ? 'Only hidden files are here' : 'This folder is empty'}
            action={
              <Group gap="sm" justify="center">
                <Button
                  leftSection={<Upload size={16} />}
                  onClick={() => onUpload('folders', here)}
                >
                  Upload a folder
                </Button>
                {hidden > 0 && (
                  <Button variant="default" onClick={() => showHidden(true)}>
                    Show hidden files
                  </Button>
                )}
              </Group>
            }
          >
            Drop files and folders here, and they arrive with their dates and permissions.
          </EmptyState>
        </div>
      )}
      {listing && (
        <footer className={classes['foot']}>
          <span>{contentWords(entries, folder.selected.size, hidden)}</span>
          <span data-testid="free-space">{freeWords(listing.freeBytes, listing.freeInodes)}</span>
        </footer>
      )}
      {drop.over && (
        <div className={classes['veil']} aria-hidden>
          <Upload size={28} />
          Drop to upload into this folder, or onto one of its folders
        </div>
      )}
      {listing && (
        <>
          <NameDialog
            server={server}
            listing={listing}
            dialog={dialog}
            selected={selected[0]}
            onClose={() => setDialog(null)}
          />
          <DeleteDialog
            server={server}
            listing={listing}
            opened={dialog === 'delete'}
            names={selected}
            onClose={() => setDialog(null)}
          />
        </>
      )}
    </section>
  );
}
