/** What other parts of the window use of the servers. */
export { BadgeButton, BadgeIcon } from './Badge';
export { removeServer } from './actions';
export { startAutoConnect } from './auto-connect';
export { type CommandActions, useServerCommands } from './commands';
export { FirstRun, useFirstRun } from './FirstRun';
export { ServersPanel } from './Panel';
export { ServerFormDialog } from './ServerForm';
export { useServer, useServerList, useServers } from './store';
export { addressOf, badgeOf, originOf } from './words';
