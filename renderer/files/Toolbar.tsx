/** Where one is, and what can be done there. */
import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  ArrowUp,
  ChevronRight,
  Download,
  Eye,
  EyeOff,
  FolderPlus,
  House,
  LoaderCircle,
  Pencil,
  RefreshCw,
  Trash2,
  Upload,
} from 'lucide-react';
import { visibleLine } from '../kit/safe-text';
import { useSlow } from '../kit/use-ask';
import classes from './files.module.css';
import type { FilesDialog } from './Panel';
import { crumbsOf, parentPath } from './paths';
import { type Folder, openFolder, refreshFolder, showHidden, useShowHidden } from './store';

interface ToolbarProps {
  server: string;
  folder: Folder;
  onDialog: (dialog: FilesDialog) => void;
  onUpload: (kind: 'files' | 'folders') => void;
  onDownload: () => void;
}

export function Toolbar({ server, folder, onDialog, onUpload, onDownload }: ToolbarProps) {
  const path = folder.listing?.path;
  const slow = useSlow(folder.loading);
  return (
    <div className={classes['toolbar']}>
      <div className={classes['where']}>
        <IconAction
          label="Home folder"
          run={() => void openFolder(server, '~')}
          icon={<House size={16} />}
        />
        <IconAction
          label="Up"
          disabled={path === undefined || path === '/'}
          run={() => path !== undefined && void openFolder(server, parentPath(path))}
          icon={<ArrowUp size={16} />}
        />
        <IconAction
          label="Refresh"
          run={() => void refreshFolder(server)}
          icon={slow ? <LoaderCircle size={16} className="spin" /> : <RefreshCw size={16} />}
        />
        <HiddenSwitch />
        <Crumbs server={server} path={path} />
      </div>
      <div className={classes['actions']}>
        {folder.selected.size > 0 && (
          <SelectionActions folder={folder} onDialog={onDialog} onDownload={onDownload} />
        )}
        <Button
          size="compact-sm"
          variant="default"
          disabled={path === undefined}
          leftSection={<FolderPlus size={15} aria-hidden />}
          onClick={() => onDialog('new-folder')}
        >
          New folder
        </Button>
        <UploadMenu disabled={path === undefined} onUpload={onUpload} />
      </div>
    </div>
  );
}

function HiddenSwitch() {
  const { show } = useShowHidden();
  return (
    <IconAction
      label="Show hidden files"
      pressed={show}
      run={() => showHidden(!show)}
      icon={show ? <Eye size={16} /> : <EyeOff size={16} />}
    />
  );
}

function UploadMenu(props: { disabled: boolean; onUpload: (kind: 'files' | 'folders') => void }) {
  return (
    <Menu position="bottom-end">
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

type SelectionProps = Pick<ToolbarProps, 'folder' | 'onDialog' | 'onDownload'>;

function SelectionActions({ folder, onDialog, onDownload }: SelectionProps) {
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Download size={15} aria-hidden />}
        onClick={onDownload}
      >
        Download
      </Button>
      {folder.selected.size === 1 && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Pencil size={14} aria-hidden />}
          onClick={() => onDialog('rename')}
        >
          Rename
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        className={classes['delete']}
        leftSection={<Trash2 size={14} aria-hidden />}
        onClick={() => onDialog('delete')}
      >
        Delete
      </Button>
      <span className={classes['divider']} aria-hidden />
    </>
  );
}

function Crumbs({ server, path }: { server: string; path: string | undefined }) {
  if (path === undefined) return null;
  const crumbs = crumbsOf(path);
  return (
    <nav className={classes['crumbs']} aria-label="Folders above">
      {crumbs.map(({ label, path: target }, at) => (
        <span key={target} className={classes['crumb']}>
          {at > 1 && <ChevronRight size={13} aria-hidden />}
          <button
            type="button"
            aria-current={at === crumbs.length - 1 ? 'page' : undefined}
            onClick={() => void openFolder(server, target)}
          >
            <bdi>{visibleLine(label)}</bdi>
          </button>
        </span>
      ))}
    </nav>
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
