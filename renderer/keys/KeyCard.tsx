/** One key: what it is, what is wrong with it, where it lets its owner in. */
import { Button } from '@mantine/core';
import { KeyRound, Lock, LockOpen, Server } from 'lucide-react';
import type { KeyEntry } from '../../preload/contract/keys';
import { CopyButton, CopyIconButton } from '../kit/Copy';
import { visibleLine } from '../kit/safe-text';
import { When } from '../kit/When';
import classes from './keys.module.css';
import { Warnings } from './Warnings';
import { installable, kindWords, nameOf, protectionWords } from './words';

interface KeyCardProps {
  entry: KeyEntry;
  onInstall: () => void;
  onRevoke: () => void;
}

export function KeyCard({ entry, onInstall, onRevoke }: KeyCardProps) {
  const name = visibleLine(nameOf(entry.path));
  const Protection = entry.encrypted ? Lock : LockOpen;
  return (
    <li className={classes['card']} data-testid={`key-${nameOf(entry.path)}`}>
      <div className={classes['cardHead']}>
        <KeyRound size={18} aria-hidden className={classes['icon']} />
        <h2>{name}</h2>
        {entry.format !== 'unknown' && (
          <>
            <span className={classes['tag']}>{kindWords(entry)}</span>
            <span className={classes['tag']}>
              <Protection size={12} aria-hidden /> {protectionWords(entry)}
            </span>
          </>
        )}
      </div>
      <p className={classes['path']}>
        {visibleLine(entry.path)}
        {entry.comment !== '' && <span> · {visibleLine(entry.comment)}</span>}
      </p>
      {entry.fingerprint !== null && (
        <p className={classes['print']}>
          <code>{entry.fingerprint}</code>
          <CopyIconButton text={entry.fingerprint} label={`Copy the fingerprint of ${name}`} />
        </p>
      )}
      <Warnings warnings={entry.warnings} />
      {entry.installed.length > 0 && <Installed entry={entry} />}
      {installable(entry) && (
        <div className={classes['buttons']}>
          <Button
            size="compact-sm"
            variant="light"
            onClick={onInstall}
            aria-label={`Install ${name} on a server`}
          >
            Install on a server…
          </Button>
          <CopyButton text={entry.publicLine ?? ''} label="Copy public key" />
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            onClick={onRevoke}
            aria-label={`Revoke ${name} from a server`}
          >
            Revoke…
          </Button>
        </div>
      )}
    </li>
  );
}

function Installed({ entry }: { entry: KeyEntry }) {
  return (
    <ul className={classes['installed']} aria-label="Installed on">
      <li className={classes['lead']} aria-hidden>
        Installed on
      </li>
      {entry.installed.map(({ server, at }) => (
        <li key={server}>
          <Server size={13} aria-hidden /> {visibleLine(server)}{' '}
          <span className={classes['when']}>
            <When at={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
