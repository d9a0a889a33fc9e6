/** The second step of the first run: with which key, or that there is only a password. */
import { Button, Radio } from '@mantine/core';
import { Suspense, useEffect, useState } from 'react';
import type { ValueOf } from '../../preload/contract';
import { ImportKeyDialog } from '../keys';
import { visibleLine } from '../kit/safe-text';
import { useAsk } from '../kit/use-ask';
import { useFirstRunState, type Way } from './first-run';
import classes from './first-run.module.css';
import { KeyFileInput } from './KeyFileInput';
import { foundKeyWords, usualKeysWords } from './words';

type Identities = ValueOf<'servers.identities'>;

interface FirstKeyProps {
  fault: string | undefined;
  onImport: () => void;
}

export function FirstKey({ fault, onImport }: FirstKeyProps) {
  const { way, keyFile } = useFirstRunState();
  const found = useIdentities();
  const setKeyFile = (path: string) => useFirstRunState.setState({ keyFile: path });
  return (
    <Radio.Group
      aria-label="How do you sign in?"
      value={nameOf(way)}
      onChange={(value) => useFirstRunState.setState({ way: wayNamed(value) })}
      error={fault}
    >
      <div className={classes['ways']}>
        <Radio
          value="usual"
          label="With the keys of this computer"
          description={usualKeysWords(found)}
        />
        {found !== null && found.files.length > 1 && (
          <div className={classes['found']}>
            {found.files.map((file) => (
              <Radio
                key={file.path}
                value={`found:${file.path}`}
                label={`Only ${visibleLine(file.path)}`}
                description={visibleLine(foundKeyWords(file))}
              />
            ))}
          </div>
        )}
        <Radio
          value="password"
          label="I only have a password"
          description="Labmate asks for it when you connect and writes it nowhere."
        />
        <Radio value="other" label="With another key file" />
        {way.kind === 'other' && (
          <KeyFileInput value={keyFile} onChange={setKeyFile} description="A private key" />
        )}
        <Radio value="putty" label="I have PuTTY sessions or a .ppk" />
        {way.kind === 'putty' && (
          <Putty keyFile={keyFile} onKeyFile={setKeyFile} onImport={onImport} />
        )}
      </div>
    </Radio.Group>
  );
}

interface PuttyProps {
  keyFile: string;
  onKeyFile: (path: string) => void;
  onImport: () => void;
}

function Putty({ keyFile, onKeyFile, onImport }: PuttyProps) {
  const [importing, setImporting] = useState(false);
  const [wanted, setWanted] = useState(false);
  if (importing && !wanted) setWanted(true);
  return (
    <div className={classes['putty']}>
      <p>Labmate takes over the sessions that PuTTY, KiTTY, WinSCP and MobaXterm keep here.</p>
      <Button variant="default" className={classes['import']} onClick={onImport}>
        Take over servers…
      </Button>
      <p>For a key alone, type the address and account above and import your .ppk file:</p>
      <Button variant="default" className={classes['import']} onClick={() => setImporting(true)}>
        Import a .ppk…
      </Button>
      <KeyFileInput value={keyFile} onChange={onKeyFile} description="The imported key" />
      {wanted && (
        <Suspense>
          <ImportKeyDialog
            opened={importing}
            onClose={() => setImporting(false)}
            onImported={onKeyFile}
          />
        </Suspense>
      )}
    </div>
  );
}

function useIdentities(): Identities | null {
  const [found, setFound] = useState<Identities | null>(null);
  const { run } = useAsk('servers.identities', { abortOnUnmount: true });
  useEffect(() => {
    void run({}).then((answer) => {
      if (!answer) return;
      setFound(answer.value);
      const { files, agentKeys } = answer.value;
      const nothing = files.length === 0 && !agentKeys;
      const untouched = useFirstRunState.getState().way.kind === 'usual';
      if (nothing && untouched) useFirstRunState.setState({ way: { kind: 'password' } });
    });
  }, [run]);
  return found;
}

function nameOf(way: Way): string {
  return way.kind === 'found' ? `found:${way.path}` : way.kind;
}

function wayNamed(value: string): Way {
  if (value.startsWith('found:')) return { kind: 'found', path: value.slice('found:'.length) };
  const kinds = ['usual', 'password', 'other', 'putty'] as const;
  return { kind: kinds.find((kind) => kind === value) ?? 'usual' };
}
