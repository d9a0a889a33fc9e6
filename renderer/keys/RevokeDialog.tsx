/** Takes a key out of a server. For tests: dialog `Revoke <key>?`; `Server`; button `Revoke`. */
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { KeyEntry } from '../../preload/contract/keys';
import { ConfirmDialog } from '../kit/ConfirmDialog';
import { visibleLine } from '../kit/safe-text';
import { say } from '../kit/toast';
import { useAsk } from '../kit/use-ask';
import { useServerList } from '../servers';
import classes from './keys.module.css';
import { readKeys } from './store';
import { nameOf, revokedWords } from './words';

interface RevokeDialogProps {
  target: KeyEntry | null;
  onClose: () => void;
}

export function RevokeDialog({ target, onClose }: RevokeDialogProps) {
  const listed = useServerList().filter(({ label }) => label === null);
  const { run, pending, problem, clear } = useAsk('keys.revoke');
  const [chosen, setChosen] = useState<string | null>(null);
  const noted = target?.installed.map(({ server }) => server) ?? [];
  const others = listed.map(({ name }) => name).filter((name) => !noted.includes(name));
  const servers = [...noted, ...others];
  const server = chosen !== null && servers.includes(chosen) ? chosen : servers[0];
  const close = () => {
    clear();
    setChosen(null);
    onClose();
  };
  const revoke = async () => {
    if (!target || server === undefined) return;
    const done = await run({ path: target.path, server });
    if (!done) return;
    await readKeys();
    say(revokedWords(server, done.value));
    close();
  };
  return (
    <ConfirmDialog
      opened={target !== null}
      title={`Revoke ${visibleLine(nameOf(target?.path ?? ''))}?`}
      confirm="Revoke"
      danger
      {...{ pending, problem }}
      onConfirm={() => void revoke()}
      onClose={close}
    >
      <div className={classes['form']}>
        <p>
          Every line with this key goes out of your authorized_keys on the server. The file on this
          computer stays. If it is your only way in, you will need your password again.
        </p>
        <NativeSelect
          label="Server"
          data={servers.map((name) => ({ value: name, label: visibleLine(name) }))}
          value={server ?? ''}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      </div>
    </ConfirmDialog>
  );
}
