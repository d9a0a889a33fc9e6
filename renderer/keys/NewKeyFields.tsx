/** The fields of a key that is to be made. For tests: `Name`, `Kind`, `Passphrase`, `The same again`. */
import { PasswordInput, Radio, TextInput } from '@mantine/core';
import type { KeyEntry } from '../../preload/contract/keys';
import classes from './keys.module.css';
import { freeName, nameFault } from './words';

export interface KeyDraft {
  name: string;
  type: 'ed25519' | 'rsa';
  passphrase: string;
  again: string;
}

export const newDraft = (keys: readonly KeyEntry[]): KeyDraft => ({
  name: freeName('id_ed25519', keys),
  type: 'ed25519',
  passphrase: '',
  again: '',
});

/** What is wrong with the draft, or undefined. */
export function draftFault(draft: KeyDraft, keys: readonly KeyEntry[]): string | undefined {
  return nameFault(draft.name, keys) ?? againFault(draft);
}

const againFault = ({ passphrase, again }: KeyDraft) =>
  passphrase === again ? undefined : 'The two are not the same.';

interface NewKeyFieldsProps {
  draft: KeyDraft;
  keys: readonly KeyEntry[];
  /** Faults are shown once the person has tried. */
  tried: boolean;
  onChange: (draft: KeyDraft) => void;
}

export function NewKeyFields({ draft, keys, tried, onChange }: NewKeyFieldsProps) {
  const set = (change: Partial<KeyDraft>) => onChange({ ...draft, ...change });
  const setType = (type: KeyDraft['type']) => {
    const untouched = draft.name === freeName(`id_${draft.type}`, keys);
    set({ type, ...(untouched && { name: freeName(`id_${type}`, keys) }) });
  };
  return (
    <div className={classes['fields']}>
      <Radio.Group
        label="Kind"
        value={draft.type}
        onChange={(value) => setType(value === 'rsa' ? 'rsa' : 'ed25519')}
      >
        <div className={classes['kinds']}>
          <Radio
            value="ed25519"
            label="ED25519"
            description="Short and strong. Right nearly always."
          />
          <Radio
            value="rsa"
            label="RSA, 4096 bits"
            description="For old servers that take nothing else."
          />
        </div>
      </Radio.Group>
      <TextInput
        label="Name"
        description="The file in your .ssh folder"
        value={draft.name}
        error={tried ? nameFault(draft.name, keys) : undefined}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <PasswordInput
        label="Passphrase"
        description="Whoever gets hold of the file needs it too. Empty for none."
        autoComplete="new-password"
        value={draft.passphrase}
        onChange={(event) => set({ passphrase: event.currentTarget.value })}
      />
      {draft.passphrase !== '' && (
        <PasswordInput
          label="The same again"
          autoComplete="new-password"
          value={draft.again}
          error={tried ? againFault(draft) : undefined}
          onChange={(event) => set({ again: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
