/**
 * The first screen: where is a free GPU? One card per server, its GPUs as small tiles. Without any
 * server: the three steps of a first run. For tests: data-testid `home-<server>`, button `Open
 * <server>`.
 */
import { Button } from '@mantine/core';
import { Plug } from 'lucide-react';
import type { ServerEntry } from '../../preload/contract/servers';
import { Loading } from '../kit/Loading';
import { visibleLine } from '../kit/safe-text';
import { GpuStrip } from '../overview';
import { addressOf, BadgeIcon, badgeOf, FirstRun, useFirstRun, useServers } from '../servers';
import { connectServer } from './actions';
import classes from './shell.module.css';
import { selectServer } from './store';

export function Home() {
  const servers = useServers((state) => state.snapshot?.servers);
  const firstRun = useFirstRun();
  if (!servers) return <Loading label="Reading your servers" />;
  if (firstRun) return <FirstRun onOpen={connectServer} onShowLab={() => selectServer(null)} />;
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
