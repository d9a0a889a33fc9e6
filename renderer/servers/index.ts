/** What other parts of the window use of the servers. */
export { BadgeButton, BadgeIcon } from './Badge';
export { ServersPanel } from './Panel';
export { RemoveServerDialog } from './RemoveServer';
export { ServerFormDialog } from './ServerForm';
export { useServer, useServerList, useServers } from './store';
export { addressOf, badgeOf, originOf } from './words';
