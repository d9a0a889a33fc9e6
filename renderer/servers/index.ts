/** What other parts of the window use of the servers. */

export { removeServer } from './actions';
export { startAutoConnect, useKept } from './auto-connect';
export { BadgeButton, BadgeIcon } from './Badge';
export { type CommandActions, useServerCommands } from './commands';
export { FirstRun, useFirstRun } from './FirstRun';
export { GroupBoard, GroupGrip, useGroupDrag } from './group-drag';
export { ImportDialog } from './ImportDialog';
export { ServersPanel } from './Panel';
export { ServerFormDialog } from './ServerForm';
export { type Section, sectionsOf } from './sections';
export { keepListOfWindow, showKeptList, useServer, useServerList, useServers } from './store';
export { addressOf, badgeOf, nextTryWords, originOf } from './words';
