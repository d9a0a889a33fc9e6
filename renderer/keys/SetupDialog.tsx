/**
 * The key wizard: which key, for which server, and then step by step until a sign-in with this key
 * alone has worked. For tests: dialog `Set up a key`; `Server`; radios `A new key` and each key's name;
 * `Sign in with it from now on`; button `Set up`; steps data-testid `key-step-<step>` with `data-status`;
 * the end data-testid `key-setup-end`.
 */
import { Button, Checkbox, Group, NativeSelect, Radio } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { KeyEntry } from '../../preload/contract/keys';
import { Dialog } from '../kit/Dialog';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { useServerList } from '../servers';
import classes from './keys.module.css';
import { useMakeKey } from './NewKeyDialog';
import { NewKeyFields } from './NewKeyFields';
import { Progress, useInstall } from './Progress';
import { readKeys, useKeys } from './store';
import { choiceWords, installable, nameOf } from './words';

interface SetupProps {
  /** What is known already; null is asked. */
  server: string | null;
  keyPath: string | null;
  onClose: () => void;
}

export default function SetupDialog({ opened, ...props }: SetupProps & { opened: boolean }) {
  return (
    <Dialog opened={opened} onClose={props.onClose} title="Set up a key" size="lg">
      {opened && <Setup {...props} />}
    </Dialog>
  );
}

function Setup(props: SetupProps) {
  const { found, problem } = useKeys();
  const [fresh, setFresh] = useState(false);
  useEffect(() => void readKeys().then(() => setFresh(true)), []);
  if (problem) return <ProblemCard problem={problem} onRetry={() => void readKeys()} />;
  if (!fresh || !found) return <Loading label="Looking for your keys" />;
  return <Wizard {...props} keys={found.keys} />;
}

const newKey = 'new';

function Wizard({ server: given, keyPath, onClose, keys }: SetupProps & { keys: KeyEntry[] }) {
  const servers = useServerList().filter(({ label }) => label === null);
  const usable = keys.filter(installable);
  const [server, setServer] = useState(given ?? servers[0]?.name ?? '');
  const [choice, setChoice] = useState(keyPath ?? usable[0]?.path ?? newKey);
  const [use, setUse] = useState(true);
  const making = useMakeKey(keys);
  const install = useInstall();
  const submit = async () => {
    const path = choice === newKey ? (await making.make())?.path : choice;
    if (path === undefined) return;
    // A second try begins with the key that the first one made.
    setChoice(path);
    install.start({ path, server, use });
  };
  if (install.state !== 'idle')
    return (
      <Progress install={install} server={server} keyName={nameOf(choice)} onClose={onClose} />
    );
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p className={classes['intro']}>
        Labmate signs in as you do now, writes the public half of the key on the server, and then
        signs in with the key alone to prove it. Your password keeps working.
      </p>
      {given === null ? (
        <NativeSelect
          label="Server"
          data={servers.map(({ name }) => ({ value: name, label: visibleLine(name) }))}
          value={server}
          onChange={(event) => setServer(event.currentTarget.value)}
        />
      ) : (
        <p>
          For <strong>{visibleLine(given)}</strong>
        </p>
      )}
      <Choice keys={usable} value={choice} onChange={setChoice} />
      {choice === newKey && (
        <NewKeyFields
          {...{ draft: making.draft, keys, tried: making.tried }}
          onChange={making.setDraft}
        />
      )}
      <Checkbox
        label="Sign in with it from now on"
        description="Names the key for this server in your ssh config; ssh in a terminal uses it too."
        checked={use}
        onChange={(event) => setUse(event.currentTarget.checked)}
      />
      {making.problem && <ProblemCard problem={making.problem} onRetry={() => void submit()} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" disabled={server === ''} loading={making.pending}>
          Set up
        </Button>
      </Group>
    </form>
  );
}

interface ChoiceProps {
  keys: readonly KeyEntry[];
  value: string;
  onChange: (value: string) => void;
}

function Choice({ keys, value, onChange }: ChoiceProps) {
  return (
    <Radio.Group label="Key" value={value} onChange={onChange}>
      <div className={classes['choices']}>
        {keys.map((key) => (
          <Radio
            key={key.path}
            value={key.path}
            label={visibleLine(nameOf(key.path))}
            description={choiceWords(key)}
          />
        ))}
        <Radio value={newKey} label="A new key" description="Made now, on this computer" />
      </div>
    </Radio.Group>
  );
}
