/** The commands of the servers: each of them by name, and what concerns them all. */
import { useMemo } from 'react';
import type { ServerEntry } from '../../preload/contract/servers';
import { client } from '../connect';
import { type Command, useCommands } from '../kit/commands';
import { visibleLine } from '../kit/safe-text';
import { sayProblem } from '../kit/toast';
import { arrangeServer, orderGroups } from './actions';
import type { RowActions } from './row-actions';
import { canMove, groupsOf, stepGroup } from './sections';
import { useServerList, useServers } from './store';
import { addressOf } from './words';

export type CommandActions = Omit<RowActions, 'selected' | 'onDropFiles' | 'onMoveToGroup'> & {
  onAdd: () => void;
  /** Takes over the servers of other programs. */
  onImport: () => void;
  /** Shows the first screen, where all servers stand. */
  onShowLab: () => void;
};

/** Offers them as long as the caller is shown. `actions` stays the same object. */
export function useServerCommands(actions: CommandActions): void {
  const servers = useServerList();
  const groupOrder = useServers((state) => state.snapshot?.groupOrder);
  // Only servers that live as long as the app have a label. (Asking the demo lab itself would start
  // its worker in every window.)
  const demoRuns = servers.some(({ label }) => label !== null);
  // The list is told anew with every change of a state; the commands depend on less.
  const groups = JSON.stringify(groupsOf(servers, groupOrder));
  const facts = JSON.stringify(servers.map(({ connection, ...rest }) => [rest, connection.state]));
  const commands = useMemo(
    () => [
      ...generalCommands(actions, demoRuns),
      ...groupCommands(JSON.parse(groups)),
      ...serversOf(facts).flatMap(commandsFor(actions)),
    ],
    [actions, facts, demoRuns, groups],
  );
  useCommands(commands);
}

type Facts = Omit<ServerEntry, 'connection'> & { state: ServerEntry['connection']['state'] };

function serversOf(facts: string): Facts[] {
  const pairs = JSON.parse(facts) as [Omit<Facts, 'state'>, Facts['state']][];
  return pairs.map(([rest, state]) => ({ ...rest, state }));
}

function generalCommands(actions: CommandActions, demoRuns: boolean): Command[] {
  const group = 'Servers';
  return [
    { id: 'servers.add', title: 'Add a server', group, keywords: ['new'], run: actions.onAdd },
    {
      id: 'servers.import',
      title: 'Take over servers from PuTTY, WinSCP, MobaXterm',
      group,
      keywords: ['import', 'kitty', 'sessions', 'registry'],
      run: actions.onImport,
    },
    demoRuns
      ? { id: 'demo.stop', title: 'Leave the demo lab', group, run: () => void stopDemo() }
      : {
          id: 'demo.start',
          title: 'Start the demo lab',
          group,
          keywords: ['try', 'show', 'example'],
          run: () => void startDemo(actions.onShowLab),
        },
  ];
}

/** Every group but the first can go up, every one but the last down. */
function groupCommands(groups: readonly string[]): Command[] {
  const ways = [
    ['up', -1],
    ['down', 1],
  ] as const;
  return groups.flatMap((group) =>
    ways.flatMap(([way, by]) => {
      const order = stepGroup(groups, group, by);
      if (!order) return [];
      return {
        id: `servers.group-${way}.${group}`,
        title: `Move the group ${visibleLine(group)} ${way}`,
        group: 'Servers',
        keywords: ['order', 'reorder'],
        run: () => void orderGroups(order),
      };
    }),
  );
}

export async function startDemo(then: () => void): Promise<void> {
  const outcome = await client.ask('demo.start', {});
  if (outcome.ok) then();
  else sayProblem(outcome.problem);
}

async function stopDemo(): Promise<void> {
  const outcome = await client.ask('demo.stop', {});
  if (!outcome.ok) sayProblem(outcome.problem);
}

const commandsFor =
  (actions: CommandActions) =>
  (server: Facts, at: number): Command[] => {
    const { name, state, origin, label, favourite } = server;
    const shown = visibleLine(name);
    const keywords = [addressOf(server), server.group ?? ''];
    const up = state === 'connected' || state === 'connecting';
    const make = (verb: string, title: string, run: (server: string) => void): Command => ({
      id: `servers.${verb}.${name}`,
      title,
      group: shown,
      keywords,
      run: () => run(name),
    });
    return [
      {
        ...make('open', `Open ${shown}`, actions.onSelect),
        // The first nine of the list are a key away.
        ...(at < 9 && { keys: `mod+${at + 1}` }),
      },
      up
        ? make('disconnect', `Disconnect from ${shown}`, actions.onDisconnect)
        : make('connect', `Connect to ${shown}`, actions.onConnect),
      make('check', `Check ${shown} step by step`, actions.onDoctor),
      ...(label === null ? [make('key', `Set up a key for ${shown}`, actions.onSetUpKey)] : []),
      ...(canMove({ ...server, connection: { state: 'disconnected' } })
        ? [
            make('favourite', favouriteTitle(shown, favourite), () =>
              arrangeServer({ server: name, favourite: !favourite }),
            ),
          ]
        : []),
      ...(label === null && origin !== 'config'
        ? [make('edit', origin === 'typed' ? `Save ${shown}` : `Edit ${shown}`, actions.onEdit)]
        : []),
      ...(label === null && origin !== 'typed'
        ? [make('duplicate', `Duplicate ${shown}`, actions.onDuplicate)]
        : []),
      ...(label === null && origin === 'saved'
        ? [make('remove', `Remove ${shown}`, actions.onRemove)]
        : []),
    ];
  };

function favouriteTitle(name: string, favourite: boolean): string {
  return favourite ? `Take ${name} off the favourites` : `Add ${name} to the favourites`;
}
