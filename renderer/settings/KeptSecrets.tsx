/**
 * Passwords and passphrases that are kept beyond this run, to be forgotten in one click. For tests: region
 * `Kept passwords`, a list item for each, buttons `Forget <what>`, `Forget all`.
 */
import { Button } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { ValueOf } from '../../preload/contract';
import { client } from '../connect';
import { useNow } from '../kit/clock';
import { formatRelative } from '../kit/format';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { useAsk } from '../kit/use-ask';
import classes from './settings.module.css';

/** For the search. */
export const keptSecretsText = 'Kept passwords passphrases secrets keyring keychain forget store';

export function KeptSecretsSection() {
  const [state, setState] = useState<ValueOf<'secrets.kept'>>();
  const forget = useAsk('secrets.forget');
  const now = useNow();
  const read = useCallback(async () => {
    const outcome = await client.ask('secrets.kept', {});
    if (outcome.ok) setState(outcome.value);
  }, []);
  useEffect(() => void read(), [read]);
  if (!state) return null;
  const drop = async (id: string | null) => {
    await forget.run({ id });
    await read();
  };
  const { store, kept } = state;
  return (
    <section className={classes['section']} aria-label="Kept passwords">
      <div className={classes['sectionHead']}>
        <h2>Kept passwords</h2>
        {kept.length > 0 && (
          <Button size="compact-sm" variant="default" onClick={() => void drop(null)}>
            Forget all
          </Button>
        )}
      </div>
      {forget.problem && <ProblemCard problem={forget.problem} onDismiss={forget.clear} />}
      {kept.length === 0 && <p className={classes['hint']}>{emptyWords(store)}</p>}
      {kept.length > 0 && (
        <ul className={`${classes['items']} ${classes['kept']}`}>
          {kept.map(({ id, what, since }) => (
            <li key={id}>
              <span>{visibleLine(what)}</span>
              <span className={classes['hint']}>{formatRelative(since, now)}</span>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Forget ${visibleLine(what)}`}
                onClick={() => void drop(id)}
              >
                Forget
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function emptyWords(store: string | null): string {
  return store === null
    ? 'This computer has no store for passwords that Labmate could use, so none is kept after it closes.'
    : `None. Where a password is asked for, you can have it kept in ${store}.`;
}
