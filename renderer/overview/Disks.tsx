/** Disks: space and inodes. Either can be full while the other is not. */
import { TriangleAlert } from 'lucide-react';
import type { Mount } from '../../preload/contract/monitor';
import { Figure } from '../kit/Figure';
import { formatPercent, formatShortCount, percentOf, sentence } from '../kit/format';
import { Meter } from '../kit/Meter';
import { visibleLine } from '../kit/safe-text';
import lists from './lists.module.css';
import classes from './overview.module.css';
import { formatKiB, mountMark, mountsByFullness, mountUsedPercent } from './words';

export function Disks({ mounts }: { mounts: readonly Mount[] }) {
  return (
    <section className={classes['card']} aria-label="Disks">
      <div className={classes['cardHead']}>
        <h3>Disks</h3>
      </div>
      {mounts.length === 0 ? (
        <p className={classes['quiet']}>The server has not told about its disks yet.</p>
      ) : (
        <ul className={lists['disks']}>
          {mountsByFullness(mounts).map((mount) => (
            <Disk key={`${mount.path} ${mount.filesystem}`} mount={mount} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Disk({ mount }: { mount: Mount }) {
  const space = mountUsedPercent(mount);
  const inodes = percentOf(mount.inodesUsed, mount.inodesTotal);
  const path = visibleLine(mount.path);
  const mark = mountMark(mount);
  return (
    <li className={lists['disk']} data-testid={`disk-${mount.path}`}>
      <div className={lists['diskName']}>
        <bdi title={visibleLine(`${mount.filesystem} (${mount.type})`)}>{path}</bdi>
        <span>{visibleLine(mount.type)}</span>
        {mark && (
          <span className={lists['diskMark']} data-level={mark.level}>
            <TriangleAlert size={13} aria-hidden />
            {sentence(mark.words)}
          </span>
        )}
      </div>
      <div className={lists['diskMeter']}>
        <p>
          <Figure reading={mount.availableKiB} format={formatKiB} /> free
          <span>
            {' of '}
            <Figure reading={mount.totalKiB} format={formatKiB} />
          </span>
        </p>
        <Meter label={`Space on ${path}`} percent={space} text={percentText(space, 'space')} />
      </div>
      <div className={lists['diskMeter']}>
        <p>
          <InodesFree mount={mount} />
        </p>
        <Meter label={`Inodes on ${path}`} percent={inodes} text={percentText(inodes, 'inodes')} />
      </div>
    </li>
  );
}

function InodesFree({ mount: { inodesTotal, inodesUsed } }: { mount: Mount }) {
  if (inodesTotal.value === null || inodesUsed.value === null) {
    const reading = inodesTotal.value === null ? inodesTotal : inodesUsed;
    return (
      <>
        <Figure reading={reading} format={String} /> <span>inodes</span>
      </>
    );
  }
  return (
    <>
      {formatShortCount(Math.max(0, inodesTotal.value - inodesUsed.value))} free
      <span> of {formatShortCount(inodesTotal.value)} inodes</span>
    </>
  );
}

function percentText(percent: number | null, what: string): string {
  return percent === null ? `${what}: not known` : `${formatPercent(percent)} of the ${what} used`;
}
