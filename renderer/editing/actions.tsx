/** What the editor adds to what can be done with chosen files. */
import { PenLine } from 'lucide-react';
import type { FileAction, FilesSelection } from '../files';
import { openInEditor } from './store';

export function editorActions({ server, entries, paths }: FilesSelection): FileAction[] {
  const [entry] = entries;
  const [path] = paths;
  if (!entry || path === undefined || entries.length > 1) return [];
  const isFile = entry.kind === 'file' || (entry.kind === 'symlink' && !entry.targetIsDirectory);
  if (!isFile) return [];
  return [
    {
      id: 'open-in-editor',
      label: 'Open in my editor',
      icon: <PenLine size={15} />,
      run: () => void openInEditor(server, path),
    },
  ];
}
