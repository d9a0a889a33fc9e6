/**
 * Takes over a PuTTY key. For tests: dialog `Import a PuTTY key`; button `Choose the .ppk file…`; field
 * `Name`; button `Import`.
 */
import { Button, Group, TextInput } from '@mantine/core';
import { FileKey } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ValueOf } from '../../preload/contract';
import type { KeyEntry } from '../../preload/contract/keys';
import { client } from '../connect';
import { Dialog } from '../kit/Dialog';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { say, sayProblem } from '../kit/toast';
import { useAsk } from '../kit/use-ask';
import classes from './keys.module.css';
import { readKeys, useKeys } from './store';
import { Warnings } from './Warnings';
import { nameFault, nameForPutty } from './words';

interface ImportKeyProps {
  onClose: () => void;
  /** With the path of the new key, as an ssh config writes it. */
  onImported?: (path: string) => void;
}

export default function ImportKeyDialog({
  opened,
  ...props
}: ImportKeyProps & { opened: boolean }) {
  return (
    <Dialog opened={opened} onClose={props.onClose} title="Import a PuTTY key">
      {opened && <ImportKey {...props} />}
    </Dialog>
  );
}

type Chosen = NonNullable<ValueOf<'shell.chooseFile'>>;

function ImportKey({ onClose, onImported }: ImportKeyProps) {
  const keys = useKeys((state) => state.found?.keys) ?? [];
  const [file, setFile] = useState<Chosen | null>(null);
  const [name, setName] = useState('');
  const [warnings, setWarnings] = useState<KeyEntry['warnings']>([]);
  const { run, pending, problem, clear } = useAsk('keys.importPutty', { abortOnUnmount: true });
  useEffect(() => void readKeys(), []);
  const choose = async () => {
    const outcome = await client.ask('shell.chooseFile', { title: 'Choose a PuTTY key (.ppk)' });
    if (!outcome.ok) return sayProblem(outcome.problem);
    if (outcome.value === null) return;
    clear();
    setFile(outcome.value);
    setName(nameForPutty(outcome.value.name, keys));
  };
  const fault = file === null ? undefined : nameFault(name, keys);
  const take = async () => {
    if (file === null || fault !== undefined) return;
    const done = await run({ grant: file.grant, name });
    // A grant serves once; the person chooses again after a failure.
    setFile(null);
    if (!done) return;
    await readKeys();
    say(`${done.value.path} is imported.`);
    onImported?.(done.value.path);
    // What is wrong with the key is read before the dialog goes.
    if (done.value.warnings.length > 0) setWarnings(done.value.warnings);
    else onClose();
  };
  if (warnings.length > 0) return <Imported warnings={warnings} onClose={onClose} />;
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        // A form may stand around the dialog (the first run), and React tells it too.
        event.stopPropagation();
        void take();
      }}
    >
      <p className={classes['intro']}>
        Labmate writes the key into your .ssh folder in the format that ssh reads, under the
        passphrase that it has. The .ppk file stays as it is.
      </p>
      <Group gap="sm" align="center">
        <Button
          variant="default"
          leftSection={<FileKey size={15} aria-hidden />}
          onClick={() => void choose()}
        >
          Choose the .ppk file…
        </Button>
        {file && <span className={classes['path']}>{visibleLine(file.name)}</span>}
      </Group>
      {file && (
        <TextInput
          label="Name"
          description="The new file in your .ssh folder"
          value={name}
          error={fault}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      {problem && <ProblemCard problem={problem} onRetry={() => void choose()} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" disabled={file === null} loading={pending}>
          Import
        </Button>
      </Group>
    </form>
  );
}

function Imported({ warnings, onClose }: Pick<KeyEntry, 'warnings'> & { onClose: () => void }) {
  return (
    <div className={classes['form']} role="status">
      <p>The key is imported. Please read this about it:</p>
      <Warnings warnings={warnings} />
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </div>
  );
}
