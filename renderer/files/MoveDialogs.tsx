/** The questions of moving: where to (for those who do not drag), and what of names that are taken. */
import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../kit/Dialog';
import { plural } from '../kit/format';
import { visibleLine } from '../kit/safe-text';
import type { FilesSelection } from './actions';
import classes from './files.module.css';
import { answerMove, moveInto, useMoveQuestion } from './move';
import { absoluteFrom, baseName, movable } from './paths';

/** How many taken names are named one by one. */
const namedMost = 5;

export function MoveQuestionDialog({ server }: { server: string }) {
  const question = useMoveQuestion((state) => state.question);
  const paths = question?.server === server ? question.paths : [];
  const one = paths.length === 1;
  const names = paths.slice(0, namedMost).map((path) => visibleLine(baseName(path)));
  const more = paths.length - names.length;
  const folder = visibleLine(baseName(question?.folder ?? '') || '/');
  return (
    <Dialog
      opened={paths.length > 0}
      onClose={() => void answerMove(false)}
      title={one ? `${folder} has a ${names[0]} already` : `${folder} has these names already`}
    >
      {!one && (
        <ul>
          {names.map((name) => (
            <li key={name}>
              <bdi>{name}</bdi>
            </li>
          ))}
          {more > 0 && <li>{plural(more, 'other')}</li>}
        </ul>
      )}
      <p>
        Nothing there is replaced. Keep both, and what you move gets a number; or leave{' '}
        {one ? 'it where it is' : 'them where they are'}.
      </p>
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={() => void answerMove(false)} data-autofocus>
          {one ? 'Leave it' : 'Leave them'}
        </Button>
        <Button onClick={() => void answerMove(true)}>Keep both</Button>
      </Group>
    </Dialog>
  );
}

interface MoveToDialogProps {
  opened: boolean;
  selection: FilesSelection;
  home: string | undefined;
  onClose: () => void;
}

export function MoveToDialog({ opened, selection, home, onClose }: MoveToDialogProps) {
  const { entries } = selection;
  const what = entries.length === 1 ? (entries[0]?.name ?? '') : plural(entries.length, 'item');
  return (
    <Dialog opened={opened} onClose={onClose} title={`Move ${visibleLine(what)}`} size="sm">
      {opened && <MoveToForm {...{ selection, home, onClose }} />}
    </Dialog>
  );
}

function MoveToForm({ selection, home, onClose }: Omit<MoveToDialogProps, 'opened'>) {
  const { server, folder, paths } = selection;
  const [text, setText] = useState(folder);
  const [fault, setFault] = useState<string | null>(null);
  const submit = () => {
    const to = absoluteFrom(text.trim(), folder, home);
    if (to === folder) return setFault('That is where it is now.');
    if (movable(paths, to).length === 0) return setFault('A folder cannot go into itself.');
    onClose();
    void moveInto(server, paths, to);
  };
  return (
    <form
      noValidate
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput
        label="Into this folder"
        description="A path like ~/runs or /data, or ../old from here."
        spellCheck={false}
        value={text}
        error={fault}
        onChange={(event) => setText(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        data-autofocus
      />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit">Move</Button>
      </Group>
    </form>
  );
}
