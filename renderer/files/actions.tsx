/** What can be done with the chosen entries: one list for the row menu, the bar and the commands. */
import {
  Copy,
  Download,
  Eye,
  FolderInput,
  FolderOpen,
  KeyRound,
  Pencil,
  TextCursor,
  Trash2,
} from 'lucide-react';
import type { FileEntry } from '../../preload/contract/files';
import { copyText } from '../kit/clipboard';
import { plural } from '../kit/format';
import { say } from '../kit/toast';
import type { FilesDialog } from './Panel';
import { copiedText, joinPath } from './paths';
import { openFolder, updateFolder } from './store';
import { isFolder } from './words';

/** The entries that an action is about. Their names are readable; their paths absolute. */
export interface FilesSelection {
  server: string;
  folder: string;
  entries: readonly FileEntry[];
  paths: readonly string[];
}

export interface FileAction {
  /** Unique among the actions: `open-in-editor`. */
  id: string;
  label: string;
  icon: React.ReactNode;
  danger?: boolean;
  /** Also a button of the bar above the list. */
  inBar?: boolean;
  run(): void;
}

export interface ActionNeeds {
  selection: FilesSelection;
  onDialog: (dialog: FilesDialog) => void;
  onDownload: (paths: string[]) => void;
  /** More actions for this selection, from other parts of the window. */
  extraActions?: ((selection: FilesSelection) => readonly FileAction[]) | undefined;
}

export function selectionOf(
  server: string,
  folder: string,
  entries: readonly FileEntry[],
  names: ReadonlySet<string>,
): FilesSelection {
  const chosen = entries.filter(({ name, nameIsValid }) => nameIsValid && names.has(name));
  const paths = chosen.map(({ name }) => joinPath(folder, name));
  return { server, folder, entries: chosen, paths };
}

/** Copies and says so. */
export function copyWords(text: string, what: string): void {
  if (copyText(text)) say(`Copied ${what}.`);
}

/** Actions on a selection that cannot be done with this one, and why: for the palette. */
export function refusedActions(chosen: number): { id: string; label: string; why: string }[] {
  if (chosen === 1) return [];
  const none = 'Choose files or folders in the list first.';
  const single = chosen === 0 ? none : 'Choose a single file or folder for this.';
  const needsOne = { id: 'rename', label: 'Rename', why: single };
  if (chosen > 1) return [needsOne];
  return [
    { id: 'download', label: 'Download', why: none },
    needsOne,
    { id: 'permissions', label: 'Permissions', why: none },
    { id: 'copy-path', label: 'Copy path', why: none },
    { id: 'delete', label: 'Delete', why: none },
  ];
}

export function actionsFor(needs: ActionNeeds): FileAction[] {
  const { selection, onDialog, onDownload } = needs;
  const { entries, paths } = selection;
  if (entries.length === 0) return [];
  const one = entries.length === 1;
  return [
    ...openActions(selection),
    ...(needs.extraActions?.(selection) ?? []),
    action('download', 'Download', <Download size={15} />, () => onDownload([...paths]), {
      inBar: true,
    }),
    ...(one
      ? [
          action('rename', 'Rename', <Pencil size={15} />, () => onDialog('rename'), {
            inBar: true,
          }),
        ]
      : []),
    action('move', 'Move to…', <FolderInput size={15} />, () => onDialog('move')),
    action('permissions', 'Permissions', <KeyRound size={15} />, () => onDialog('permissions')),
    action('copy-path', one ? 'Copy path' : 'Copy paths', <Copy size={15} />, () =>
      copyWords(paths.map(copiedText).join('\n'), one ? 'the path' : plural(paths.length, 'path')),
    ),
    action('copy-name', one ? 'Copy name' : 'Copy names', <TextCursor size={15} />, () =>
      copyWords(
        entries.map(({ name }) => copiedText(name)).join('\n'),
        one ? 'the name' : plural(entries.length, 'name'),
      ),
    ),
    action('delete', 'Delete', <Trash2 size={15} />, () => onDialog('delete'), {
      danger: true,
      inBar: true,
    }),
  ];
}

function openActions({ server, entries, paths }: FilesSelection): FileAction[] {
  const [entry] = entries;
  const [path] = paths;
  if (!entry || path === undefined || entries.length > 1) return [];
  if (isFolder(entry)) {
    return [action('open', 'Open', <FolderOpen size={15} />, () => void openFolder(server, path))];
  }
  const show = () => updateFolder(server, { preview: entry.name });
  return [action('preview', 'Preview', <Eye size={15} />, show, { inBar: true })];
}

function action(
  id: string,
  label: string,
  icon: React.ReactNode,
  run: () => void,
  more: { danger?: boolean; inBar?: boolean } = {},
): FileAction {
  return { id, label, icon, run, ...more };
}
