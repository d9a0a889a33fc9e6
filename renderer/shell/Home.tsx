/**
 * The first screen: where is a free GPU? One card per server, its GPUs as small tiles. Without any
 * server: the three steps of a first run. For tests: data-testid `home-<server>`, button `Open
 * <server>`.
 */
import { Button } from '@mantine/core';
import { Plug, Plus } from 'lucide-react';
import type { ServerEntry } from '../../preload/contract/servers';
import { Loading } from '../kit/Loading';
import { visibleLine } from '../kit/safe-text';
import { GpuStrip } from '../overview';
import { addressOf, BadgeIcon, badgeOf, useServers } from '../servers';
import { connectServer } from './actions';
import classes from './shell.module.css';
import { openDialog, selectServer } from './store';

export function Home() {
  const servers = useServers((state) => state.snapshot?.servers);
  if (!servers) return <Loading label="Reading your servers" />;
  if (servers.length === 0) return <FirstRun />;
  const rank = (server: ServerEntry) => (server.connection.state === 'connected' ? 0 : 1);
  const sorted = [...servers].sort((a, b) => rank(a) - rank(b));
  return (
    <section className={classes['home']} aria-label="Your lab">
      <header>
        <h1>Your lab</h1>
        <p>
          {sorted[0]?.connection.state === 'connected'
            ? 'What is free right now. Open a server for its terminal, notebooks and files.'
            : 'Connect to a server to see which of its GPUs are free.'}
        </p>
      </header>
      <ul className={classes['cards']}>
        {sorted.map((server) => (
          <HomeCard key={server.name} server={server} />
        ))}
      </ul>
    </section>
  );
}

function HomeCard({ server }: { server: ServerEntry }) {
  const { name, connection } = server;
  const shown = visibleLine(name);
  const { word, tone } = badgeOf(connection);
  const connected = connection.state === 'connected';
  return (
    <li className={classes['homeCard']} data-testid={`home-${name}`}>
      <button
        type="button"
        className={classes['homeOpen']}
        aria-label={`Open ${shown}`}
        onClick={() => selectServer(name)}
      >
        <span className={classes['homeName']}>
          <bdi>{shown}</bdi>
          <span className={classes['homeState']} data-tone={tone}>
            <BadgeIcon connection={connection} />
            {word}
          </span>
        </span>
        <span className={classes['homeAddress']}>{visibleLine(addressOf(server))}</span>
      </button>
      {connected ? (
        <GpuStrip key={connection.since} server={name} />
      ) : (
        <Button
          variant="default"
          size="compact-sm"
          loading={connection.state === 'connecting'}
          leftSection={<Plug size={15} aria-hidden />}
          aria-label={`Connect to ${shown}`}
          onClick={() => connectServer(name)}
        >
          Connect
        </Button>
      )}
    </li>
  );
}

const steps = [
  ['Add the server', 'You need its address and the name of your account. Your lab tells you both.'],
  ['Prove who you are', 'With your SSH key if you have one, else with your password. Both work.'],
  ['See its GPUs', 'Labmate connects, checks the server’s key with you, and shows what is free.'],
] as const;

function FirstRun() {
  return (
    <section className={classes['firstRun']} aria-label="Welcome">
      <h1>Welcome to Labmate</h1>
      <p>GPUs, terminal, notebooks and files of your lab’s servers, in one window.</p>
      <ol>
        {steps.map(([title, text], at) => (
          <li key={title}>
            <span aria-hidden>{at + 1}</span>
            <div>
              <h2>{title}</h2>
              <p>{text}</p>
            </div>
          </li>
        ))}
      </ol>
      <Button
        size="md"
        leftSection={<Plus size={18} />}
        onClick={() => openDialog({ kind: 'add' })}
      >
        Add a server
      </Button>
      <p className={classes['firstHint']}>
        Servers in your <code>~/.ssh/config</code> appear at the left by themselves.
      </p>
    </section>
  );
}
