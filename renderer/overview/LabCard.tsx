/** A server of the lab: its GPUs, or why they cannot be seen and the one button that mends it. */
import { Button } from '@mantine/core';
import { Star, Upload } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import type { Glance } from '../../preload/contract/monitor';
import type { ServerEntry } from '../../preload/contract/servers';
import { useGlance } from '../connect/glances';
import { useFileDrop } from '../kit/drop';
import { formatPercent } from '../kit/format';
import { Meter } from '../kit/Meter';
import { ProblemCard } from '../kit/ProblemCard';
import { ServerLabel } from '../kit/ServerLabel';
import { visibleLine } from '../kit/safe-text';
import { BadgeIcon, badgeOf } from '../servers';
import { LabTile } from './LabTile';
import { dropWords, mendingOf, offWords } from './lab';
import classes from './lab.module.css';

export interface LabActions {
  onOpen: (server: string) => void;
  onConnect: (server: string) => void;
  onDoctor: (server: string) => void;
  /** The folder that dropped files go to: the one last used, or home (`~`). */
  uploadsTo: (server: string) => string;
  onDropFiles: (server: string, files: File[]) => void;
}

export const LabCard = memo(function LabCard({
  server,
  inGroup = false,
  ...actions
}: LabActions & { server: ServerEntry; inGroup?: boolean }) {
  const { name, connection } = server;
  const place = useRef<HTMLLIElement>(null);
  const isSeen = useIsSeen(place);
  const { word, tone } = badgeOf(connection);
  const shown = visibleLine(name);
  const { over, handlers } = useFileDrop((files) => actions.onDropFiles(name, files));
  return (
    <li
      ref={place}
      className={classes['card']}
      data-testid={`home-${name}`}
      data-over={over}
      {...handlers}
    >
      {over && (
        <p className={classes['drop']} role="status">
          <Upload size={18} aria-hidden />
          {visibleLine(dropWords(actions.uploadsTo(name)))}
        </p>
      )}
      <button
        type="button"
        className={classes['open']}
        aria-label={`Open ${shown}`}
        onClick={() => actions.onOpen(name)}
      >
        <bdi>{shown}</bdi>
        {server.favourite && <Star size={13} aria-label="Favourite" />}
        <ServerLabel label={server.label} />
        <span className={classes['state']} data-tone={tone}>
          <BadgeIcon connection={connection} />
          {word}
        </span>
      </button>
      {!inGroup && server.group !== null && (
        <p className={classes['quiet']}>{visibleLine(server.group)}</p>
      )}
      {connection.state === 'connected' ? (
        <Figures
          server={name}
          since={isSeen ? connection.since : undefined}
          onOpen={() => actions.onOpen(name)}
        />
      ) : (
        <Off server={server} {...actions} />
      )}
    </li>
  );
});

function Off({ server, onConnect, onDoctor }: LabActions & { server: ServerEntry }) {
  const { connection, name } = server;
  const shown = visibleLine(name);
  const mend = mendingOf(badgeOf(connection).shape, connection.state);
  return (
    <div className={classes['off']}>
      <p className={classes['quiet']}>{visibleLine(offWords(connection))}</p>
      <Button
        variant="default"
        size="compact-sm"
        loading={connection.state === 'connecting'}
        aria-label={`${mend.name} ${shown}`}
        onClick={() => (mend.verb === 'Check' ? onDoctor(name) : onConnect(name))}
      >
        {mend.verb}
      </Button>
    </div>
  );
}

interface FiguresProps {
  server: string;
  since: number | undefined;
  onOpen: () => void;
}

function Figures({ server, since, onOpen }: FiguresProps) {
  const { glance, problem, retry } = useGlance(server, since);
  if (!glance && problem) return <ProblemCard problem={problem} onRetry={retry} />;
  if (!glance || glance.gpus.state === 'waiting')
    return <p className={classes['quiet']}>Reading the GPUs…</p>;
  const { gpus } = glance;
  return (
    <>
      {gpus.state === 'broken' && <ProblemCard problem={gpus.problem} />}
      {gpus.state === 'none' && <p className={classes['quiet']}>{visibleLine(gpus.reason)}</p>}
      {gpus.state === 'ok' && (
        <ul className={classes['tiles']} aria-label={`GPUs of ${visibleLine(server)}`}>
          {gpus.gpus.map((gpu) => (
            <li key={gpu.index}>
              <LabTile gpu={gpu} onOpen={onOpen} />
            </li>
          ))}
        </ul>
      )}
      <div className={classes['bars']}>
        <Bar label="CPU" reading={glance.cpuPercent} />
        <Bar label="Memory" reading={glance.memoryPercent} />
      </div>
    </>
  );
}

function Bar({ label, reading }: { label: string; reading: Glance['cpuPercent'] }) {
  // A busy CPU is what it is for; memory that runs out is not.
  const levels = label === 'CPU' ? { warnAt: null, dangerAt: null } : { warnAt: 90 };
  const text = reading.value === null ? reading.reason : `${formatPercent(reading.value)} used`;
  return (
    <div title={visibleLine(text)}>
      <span>{label}</span>
      <Meter label={label} percent={reading.value} text={visibleLine(text)} {...levels} />
      <span>{reading.value === null ? '–' : formatPercent(reading.value)}</span>
    </div>
  );
}

function useIsSeen(place: React.RefObject<HTMLElement | null>): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver((entries) =>
      setSeen(entries.at(-1)?.isIntersecting ?? false),
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [place]);
  return isSeen;
}
