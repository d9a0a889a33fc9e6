/** What the editor adds to what can be done with chosen files. */
import { PenLine, SquareArrowOutUpRight } from 'lucide-react';
import type { FileAction, FilesSelection } from '../files';
import { fetchToDragOut, openInEditor } from './store';

export function editorActions({ server, entries, paths }: FilesSelection): FileAction[] {
  const [entry] = entries;
  const [path] = paths;
  if (!entry || path === undefined) return [];
  const out = {
    id: 'drag-out',
    label: 'Drag out of the window…',
    icon: <SquareArrowOutUpRight size={15} />,
    run: () => void fetchToDragOut(server, [...paths]),
  };
  const isFile = entry.kind === 'file' || (entry.kind === 'symlink' && !entry.targetIsDirectory);
  if (!isFile || entries.length > 1) return [out];
  return [
    {
      id: 'open-in-editor',
      label: 'Open in my editor',
      icon: <PenLine size={15} />,
      run: () => void openInEditor(server, path),
    },
    out,
  ];
}
