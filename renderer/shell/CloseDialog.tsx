/**
 * "Close Labmate?": main asks when the person closes the window and has not said yet what that
 * means. For tests: dialog `Close Labmate?`, buttons `Quit`, `Keep in the tray`, `Stay`.
 */
import { Button, Checkbox, Group } from '@mantine/core';
import { useEffect, useState } from 'react';
import { client } from '../connect';
import { Dialog } from '../kit/Dialog';
import { ProblemCard } from '../kit/ProblemCard';
import { useAsk } from '../kit/use-ask';
import { useTerminals } from '../terminals';
import { isActive, useTransfers } from '../transfers';
import { useTunnels } from '../tunnels';
import classes from './shell.module.css';
import { endingWords } from './words';

type Choice = 'quit' | 'tray' | 'stay';

export function CloseDialog() {
  const [opened, setOpened] = useState(false);
  const [remember, setRemember] = useState(false);
  const { run, pending, problem, clear } = useAsk('shell.close');
  useEffect(
    () =>
      client.watch(
        'shell.closing',
        {},
        {
          onEvent() {
            setRemember(false);
            setOpened(true);
          },
        },
      ),
    [],
  );
  const answer = async (choice: Choice) => {
    if (!(await run({ choice, remember: remember && choice !== 'stay' }))) return;
    setOpened(false);
  };
  const stay = () => {
    clear();
    setOpened(false);
    void run({ choice: 'stay', remember: false });
  };
  return (
    <Dialog opened={opened} onClose={stay} title="Close Labmate?">
      <Ending />
      <Checkbox
        mt="md"
        label="Do this from now on"
        description="The settings have it under Window."
        checked={remember}
        onChange={(event) => setRemember(event.currentTarget.checked)}
      />
      {problem && (
        <div className={classes['dialogProblem']}>
          <ProblemCard problem={problem} />
        </div>
      )}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={stay} data-autofocus>
          Stay
        </Button>
        <Button variant="default" loading={pending} onClick={() => void answer('tray')}>
          Keep in the tray
        </Button>
        <Button color="red" loading={pending} onClick={() => void answer('quit')}>
          Quit
        </Button>
      </Group>
    </Dialog>
  );
}

function Ending() {
  const shells = useTerminals(
    ({ snapshot }) => (snapshot ?? []).filter(({ state }) => state.kind === 'open').length,
  );
  const transfers = useTransfers(({ snapshot }) => (snapshot ?? []).filter(isActive).length);
  const forwards = useTunnels(
    ({ snapshot }) => (snapshot ?? []).filter(({ state }) => state.kind === 'open').length,
  );
  const words = endingWords({ shells, transfers, forwards });
  if (words === null) return <p>Nothing is under way. In the tray, Labmate stays connected.</p>;
  return (
    <p>
      Quitting ends <strong>{words}</strong>. In the tray they go on.
    </p>
  );
}
