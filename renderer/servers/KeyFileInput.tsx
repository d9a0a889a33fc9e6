/** The path of a private key: typed, or chosen in a file dialog. For tests: `Key file`, `Choose…`. */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { client } from '../connect';
import { sayProblem } from '../kit/toast';
import classes from './servers.module.css';
import { puttyKeyWords } from './words';

interface KeyFileInputProps {
  value: string;
  onChange: (path: string) => void;
  description?: string;
}

export function KeyFileInput({ value, onChange, description }: KeyFileInputProps) {
  const [putty, setPutty] = useState(false);
  const choose = async () => {
    const outcome = await client.ask('shell.chooseKeyFile', {});
    if (!outcome.ok) return sayProblem(outcome.problem);
    if (outcome.value === null) return;
    setPutty(outcome.value.putty);
    // ssh cannot read PuTTY's format, so its path would only be a later failure.
    if (!outcome.value.putty) onChange(outcome.value.path);
  };
  return (
    <div className={classes['keyFile']}>
      <TextInput
        label="Key file"
        description={
          description ?? 'Empty: your usual keys and the agent are tried, then the password'
        }
        placeholder="~/.ssh/id_ed25519"
        error={putty ? puttyKeyWords : undefined}
        value={value}
        onChange={(event) => {
          setPutty(false);
          onChange(event.currentTarget.value);
        }}
      />
      <Button variant="default" onClick={() => void choose()}>
        Choose…
      </Button>
    </div>
  );
}
