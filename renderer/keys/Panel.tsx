/**
 * The keys of this computer. For tests: region `SSH keys`; each key data-testid `key-<name>`; buttons
 * `New key…`, `Import a .ppk…`, `Install <name> on a server`, `Revoke <name> from a server`.
 */
import { Button, Group } from '@mantine/core';
import { FileKey, KeyRound, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { KeyEntry } from '../../preload/contract/keys';
import { EmptyState } from '../kit/EmptyState';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { KeyCard } from './KeyCard';
import classes from './keys.module.css';
import { RevokeDialog } from './RevokeDialog';
import { type KeyDialog, readKeys, useKeys } from './store';

export default function KeysPanel({ onOpen }: { onOpen: (dialog: KeyDialog) => void }) {
  const { found, problem } = useKeys();
  const [revoking, setRevoking] = useState<KeyEntry | null>(null);
  useEffect(() => void readKeys(), []);
  return (
    <section className={classes['page']} aria-label="SSH keys">
      <header className={classes['head']}>
        <div>
          <h1>SSH keys</h1>
          {found && (
            <p>Private keys in {visibleLine(found.folder)}. They never leave this computer.</p>
          )}
        </div>
        <Group gap="sm">
          <Button
            variant="default"
            leftSection={<FileKey size={15} aria-hidden />}
            onClick={() => onOpen({ kind: 'key-import' })}
          >
            Import a .ppk…
          </Button>
          <Button
            leftSection={<Plus size={15} aria-hidden />}
            onClick={() => onOpen({ kind: 'key-new' })}
          >
            New key…
          </Button>
        </Group>
      </header>
      <div className={classes['body']}>
        {problem && <ProblemCard problem={problem} onRetry={() => void readKeys()} />}
        {!found && !problem && <Loading label="Reading your keys" />}
        {found?.keys.length === 0 && (
          <EmptyState
            icon={<KeyRound size={26} />}
            title="No keys yet"
            action={
              <Button onClick={() => onOpen({ kind: 'key-setup', server: null, key: null })}>
                Set up a key for a server…
              </Button>
            }
          >
            With a key you sign in without typing your password. Labmate makes one, puts its public
            half on your server, and proves that it works.
          </EmptyState>
        )}
        {found && found.keys.length > 0 && (
          <ul className={classes['cards']}>
            {found.keys.map((entry) => (
              <KeyCard
                key={entry.path}
                entry={entry}
                onInstall={() => onOpen({ kind: 'key-setup', server: null, key: entry.path })}
                onRevoke={() => setRevoking(entry)}
              />
            ))}
          </ul>
        )}
      </div>
      <RevokeDialog target={revoking} onClose={() => setRevoking(null)} />
    </section>
  );
}
