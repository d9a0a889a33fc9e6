/**
 * The list of servers at the left. For tests: navigation `Servers`; textbox `Search servers or type
 * user@host`; each row is a button named `<name>, <state>` with data-testid `server-<name>`
 * (`aria-current` when chosen) and takes dropped files; sections are regions by their heading; the grip is
 * the button `Move <name>`; buttons `Add a server`, `Connect to …`,
 * `Disconnect from …`; menu button `More about <name>`.
 */
import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { ArrowRight, Plus, Search, ServerIcon } from 'lucide-react';
import { useState } from 'react';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { GroupDialog, type GroupQuestion } from './GroupDialog';
import { ServerList } from './List';
import type { RowActions } from './row-actions';
import classes from './servers.module.css';
import { useServers } from './store';
import { quickTarget, searchServers } from './words';

export interface ServersPanelProps extends Omit<RowActions, 'onMoveToGroup'> {
  onAdd: () => void;
}

export function ServersPanel(props: ServersPanelProps) {
  const { snapshot, problem } = useServers();
  const [search, setSearch] = useState('');
  const [question, setQuestion] = useState<GroupQuestion | null>(null);
  const servers = snapshot?.servers ?? [];
  const found = searchServers(servers, search);
  const target = quickTarget(search);
  const quick = target !== null && !servers.some(({ name }) => name === target) ? target : null;
  const connectTyped = (name: string) => {
    setSearch('');
    props.onConnect(name);
  };
  const onEnter = () => {
    if (quick !== null) connectTyped(quick);
    else if (found[0]) props.onSelect(found[0].name);
  };
  return (
    <nav className={classes['panel']} aria-label="Servers">
      <div className={classes['head']}>
        <h2 className={classes['title']}>Servers</h2>
        <Tooltip label="Add a server">
          <ActionIcon aria-label="Add a server" onClick={props.onAdd}>
            <Plus size={18} />
          </ActionIcon>
        </Tooltip>
      </div>
      <TextInput
        className={classes['search']}
        size="sm"
        aria-label="Search servers or type user@host"
        placeholder="Search or user@host"
        leftSection={<Search size={15} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && onEnter()}
      />
      {quick !== null && (
        <Button
          className={classes['quick']}
          variant="light"
          justify="space-between"
          rightSection={<ArrowRight size={15} aria-hidden />}
          onClick={() => connectTyped(quick)}
        >
          <span className={classes['quickText']}>Connect to {visibleLine(quick)}</span>
        </Button>
      )}
      {problem && <ProblemCard problem={problem} onRetry={() => useServers.restart()} />}
      {!snapshot && !problem && <Loading label="Reading your ssh config" />}
      <ServerList
        {...props}
        servers={found}
        onMoveToGroup={(server) => setQuestion({ kind: 'move', server })}
        onRenameGroup={(group) => setQuestion({ kind: 'rename', group })}
      />
      <GroupDialog question={question} onClose={() => setQuestion(null)} />
      {snapshot && found.length === 0 && quick === null && (
        <NothingFound searching={search !== ''} onAdd={props.onAdd} />
      )}
      {snapshot && snapshot.problems.length > 0 && (
        <div className={classes['faults']}>
          {snapshot.problems.map((each) => (
            <ProblemCard key={`${each.tag}${each.what}${each.why}`} problem={each} />
          ))}
        </div>
      )}
    </nav>
  );
}

function NothingFound({ searching, onAdd }: { searching: boolean; onAdd: () => void }) {
  return (
    <div className={classes['nothing']}>
      <ServerIcon size={20} aria-hidden />
      <p>
        {searching
          ? 'No server fits. Type user@host to connect to one that is not saved.'
          : 'No servers yet. Those of your ssh config will appear here by themselves.'}
      </p>
      {!searching && (
        <Button variant="default" size="compact-sm" onClick={onAdd}>
          Add a server
        </Button>
      )}
    </div>
  );
}
