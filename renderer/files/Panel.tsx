/**
 * The files of one connected server. For tests: region `Files on <server>` (also the drop zone,
 * data-testid `files-drop`); navigation `Folders above` with a button per crumb; grid `Files`, each
 * row data-testid `file-<name>`, a folder's name is the button `Open <name>`, checkbox `Select
 * <name>`; buttons `Back`, `Forward`, `Up`, `Refresh`, `Show hidden files`, `New folder`, `New file`,
 * `Upload`, `Download`, `Rename`, `Delete`; data-testids `free-space`, `place`, `preview`, `row-menu`.
 */
import { Button } from '@mantine/core';
import { Upload } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useSetting } from '../connect/settings';
import { useFileDrop } from '../kit/drop';
import { recallFocus } from '../kit/focus-home';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { actionsFor, type FileAction, type FilesSelection, selectionOf } from './actions';
import { DeleteDialog, NameDialog } from './dialogs';
import { Empty } from './Empty';
import { FileList } from './FileList';
import { Foot } from './Foot';
import classes from './files.module.css';
import { MoveQuestionDialog, MoveToDialog } from './MoveDialogs';
import { PermissionsDialog } from './PermissionsDialog';
import { joinPath } from './paths';
import { PreviewPane } from './preview/Pane';
import { type MenuPlace, RowMenu } from './RowMenu';
import { filterEntries, namesBetween } from './select';
import {
  type Folder,
  goBack,
  goForward,
  keepSelected,
  openFolder,
  refreshFolder,
  stopLoading,
  updateFolder,
  useFolder,
} from './store';
import { Toolbar } from './Toolbar';
import { useFilesCommands } from './use-files-commands';
import { useListFocus } from './use-list-focus';
import { contentWords, sortEntries, visibleEntries } from './words';

export interface FilesPanelProps {
  server: string;
  /** Changes when a transfer of this server has ended: the folder is read again. */
  settled: number;
  onUpload: (kind: 'files' | 'folders', folder: string) => void;
  onDropFiles: (files: File[], folder: string) => void;
  onDownload: (paths: string[]) => void;
  /** More actions for the chosen entries: in the row menu and in the bar. */
  extraActions?: ((selection: FilesSelection) => readonly FileAction[]) | undefined;
  /** Rows (these absolute paths) were dragged and let go outside of the window. */
  onDragOut?: ((paths: string[]) => void) | undefined;
}

export type FilesDialog =
  | 'new-folder'
  | 'new-file'
  | 'rename'
  | 'delete'
  | 'permissions'
  | 'move'
  | null;

export function FilesPanel(props: FilesPanelProps) {
  const { server, settled, onUpload, onDropFiles } = props;
  const folder = useFolder(server);
  const { listing } = folder;
  const here = listing?.path ?? folder.asked;
  const { show, visible, entries } = useEntries(server, folder);
  const [dialog, setDialog] = useState<FilesDialog>(null);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const [typingPath, setTypingPath] = useState(false);
  const filterRef = useRef<HTMLInputElement>(null);
  const drop = useFileDrop((files) => onDropFiles(files, here), listing !== undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when a transfer has ended
  useEffect(() => void refreshFolder(server), [server, settled]);
  const selection = useMemo(
    () => selectionOf(server, here, entries, folder.selected),
    [server, here, entries, folder.selected],
  );
  const { onDownload, extraActions } = props;
  const actions = useMemo(
    () => actionsFor({ selection, onDialog: setDialog, onDownload, extraActions }),
    [selection, onDownload, extraActions],
  );
  useFilesCommands({
    ...{ server, here, actions, hidden: show, onDialog: setDialog },
    chosen: selection.entries.length,
    onUpload: (kind) => onUpload(kind, here),
    onPath: () => setTypingPath(true),
    onFilter: () => filterRef.current?.focus(),
    onSelectAll: () =>
      updateFolder(server, { selected: new Set(namesBetween(entries, 0, entries.length)) }),
  });
  const previewed = entries.find(({ name }) => name === folder.preview);
  const focus = useListFocus();
  return (
    <section
      className={classes['panel']}
      aria-label={`Files on ${server}`}
      data-testid="files-drop"
      data-over={drop.over}
      onMouseUp={(event) => walkByMouse(event, server)}
      {...drop.handlers}
    >
      <Toolbar
        {...{ server, folder, actions, typingPath, filterRef }}
        hidden={show}
        onTypingPath={setTypingPath}
        onDialog={setDialog}
        onUpload={(kind) => onUpload(kind, here)}
      />
      <FolderProblem server={server} folder={folder} />
      {folder.loading && (!listing || folder.asked !== listing.path) && (
        <Loading
          label={folder.asked === '~' ? 'Listing your home folder' : `Listing ${folder.asked}`}
          onCancel={() => stopLoading(server)}
        />
      )}
      <div
        ref={focus.place}
        className={classes['middle']}
        data-preview={previewed !== undefined}
        {...focus.handlers}
      >
        {entries.length > 0 && (
          <FileList
            {...{ server, folder, entries, onDropFiles }}
            isFocusLost={focus.isLost}
            onDragOut={props.onDragOut}
            onDialog={setDialog}
            onMenu={setMenu}
          />
        )}
        {listing && entries.length === 0 && (
          <Empty
            server={server}
            here={listing.path}
            onShown={focus.recall}
            hidden={listing.entries.length - visible.length}
            filter={visible.length > 0 ? folder.filter : ''}
            onUpload={() => onUpload('folders', here)}
          />
        )}
        {previewed && (
          <PreviewPane
            server={server}
            path={joinPath(here, previewed.name)}
            entry={previewed}
            onClose={() => {
              updateFolder(server, { preview: undefined });
              recallFocus();
            }}
          />
        )}
      </div>
      {listing && (
        <Foot
          server={server}
          listing={listing}
          content={contentWords(entries, folder.selected, listing.entries.length - visible.length)}
        />
      )}
      {drop.over && (
        <div className={classes['veil']} aria-hidden>
          <Upload size={28} />
          Drop to upload into this folder, or onto one of its folders
        </div>
      )}
      <MoveQuestionDialog server={server} />
      <RowMenu
        place={menu}
        actions={actions}
        onClose={() => {
          setMenu(null);
          recallFocus();
        }}
      />
      {listing && (
        <>
          <NameDialog
            {...{ server, listing, dialog }}
            selected={selection.entries[0]?.name}
            onClose={() => setDialog(null)}
          />
          <DeleteDialog
            {...{ server, listing }}
            opened={dialog === 'delete'}
            names={selection.entries.map(({ name }) => name)}
            onClose={() => setDialog(null)}
          />
          <MoveToDialog
            {...{ selection, home: folder.home }}
            opened={dialog === 'move'}
            onClose={() => setDialog(null)}
          />
          <PermissionsDialog
            opened={dialog === 'permissions'}
            selection={selection}
            onClose={() => setDialog(null)}
          />
        </>
      )}
    </section>
  );
}

/** What of the folder is shown, in its order; what is not shown is not selected either. */
function useEntries(server: string, folder: Folder) {
  const show = useSetting('files', 'showHidden') ?? false;
  const { listing, sort, filter } = folder;
  const visible = useMemo(() => visibleEntries(listing?.entries ?? [], show), [listing, show]);
  const sorted = useMemo(() => sortEntries(visible, sort), [visible, sort]);
  const entries = useMemo(() => filterEntries(sorted, filter), [sorted, filter]);
  useEffect(() => {
    const names = new Set(entries.map(({ name }) => name));
    keepSelected(server, (name) => names.has(name));
  }, [server, entries]);
  return { show, visible, entries };
}

/** The fourth and fifth button of a mouse go back and forward, as in a browser. */
function walkByMouse(event: React.MouseEvent, server: string): void {
  if (event.button === 3) goBack(server);
  else if (event.button === 4) goForward(server);
  else return;
  event.preventDefault();
}

function FolderProblem({ server, folder }: { server: string; folder: Folder }) {
  const { listing, problem } = folder;
  if (!problem) return null;
  return (
    <div className={classes['problem']}>
      <ProblemCard
        problem={problem}
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
  );
}
