/** The commands of the files that are shown, for the palette and the keyboard. */
import { useMemo, useRef } from 'react';
import { type Command, useCommands } from '../kit/commands';
import { type FileAction, refusedActions } from './actions';
import type { FilesDialog } from './Panel';
import { parentPath } from './paths';
import { goBack, goForward, openFolder, refreshFolder, showHidden } from './store';

interface CommandNeeds {
  server: string;
  here: string;
  hidden: boolean;
  actions: readonly FileAction[];
  /** How many entries are chosen. */
  chosen: number;
  onDialog: (dialog: FilesDialog) => void;
  onUpload: (kind: 'files' | 'folders') => void;
  onPath: () => void;
  onFilter: () => void;
  onSelectAll: () => void;
}

export function useFilesCommands(needs: CommandNeeds): void {
  const latest = useRef(needs);
  latest.current = needs;
  const { server, hidden, actions, chosen } = needs;
  const commands = useMemo(
    () => commandsOf({ server, hidden, actions, chosen }, latest),
    [server, hidden, actions, chosen],
  );
  useCommands(commands);
}

type Shown = Pick<CommandNeeds, 'server' | 'hidden' | 'actions' | 'chosen'>;

/** What changes at every drawing is read when a command runs. */
function commandsOf(
  { server, hidden, actions, chosen }: Shown,
  latest: React.RefObject<CommandNeeds>,
): Command[] {
  const now = () => latest.current;
  const command = (
    id: string,
    title: string,
    run: () => void,
    more: Pick<Command, 'keys' | 'keywords' | 'disabled'> = {},
  ): Command => ({ id: `files.${id}`, title, group: 'Files', run, ...more });
  return [
    command('back', 'Back', () => goBack(server), { keys: 'alt+left' }),
    command('forward', 'Forward', () => goForward(server), { keys: 'alt+right' }),
    command('up', 'Folder above', () => void openFolder(server, parentPath(now().here)), {
      keys: 'alt+up',
    }),
    command('home', 'Home folder', () => void openFolder(server, '~')),
    command('path', 'Go to a path', () => now().onPath(), {
      keys: 'mod+L',
      keywords: ['address', 'cd'],
    }),
    command('filter', 'Filter this folder', () => now().onFilter(), {
      keys: 'mod+F',
      keywords: ['find'],
    }),
    command('refresh', 'Refresh the folder', () => void refreshFolder(server), { keys: 'F5' }),
    command(
      'hidden',
      hidden ? 'Hide hidden files' : 'Show hidden files',
      () => void showHidden(!hidden),
    ),
    command('new-folder', 'New folder', () => now().onDialog('new-folder'), {
      keywords: ['mkdir'],
    }),
    command('new-file', 'New file', () => now().onDialog('new-file'), { keywords: ['touch'] }),
    command('upload-files', 'Upload files', () => now().onUpload('files')),
    command('upload-folders', 'Upload folders', () => now().onUpload('folders')),
    command('select-all', 'Select everything in this folder', () => now().onSelectAll(), {
      keys: 'mod+A',
    }),
    ...actions.map(({ id, label, run }) => command(`chosen.${id}`, `${label}: selection`, run)),
    ...refusedActions(chosen).map(({ id, label, why }) =>
      command(`chosen.${id}`, `${label}: selection`, () => {}, { disabled: why }),
    ),
  ];
}
