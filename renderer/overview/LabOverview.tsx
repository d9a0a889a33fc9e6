/**
 * The first screen: where is a free GPU? For tests: region `Your lab`, data-testid `lab-headline`,
 * `home-<server>` for each card; a GPU is a button that has its sentence as its name.
 */
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { ServerEntry } from '../../preload/contract/servers';
import { lookAt, refreshGlances, useGlances } from '../connect/glances';
import { changeSettings, useSettings } from '../connect/settings';
import { type Command, useCommands } from '../kit/commands';
import { Loading } from '../kit/Loading';
import { visibleLine } from '../kit/safe-text';
import { useAsk } from '../kit/use-ask';
import {
  GroupBoard,
  GroupGrip,
  type Section,
  sectionsOf,
  useGroupDrag,
  useServers,
} from '../servers';
import { type LabActions, LabCard } from './LabCard';
import {
  arrange,
  isGrouped,
  type LabChoices,
  labHeadline,
  labNote,
  memoryOptions,
  needsAll,
  sortWords,
} from './lab';
import classes from './lab.module.css';

const sorts = Object.keys(sortWords) as LabChoices['sort'][];
const choose = (overview: Partial<LabChoices>) => void changeSettings({ overview });

export function LabOverview(actions: LabActions) {
  const servers = useServers((state) => state.snapshot?.servers);
  const kept = useSettings((state) => state.snapshot?.overview);
  const [text, setText] = useState('');
  const choices = { sort: 'own', onlyFree: false, minFreeGiB: 0, ...kept, text } as const;
  useLabCommands(choices.onlyFree);
  useEveryServer(servers, needsAll(choices));
  if (!servers) return <Loading label="Reading your servers" />;
  return (
    <section className={classes['lab']} aria-label="Your lab">
      <header className={classes['head']}>
        <Sums servers={servers} />
        <TileLegend />
      </header>
      {servers.length > 1 && <Tools servers={servers} choices={choices} onText={setText} />}
      <Cards servers={servers} choices={choices} onClear={() => setText('')} {...actions} />
    </section>
  );
}

interface ToolsProps {
  servers: ServerEntry[];
  choices: LabChoices;
  onText: (text: string) => void;
}

/** Order and filter, where there is more than one to choose from. */
function Tools({ servers, choices, onText }: ToolsProps) {
  return (
    <div className={classes['tools']}>
      <TextInput
        size="xs"
        aria-label="Filter servers"
        placeholder="Server, GPU or person"
        value={choices.text}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        aria-label="Order of the servers"
        value={choices.sort}
        data={sorts.map((value) => ({ value, label: sortWords[value] }))}
        onChange={(event) =>
          choose({ sort: sorts.find((sort) => sort === event.currentTarget.value) ?? 'own' })
        }
      />
      <NativeSelect
        size="xs"
        aria-label="Memory left on a GPU"
        value={choices.minFreeGiB}
        data={memoryOptions(choices.minFreeGiB).map((gib) => ({
          value: `${gib}`,
          label: memoryLabel(gib),
        }))}
        onChange={(event) => choose({ minFreeGiB: Number(event.currentTarget.value) })}
      />
      <Checkbox
        size="xs"
        label="Only with a free GPU"
        checked={choices.onlyFree}
        onChange={(event) => choose({ onlyFree: event.currentTarget.checked })}
      />
      <ConnectAll servers={servers} />
    </div>
  );
}

/** What colour, fill and frame of a tile say; each tile says it in words too. */
function TileLegend() {
  return (
    <ul className={classes['legend']} aria-label="What the tiles show">
      <li data-shows="free">Free</li>
      <li data-shows="memory">Fill: memory used</li>
      <li data-shows="busy">Frame: how busy</li>
    </ul>
  );
}

const memoryLabel = (gib: number) => (gib === 0 ? 'Any memory' : `${gib} GiB or more left`);

function Sums({ servers }: { servers: ServerEntry[] }) {
  const headline = useGlances((glances) => labHeadline(servers, glances));
  const note = useGlances((glances) => labNote(servers, glances));
  return (
    <div>
      <h1 data-testid="lab-headline">{headline}</h1>
      <p className={classes['quiet']}>{note}</p>
    </div>
  );
}

/** For many servers at once; what would ask something waits for a click of its own. */
function ConnectAll({ servers }: { servers: ServerEntry[] }) {
  const wake = useAsk('servers.wake');
  const off = servers.filter(({ connection }) => connection.state === 'disconnected');
  if (off.length < 2 && !wake.pending) return null;
  return (
    <Button
      size="xs"
      variant="default"
      loading={wake.pending}
      title="Where a password or a confirmation is needed, the server says so and waits for you."
      onClick={() => void wake.run({ servers: off.map(({ name }) => name) })}
    >
      Connect all
    </Button>
  );
}

interface CardsProps extends LabActions {
  servers: ServerEntry[];
  choices: LabChoices;
  onClear: () => void;
}

function Cards({ servers, choices, onClear, ...actions }: CardsProps) {
  const groupOrder = useServers((state) => state.snapshot?.groupOrder);
  // The names alone: figures that move draw no card anew, only an order that changes.
  const order = useGlances((glances) =>
    arrange(servers, glances, choices)
      .map(({ name }) => name)
      .join('\n'),
  );
  const byName = new Map(servers.map((server) => [server.name, server]));
  const shown = order.split('\n').flatMap((name) => byName.get(name) ?? []);
  if (shown.length === 0)
    return (
      <div className={classes['nothing']}>
        <p>{nothingWords(choices)}</p>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => {
            onClear();
            choose({ onlyFree: false, minFreeGiB: 0 });
          }}
        >
          Show all servers
        </Button>
      </div>
    );
  const sections = isGrouped(choices) ? sectionsOf(shown, groupOrder) : [];
  const filled = sections.filter((section) => section.servers.length > 0);
  if (filled.length < 2) return <CardList servers={shown} few={servers.length < 3} {...actions} />;
  return (
    <GroupBoard>
      {filled.map((section) => (
        <section
          key={section.id}
          className={classes['group']}
          aria-label={visibleLine(section.title ?? '')}
        >
          <GroupHead section={section} />
          <CardList servers={section.servers} inGroup {...actions} />
        </section>
      ))}
    </GroupBoard>
  );
}

/** Groups take their order by being dragged; favourites and the rest stay where they are. */
function GroupHead({ section }: { section: Section }) {
  const { head, grip } = useGroupDrag(section.id, section.group);
  return (
    <div className={classes['groupHead']} {...head}>
      {typeof section.group === 'string' && <GroupGrip group={section.group} grip={grip} />}
      <h2>{visibleLine(section.title ?? '')}</h2>
    </div>
  );
}

interface CardListProps extends LabActions {
  servers: ServerEntry[];
  inGroup?: true;
  /** One or two in all: they take the room that there is. */
  few?: boolean;
}

function CardList({ servers, few = false, ...more }: CardListProps) {
  return (
    <ul className={classes['cards']} data-few={few}>
      {servers.map((server) => (
        <LabCard key={server.name} server={server} {...more} />
      ))}
    </ul>
  );
}

function nothingWords({ onlyFree, minFreeGiB }: LabChoices): string {
  if (minFreeGiB > 0) return `No GPU shown has ${minFreeGiB} GiB of memory left now.`;
  return onlyFree ? 'No server shown has a free GPU now.' : 'No server fits.';
}

/** An order or filter by figures needs those of the servers that are not on the screen too. */
function useEveryServer(servers: readonly ServerEntry[] | undefined, isNeeded: boolean): void {
  const names = (isNeeded ? (servers ?? []) : [])
    .filter(({ connection }) => connection.state === 'connected')
    .map(({ name }) => name)
    .join('\n');
  useEffect(() => {
    const stops = names.split('\n').filter(Boolean).map(lookAt);
    return () => {
      for (const stop of stops) stop();
    };
  }, [names]);
}

function useLabCommands(onlyFree: boolean): void {
  const commands = useMemo((): Command[] => {
    const group = 'Lab overview';
    return [
      ...sorts.map((sort) => ({
        id: `overview.sort-${sort}`,
        title: `Order servers: ${sortWords[sort]}`,
        group,
        run: () => choose({ sort }),
      })),
      {
        id: 'overview.only-free',
        title: onlyFree ? 'Show all servers' : 'Show only servers with a free GPU',
        group,
        run: () => choose({ onlyFree: !onlyFree }),
      },
      { id: 'overview.refresh', title: 'Refresh the figures', group, run: refreshGlances },
    ];
  }, [onlyFree]);
  useCommands(commands);
}
