/** What other parts of the window use of the terminals. */
export { TerminalsPanel } from './Panel';
export { useTerminals } from './store';
