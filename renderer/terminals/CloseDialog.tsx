/** Asks before a tab, or a side of it, is closed whose shell still runs. */
import { Button, Checkbox, Group } from '@mantine/core';
import { useState } from 'react';
import { changeSettings } from '../connect/settings';
import { Dialog } from '../kit/Dialog';
import { sayProblem } from '../kit/toast';
import { closeTerminal, sessionOf, useTerminalsUi } from './store';
import { tabWith } from './tabs-store';
import classes from './terminals.module.css';
import { closeWords, placeLabel, tabLabel } from './words';

export function CloseDialog() {
  const ids = useTerminalsUi((ui) => ui.closing);
  const [always, setAlways] = useState(false);
  const [first] = ids ?? [];
  const tab = first === undefined ? undefined : tabWith(first);
  if (!ids || first === undefined || !tab) return null;
  const what = ids.length > 1 ? tabLabel(tab) : placeLabel(tab, first);
  const leave = () => useTerminalsUi.setState({ closing: null });
  const cancel = () => {
    leave();
    sessionOf(tab.focused).terminal.focus();
  };
  const close = async () => {
    leave();
    for (const id of ids) void closeTerminal(id);
    if (!always) return;
    const outcome = await changeSettings({ terminal: { confirmClose: false } });
    if (!outcome.ok) sayProblem(outcome.problem);
  };
  return (
    <Dialog opened onClose={cancel} title={`Close ${what}?`}>
      <p>{closeWords(tab, ids)}</p>
      <p className={classes['pasteWhy']}>
        What should go on without you is better started in tmux or with nohup.
      </p>
      <Checkbox
        mt="md"
        label="Do not ask again"
        checked={always}
        onChange={(event) => setAlways(event.currentTarget.checked)}
      />
      <Group justify="flex-end" mt="md" gap="sm">
        <Button variant="default" onClick={cancel}>
          Cancel
        </Button>
        <Button onClick={() => void close()} data-autofocus>
          {ids.length > 1 ? 'End both shells' : 'End the shell'}
        </Button>
      </Group>
    </Dialog>
  );
}
