/** The foot of the list: what is here, on which mount it lies, and how full that is. */
import { useEffect, useState } from 'react';
import type { ValueOf } from '../../preload/contract';
import { formatBytes, formatPercent, formatShortCount } from '../kit/format';
import { Meter } from '../kit/Meter';
import { visibleLine } from '../kit/safe-text';
import { useAsk } from '../kit/use-ask';
import classes from './files.module.css';
import type { Listing } from './store';
import { freeWords, usedPercent } from './words';

type Place = ValueOf<'files.place'>;

export function Foot({
  server,
  listing,
  content,
}: {
  server: string;
  listing: Listing;
  content: string;
}) {
  const { place, problem } = usePlace(server, listing);
  return (
    <footer className={classes['foot']}>
      <span data-testid="content" aria-live="polite">
        {content}
      </span>
      <span className={classes['place']}>
        <span data-testid="free-space">{freeWords(listing.freeBytes, listing.freeInodes)}</span>
        {place && <MountWords place={place} />}
        {problem !== undefined && <span data-testid="place-problem">{visibleLine(problem)}</span>}
      </span>
    </footer>
  );
}

/**
 * Asked again whenever the folder is read again: what fills a disk is work like ours. Figures are
 * those of this folder or none: the ones of the folder before would be wrong words about this one.
 */
function usePlace(server: string, listing: Listing) {
  const { run, problem } = useAsk('files.place', { abortOnUnmount: true });
  const [told, setTold] = useState<{ place: Place; server: string; path: string }>();
  const { path } = listing;
  useEffect(() => {
    void run({ server, path: listing.path }).then(
      (answer) => answer && setTold({ place: answer.value, server, path: listing.path }),
    );
  }, [server, listing, run]);
  const fits = !problem && told?.server === server && told.path === path;
  return { place: fits ? told.place : undefined, problem: problem?.what };
}

function MountWords({ place }: { place: Place }) {
  const type = place.type === '' ? '' : ` (${place.type})`;
  return (
    <span className={classes['mount']} data-testid="place">
      <span title={visibleLine(place.filesystem)}>
        on <bdi className={classes['mountPath']}>{visibleLine(place.mount)}</bdi>
        {visibleLine(type)}
      </span>
      <Share
        label="Space used"
        used={place.usedKiB.value}
        available={place.availableKiB.value}
        words={(value) => formatBytes(value * 1024)}
      />
      <Share
        label="Inodes used"
        used={place.inodesUsed.value}
        available={place.inodesFree.value}
        words={(value) => `${formatShortCount(value)} inodes`}
      />
    </span>
  );
}

interface ShareProps {
  label: string;
  used: number | null;
  available: number | null;
  words: (value: number) => string;
}

function Share({ label, used, available, words }: ShareProps) {
  // Some file systems count no inodes: a bar would say nothing.
  if (used === null || available === null) return null;
  const percent = usedPercent(used, available);
  const text = `${words(used)} used, ${words(available)} available`;
  return (
    <span className={classes['share']}>
      <span className={classes['shareBar']}>
        <Meter label={label} percent={percent} text={text} />
      </span>
      {percent === null ? '' : formatPercent(percent)}
      {label === 'Inodes used' ? ' of inodes' : ' of space'}
    </span>
  );
}
