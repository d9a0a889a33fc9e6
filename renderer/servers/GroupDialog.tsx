/**
 * Asks for a group's name: for a server that moves into one, or for a group that is renamed. For
 * tests: dialog `Move <server> to a group` or `Rename the group <name>`, field `Group`, buttons `Move`,
 * `Rename`, `No group`.
 */
import { Autocomplete, Button, Group } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../kit/Dialog';
import { visibleLine } from '../kit/safe-text';
import { arrangeServer, renameGroup } from './actions';
import { groupsOf } from './sections';
import { useServerList } from './store';

/** The longest name that the engine takes. */
const maxLength = 60;

export type GroupQuestion = { kind: 'move'; server: string } | { kind: 'rename'; group: string };

interface GroupDialogProps {
  question: GroupQuestion | null;
  onClose: () => void;
}

export function GroupDialog({ question, onClose }: GroupDialogProps) {
  const title =
    question?.kind === 'rename'
      ? `Rename the group ${visibleLine(question.group)}`
      : `Move ${visibleLine(question?.server ?? '')} to a group`;
  return (
    <Dialog opened={question !== null} onClose={onClose} title={title} size="sm">
      {question && <GroupForm key={title} question={question} onClose={onClose} />}
    </Dialog>
  );
}

function GroupForm({ question, onClose }: { question: GroupQuestion; onClose: () => void }) {
  const servers = useServerList();
  const server = question.kind === 'move' ? question.server : null;
  const now = servers.find(({ name }) => name === server)?.group ?? null;
  const [text, setText] = useState(question.kind === 'rename' ? question.group : (now ?? ''));
  const group = text.trim();
  const put = (to: string | null) => {
    onClose();
    if (question.kind === 'rename') void renameGroup(question.group, to);
    // One moves it to see it there: a favourite would stay among the favourites.
    else void arrangeServer({ server: question.server, group: to, favourite: false });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (group !== '') put(group);
      }}
    >
      <Autocomplete
        label="Group"
        description="One that there is, or a new name"
        placeholder="Vision lab"
        maxLength={maxLength}
        data={question.kind === 'move' ? groupsOf(servers) : []}
        value={text}
        onChange={setText}
        data-autofocus
      />
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        {now !== null && (
          <Button variant="default" onClick={() => put(null)}>
            No group
          </Button>
        )}
        <Button type="submit" disabled={group === ''}>
          {question.kind === 'rename' ? 'Rename' : 'Move'}
        </Button>
      </Group>
    </form>
  );
}
