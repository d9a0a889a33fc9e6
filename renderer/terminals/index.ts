/** What other parts of the window use of the terminals. */

export { lookAtGraphics, useGraphics } from './graphics';
export { useTerminals } from './mirror';
export { TerminalsPanel } from './Panel';
