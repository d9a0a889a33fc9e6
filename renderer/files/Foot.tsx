/** The foot of the list: what is here, on which mount it lies, and how full that is. */
import { useEffect, useState } from 'react';
import type { ValueOf } from '../../preload/contract';
import { formatBytes, formatPercent, formatShortCount, percentOf } from '../kit/format';
import { Meter } from '../kit/Meter';
import { visibleLine } from '../kit/safe-text';
import { useAsk } from '../kit/use-ask';
import classes from './files.module.css';
import type { Listing } from './store';
import { freeWords } from './words';

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
      <span data-testid="content">{content}</span>
      <span className={classes['place']}>
        <span data-testid="free-space">{freeWords(listing.freeBytes, listing.freeInodes)}</span>
        {place && <MountWords place={place} />}
        {problem !== undefined && <span data-testid="place">{visibleLine(problem)}</span>}
      </span>
    </footer>
  );
}

/** Asked again whenever the folder is read again: what fills a disk is work like ours. */
function usePlace(server: string, listing: Listing) {
  const { run, problem } = useAsk('files.place', { abortOnUnmount: true });
  const [place, setPlace] = useState<Place | null>(null);
  useEffect(() => {
    void run({ server, path: listing.path }).then((answer) => answer && setPlace(answer.value));
  }, [server, listing, run]);
  return { place, problem: problem?.what };
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
        used={usedOf(place.totalKiB.value, place.availableKiB.value)}
        total={place.totalKiB.value}
        words={(value) => formatBytes(value * 1024)}
      />
      <Share
        label="Inodes used"
        used={usedOf(place.inodesTotal.value, place.inodesFree.value)}
        total={place.inodesTotal.value}
        words={(value) => `${formatShortCount(value)} inodes`}
      />
    </span>
  );
}

const usedOf = (total: number | null, free: number | null) =>
  total === null || free === null ? null : Math.max(0, total - free);

interface ShareProps {
  label: string;
  used: number | null;
  total: number | null;
  words: (value: number) => string;
}

function Share({ label, used, total, words }: ShareProps) {
  // Some file systems count no inodes: a bar would say nothing.
  if (used === null || total === null) return null;
  const percent = percentOf({ value: used }, { value: total });
  const text = `${words(used)} of ${words(total)} used`;
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
