/** What other parts of the window use of the files. */
export { FilesPanel } from './Panel';
