/**
 * The icon of an entry as one path: a list that scrolls draws hundreds of them in a second, and an
 * icon of the library takes three parts and two components. Shapes of lucide (ISC licence).
 */
import type { FileEntry } from '../../preload/contract/files';
import classes from './files.module.css';
import { isFolder, kindWords } from './words';

const folder =
  'M20 20a2 2 0 0 0 2-2V8a2 2 0 0 0-2-2h-7.9a2 2 0 0 1-1.69-.9L9.6 3.9A2 2 0 0 0 7.93 3H4a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2Z';
const folderLink =
  'M2 9.35V5a2 2 0 0 1 2-2h3.9a2 2 0 0 1 1.69.9l.81 1.2a2 2 0 0 0 1.67.9H20a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2v-3a2 2 0 0 1 2-2h7M8 16l3-3-3-3';
const file =
  'M6 22a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h8a2.4 2.4 0 0 1 1.704.706l3.588 3.588A2.4 2.4 0 0 1 20 8v12a2 2 0 0 1-2 2zM14 2v5a1 1 0 0 0 1 1h5';
const program =
  'M15 8a1 1 0 0 1-1-1V2a2.4 2.4 0 0 1 1.704.706l3.588 3.588A2.4 2.4 0 0 1 20 8zM20 8v12a2 2 0 0 1-2 2h-4.182M3.305 19.53l.923-.382M4 10.592V4a2 2 0 0 1 2-2h8M4.228 16.852l-.924-.383M5.852 15.228l-.383-.923M5.852 20.772l-.383.924M8.148 15.228l.383-.923M8.53 21.696l-.382-.924M9.773 16.852l.922-.383M9.773 19.148l.922.383M10 18a3 3 0 1 1-6 0 3 3 0 1 1 6 0';
const other =
  'M22 12a10 10 0 1 1-20 0 10 10 0 1 1 20 0M9 9.5a3 2.5 0 016 0c0 2-2 2-3 3.5M12 17h.01';

function shapeOf(entry: FileEntry): string {
  if (entry.kind === 'directory') return folder;
  if (entry.kind === 'symlink') return isFolder(entry) ? folderLink : file;
  if (entry.kind === 'other') return other;
  return entry.mode & 0o111 ? program : file;
}

export function KindIcon({ entry }: { entry: FileEntry }) {
  return (
    <svg
      className={isFolder(entry) ? classes['folderIcon'] : classes['fileIcon']}
      viewBox="0 0 24 24"
      role="img"
      aria-label={kindWords(entry)}
    >
      <path d={shapeOf(entry)} />
    </svg>
  );
}
