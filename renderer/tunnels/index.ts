/** What other parts of the window use of the tunnels. */
export { TunnelsPanel } from './Panel';
export { keepForwardsOfWindow, useTunnels } from './store';
