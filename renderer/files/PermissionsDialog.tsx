/** Permissions of the chosen entries: who may do what, as boxes with names and as three digits. */
import { Button, Checkbox, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../kit/Dialog';
import { plural } from '../kit/format';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { say } from '../kit/toast';
import { useAsk } from '../kit/use-ask';
import type { FilesSelection } from './actions';
import classes from './files.module.css';
import {
  bitOf,
  classesOfPeople,
  noWish,
  octalOf,
  rights,
  turned,
  type Wish,
  wishOf,
} from './permissions';
import { refreshFolder } from './store';

interface PermissionsDialogProps {
  opened: boolean;
  selection: FilesSelection;
  onClose: () => void;
}

export function PermissionsDialog({ opened, selection, onClose }: PermissionsDialogProps) {
  const [first] = selection.entries;
  const title =
    selection.entries.length === 1
      ? `Permissions of ${visibleLine(first?.name ?? '')}`
      : `Permissions of ${plural(selection.entries.length, 'item')}`;
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      {opened && <PermissionsForm selection={selection} onClose={onClose} />}
    </Dialog>
  );
}

function PermissionsForm({ selection, onClose }: Omit<PermissionsDialogProps, 'opened'>) {
  const { server, entries, paths } = selection;
  const modes = entries.map(({ mode }) => mode & 0o777);
  const [wish, setWish] = useState<Wish>(noWish);
  const [recursive, setRecursive] = useState(false);
  const change = useAsk('files.setMode');
  const nothing = wish.set === 0 && wish.clear === 0;
  const submit = async () => {
    const done = await change.run({ server, paths: [...paths], ...wish, recursive });
    await refreshFolder(server);
    if (!done) return;
    say(`Changed the permissions of ${plural(done.value.changed, 'item')}.`);
    onClose();
  };
  return (
    <form
      noValidate
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Grid modes={modes} wish={wish} onWish={setWish} />
      <Octal modes={modes} wish={wish} onWish={setWish} />
      {entries.some(({ kind }) => kind === 'directory') && (
        <Checkbox
          label="Also everything inside the folders"
          description="Links are left alone. Files inside get the right to run only if somebody may run them already."
          checked={recursive}
          onChange={(event) => setRecursive(event.currentTarget.checked)}
        />
      )}
      {change.problem && <ProblemCard problem={change.problem} onRetry={() => void submit()} />}
      <Group justify="flex-end" gap="sm">
        <Button
          variant="default"
          onClick={() => {
            change.cancel();
            onClose();
          }}
        >
          Cancel
        </Button>
        <Button type="submit" disabled={nothing} loading={change.pending}>
          Change
        </Button>
      </Group>
    </form>
  );
}

interface BitsProps {
  modes: readonly number[];
  wish: Wish;
  onWish: (wish: Wish) => void;
}

function Grid({ modes, wish, onWish }: BitsProps) {
  return (
    <table className={classes['rights']}>
      <thead>
        <tr>
          <td />
          {rights.map(({ label }) => (
            <th key={label} scope="col" className={classes['right']}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {classesOfPeople.map(({ label: who, shift }) => (
          <tr key={who}>
            <th scope="row">{who}</th>
            {rights.map(({ label, bit }) => {
              const mask = bit << shift;
              const state = bitOf(modes, wish, mask);
              return (
                <td key={label}>
                  <Checkbox
                    aria-label={`${who}: ${label.toLowerCase()}`}
                    checked={state === 'on'}
                    indeterminate={state === 'mixed'}
                    onChange={() => onWish(turned(modes, wish, mask))}
                  />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Octal({ modes, wish, onWish }: BitsProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = octalOf(modes, wish);
  const fault = typed !== null && wishOf(typed) === null;
  return (
    <TextInput
      label="As a number"
      description="As chmod takes it. A dash stands where the items differ."
      maxLength={3}
      value={typed ?? shown}
      error={fault && typed.length === 3 ? 'Three digits from 0 to 7.' : undefined}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const meant = wishOf(text);
        if (meant) onWish(meant);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
