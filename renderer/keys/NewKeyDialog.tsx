/** Makes a key. For tests: dialog `New SSH key`; button `Make the key`. */
import { Button, Group } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { KeyEntry } from '../../preload/contract/keys';
import { Dialog } from '../kit/Dialog';
import { ProblemCard } from '../kit/ProblemCard';
import { say } from '../kit/toast';
import { useAsk } from '../kit/use-ask';
import classes from './keys.module.css';
import { draftFault, type KeyDraft, NewKeyFields, newDraft } from './NewKeyFields';
import { readKeys, useKeys } from './store';

interface NewKeyDialogProps {
  opened: boolean;
  onClose: () => void;
}

export default function NewKeyDialog({ opened, onClose }: NewKeyDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title="New SSH key">
      {opened && <NewKey onClose={onClose} />}
    </Dialog>
  );
}

/** Makes the key of a draft. `make` answers undefined where it was not made. */
export function useMakeKey(keys: readonly KeyEntry[]) {
  const ask = useAsk('keys.generate', { abortOnUnmount: true });
  const [draft, setDraft] = useState<KeyDraft>(() => newDraft(keys));
  const [tried, setTried] = useState(false);
  const make = async (): Promise<KeyEntry | undefined> => {
    setTried(true);
    if (draftFault(draft, keys) !== undefined) return undefined;
    const { name, type, passphrase } = draft;
    const done = await ask.run({ name, type, passphrase, comment: 'made by Labmate' });
    if (!done) return undefined;
    await readKeys();
    return done.value;
  };
  return { draft, setDraft, tried, make, pending: ask.pending, problem: ask.problem };
}

function NewKey({ onClose }: { onClose: () => void }) {
  const keys = useKeys((state) => state.found?.keys) ?? noKeys;
  const { draft, setDraft, tried, make, pending, problem } = useMakeKey(keys);
  useEffect(() => void readKeys(), []);
  const submit = async () => {
    const made = await make();
    if (!made) return;
    say(`${made.path} is made. Install it on a server to sign in with it.`);
    onClose();
  };
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <NewKeyFields {...{ draft, keys, tried }} onChange={setDraft} />
      {problem && <ProblemCard problem={problem} onRetry={() => void submit()} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={pending}>
          Make the key
        </Button>
      </Group>
    </form>
  );
}

const noKeys: readonly KeyEntry[] = [];
