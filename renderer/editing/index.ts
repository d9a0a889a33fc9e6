/** What other parts of the window use of the files in the person's editor. */
export { editorActions } from './actions';
export { WithOpenEdits } from './Panel';
export { fetchToDragOut, useEdits } from './store';
