/** Where one is and how one moves, and what can be done there. */
import { ActionIcon, Button, Menu, TextInput, Tooltip } from '@mantine/core';
import {
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  Ellipsis,
  Eye,
  EyeOff,
  FilePlus,
  FolderPlus,
  House,
  ListFilter,
  LoaderCircle,
  RefreshCw,
  Upload,
} from 'lucide-react';
import { useSlow } from '../kit/use-ask';
import type { FileAction } from './actions';
import classes from './files.module.css';
import type { FilesDialog } from './Panel';
import { PathBar } from './PathBar';
import { parentPath } from './paths';
import { ActionItems } from './RowMenu';
import {
  type Folder,
  goBack,
  goForward,
  openFolder,
  refreshFolder,
  showHidden,
  updateFolder,
} from './store';

interface ToolbarProps {
  server: string;
  folder: Folder;
  hidden: boolean;
  actions: readonly FileAction[];
  typingPath: boolean;
  onTypingPath: (typing: boolean) => void;
  filterRef: React.RefObject<HTMLInputElement | null>;
  onDialog: (dialog: FilesDialog) => void;
  onUpload: (kind: 'files' | 'folders') => void;
}

export function Toolbar(props: ToolbarProps) {
  const { server, folder, onDialog, onUpload } = props;
  const path = folder.listing?.path;
  return (
    <div className={classes['toolbar']}>
      <div className={classes['where']}>
        <Moves server={server} folder={folder} hidden={props.hidden} />
        {path !== undefined && (
          <PathBar
            server={server}
            path={path}
            home={folder.home}
            typing={props.typingPath}
            onTyping={props.onTypingPath}
          />
        )}
        <Filter server={server} folder={folder} inputRef={props.filterRef} />
      </div>
      <div className={classes['actions']}>
        <UploadMenu disabled={path === undefined} onUpload={onUpload} />
        <NewMenu disabled={path === undefined} onDialog={onDialog} />
        <SelectionActions actions={props.actions} />
      </div>
    </div>
  );
}

function Moves({ server, folder, hidden }: { server: string; folder: Folder; hidden: boolean }) {
  const path = folder.listing?.path;
  const slow = useSlow(folder.loading);
  return (
    <>
      <IconAction
        label="Back"
        disabled={folder.trail.back.length === 0}
        run={() => goBack(server)}
        icon={<ArrowLeft size={16} />}
      />
      <IconAction
        label="Forward"
        disabled={folder.trail.forward.length === 0}
        run={() => goForward(server)}
        icon={<ArrowRight size={16} />}
      />
      <IconAction
        label="Up"
        disabled={path === undefined || path === '/'}
        run={() => path !== undefined && void openFolder(server, parentPath(path))}
        icon={<ArrowUp size={16} />}
      />
      <IconAction
        label="Home folder"
        run={() => void openFolder(server, '~')}
        icon={<House size={16} />}
      />
      <IconAction
        label="Refresh"
        run={() => void refreshFolder(server)}
        icon={slow ? <LoaderCircle size={16} className="spin" /> : <RefreshCw size={16} />}
      />
      <IconAction
        label="Show hidden files"
        pressed={hidden}
        run={() => void showHidden(!hidden)}
        icon={hidden ? <Eye size={16} /> : <EyeOff size={16} />}
      />
    </>
  );
}

interface FilterProps {
  server: string;
  folder: Folder;
  inputRef: React.RefObject<HTMLInputElement | null>;
}

function Filter({ server, folder, inputRef }: FilterProps) {
  return (
    <TextInput
      ref={inputRef}
      size="xs"
      className={classes['filter']}
      aria-label="Filter this folder"
      placeholder="Filter"
      spellCheck={false}
      leftSection={<ListFilter size={14} aria-hidden />}
      value={folder.filter}
      onChange={(event) => updateFolder(server, { filter: event.currentTarget.value })}
      onKeyDown={(event) => event.key === 'Escape' && updateFolder(server, { filter: '' })}
    />
  );
}

function NewMenu(props: { disabled: boolean; onDialog: (dialog: FilesDialog) => void }) {
  return (
    <Button.Group>
      <Button
        size="compact-sm"
        variant="default"
        disabled={props.disabled}
        leftSection={<FolderPlus size={15} aria-hidden />}
        onClick={() => props.onDialog('new-folder')}
      >
        New folder
      </Button>
      <Tooltip label="New file">
        <Button
          size="compact-sm"
          variant="default"
          disabled={props.disabled}
          aria-label="New file"
          onClick={() => props.onDialog('new-file')}
        >
          <FilePlus size={15} aria-hidden />
        </Button>
      </Tooltip>
    </Button.Group>
  );
}

function UploadMenu(props: { disabled: boolean; onUpload: (kind: 'files' | 'folders') => void }) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          size="compact-sm"
          disabled={props.disabled}
          leftSection={<Upload size={15} aria-hidden />}
        >
          Upload
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => props.onUpload('files')}>Upload files…</Menu.Item>
        <Menu.Item onClick={() => props.onUpload('folders')}>Upload folders…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function SelectionActions({ actions }: { actions: readonly FileAction[] }) {
  const inBar = actions.filter((action) => action.inBar);
  const others = actions.filter((action) => !action.inBar);
  if (actions.length === 0) return null;
  return (
    <>
      <span className={classes['divider']} aria-hidden />
      {inBar.map((action) => (
        <Button
          key={action.id}
          size="compact-sm"
          variant="default"
          className={action.danger ? classes['delete'] : undefined}
          leftSection={action.icon}
          onClick={action.run}
        >
          {action.label}
        </Button>
      ))}
      {others.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <ActionIcon aria-label="More for the selection">
              <Ellipsis size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <ActionItems actions={others} />
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}

function IconAction(props: {
  label: string;
  icon: React.ReactNode;
  run: () => void;
  disabled?: boolean;
  pressed?: boolean;
}) {
  return (
    <Tooltip label={props.label}>
      <ActionIcon
        aria-label={props.label}
        aria-pressed={props.pressed}
        onClick={props.run}
        disabled={props.disabled ?? false}
      >
        {props.icon}
      </ActionIcon>
    </Tooltip>
  );
}
