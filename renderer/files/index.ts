/** What other parts of the window use of the files. */
export type { FileAction, FilesSelection } from './actions';
export { FilesPanel, type FilesPanelProps } from './Panel';
