/** The questions of the file list: a name for something, and whether to delete. */
import { Button, Group, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { ConfirmDialog } from '../kit/ConfirmDialog';
import { Dialog } from '../kit/Dialog';
import { plural } from '../kit/format';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { useAsk } from '../kit/use-ask';
import classes from './files.module.css';
import type { FilesDialog } from './Panel';
import { joinPath, nameFault } from './paths';
import { type Listing, refreshFolder, updateFolder } from './store';
import { type Count, countWords } from './words';

interface NameDialogProps {
  server: string;
  listing: Listing;
  dialog: FilesDialog;
  /** What a rename is about. */
  selected: string | undefined;
  onClose: () => void;
}

export function NameDialog(props: NameDialogProps) {
  const { dialog, selected, onClose } = props;
  const opened = dialog === 'new-folder' || dialog === 'new-file' || dialog === 'rename';
  const title =
    dialog === 'rename'
      ? `Rename ${visibleLine(selected ?? '')}`
      : dialog === 'new-file'
        ? 'New file'
        : 'New folder';
  return (
    <Dialog opened={opened} onClose={onClose} title={title} size="sm">
      {opened && <NameForm {...props} />}
    </Dialog>
  );
}

function NameForm({ server, listing, dialog, selected, onClose }: NameDialogProps) {
  const old = dialog === 'rename' ? (selected ?? '') : '';
  const [name, setName] = useState(old);
  const [tried, setTried] = useState(false);
  const make = useAsk('files.makeFolder');
  const create = useAsk('files.createFile');
  const rename = useAsk('files.rename');
  const taken = listing.entries.map((entry) => entry.name).filter((each) => each !== old);
  const fault = nameFault(name, taken);
  const problem = make.problem ?? create.problem ?? rename.problem;
  const submit = async () => {
    setTried(true);
    if (fault !== null) return;
    const path = joinPath(listing.path, name);
    const done =
      dialog === 'rename'
        ? await rename.run({ server, from: joinPath(listing.path, old), to: path })
        : await (dialog === 'new-file' ? create : make).run({ server, path });
    if (!done) return;
    onClose();
    // First, so that it is chosen as soon as it is listed, and the keyboard comes to it.
    updateFolder(server, { selected: new Set([name]) });
    await refreshFolder(server);
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
      <TextInput
        label="Name"
        value={name}
        error={tried ? fault : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        data-autofocus
      />
      {problem && <ProblemCard problem={problem} onRetry={() => void submit()} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={make.pending || create.pending || rename.pending}>
          {dialog === 'rename' ? 'Rename' : 'Create'}
        </Button>
      </Group>
    </form>
  );
}

interface DeleteDialogProps {
  server: string;
  listing: Listing;
  opened: boolean;
  names: readonly string[];
  onClose: () => void;
}

export function DeleteDialog({ server, listing, opened, names, onClose }: DeleteDialogProps) {
  const remove = useAsk('files.remove');
  const paths = names.map((name) => joinPath(listing.path, name));
  const first = visibleLine(names[0] ?? '');
  const close = () => {
    remove.cancel();
    remove.clear();
    onClose();
  };
  const confirm = async () => {
    const done = await remove.run({ server, paths });
    await refreshFolder(server);
    if (done) onClose();
  };
  return (
    <ConfirmDialog
      opened={opened}
      title={names.length === 1 ? `Delete ${first}?` : `Delete ${plural(names.length, 'item')}?`}
      confirm="Delete"
      danger
      pending={remove.pending}
      problem={remove.problem}
      onConfirm={() => void confirm()}
      onClose={close}
    >
      {opened && <WhatGoes server={server} paths={paths} />}
      <p>It cannot be brought back: the server has no bin.</p>
    </ConfirmDialog>
  );
}

function WhatGoes({ server, paths }: { server: string; paths: string[] }) {
  const { run, problem } = useAsk('files.count', { abortOnUnmount: true });
  const [count, setCount] = useState<Count | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: counted once, when the dialog opens
  useEffect(() => {
    void run({ server, paths }).then((answer) => answer && setCount(answer.value));
  }, []);
  if (problem) return <ProblemCard problem={problem} />;
  if (!count) return <Loading label="Counting what is in there" />;
  return (
    <p className={classes['count']} data-testid="delete-count">
      This deletes {countWords(count)}.
    </p>
  );
}
