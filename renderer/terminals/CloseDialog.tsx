/** Asks before a tab is closed whose shell still runs. */
import { Button, Checkbox, Group } from '@mantine/core';
import { useState } from 'react';
import type { TerminalEntry } from '../../preload/contract/terminals';
import { changeSettings } from '../connect/settings';
import { Dialog } from '../kit/Dialog';
import { sayProblem } from '../kit/toast';
import { closeTerminal, sessionOf, useTerminalsUi } from './store';
import classes from './terminals.module.css';
import { tabLabel } from './words';

export function CloseDialog({ entries }: { entries: readonly TerminalEntry[] }) {
  const id = useTerminalsUi((ui) => ui.closing);
  const names = useTerminalsUi((ui) => ui.names);
  const [always, setAlways] = useState(false);
  const at = entries.findIndex((entry) => entry.id === id);
  if (id === null || at < 0) return null;
  const leave = () => useTerminalsUi.setState({ closing: null });
  const cancel = () => {
    leave();
    sessionOf(id).terminal.focus();
  };
  const close = async () => {
    leave();
    void closeTerminal(id);
    if (!always) return;
    const outcome = await changeSettings({ terminal: { confirmClose: false } });
    if (!outcome.ok) sayProblem(outcome.problem);
  };
  return (
    <Dialog opened onClose={cancel} title={`Close ${names[id] ?? tabLabel(at)}?`}>
      <p>The shell in this tab ends, and the programs that it runs end with it.</p>
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
          End the shell
        </Button>
      </Group>
    </Dialog>
  );
}
