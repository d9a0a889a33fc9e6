/** Adds a port forward. */
import { Button, NumberInput, TextInput } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { ProblemCard } from '../kit/ProblemCard';
import { useAsk } from '../kit/use-ask';
import classes from './tunnels.module.css';
import { type ForwardDraft, forwardFaults } from './words';

const blank: ForwardDraft = { host: '127.0.0.1', port: '', localPort: '' };

export function ForwardForm({ server, disabled }: { server: string; disabled: boolean }) {
  const [draft, setDraft] = useState(blank);
  const [tried, setTried] = useState(false);
  const open = useAsk('tunnels.open');
  const faults = forwardFaults(draft);
  const shown = tried ? faults : {};
  const submit = async () => {
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    const target = { kind: 'tcp', host: draft.host.trim(), port: Number(draft.port) } as const;
    const done = await open.run({ server, target, localPort: Number(draft.localPort) });
    if (!done) return;
    setDraft(blank);
    setTried(false);
  };
  return (
    <form
      className={classes['form']}
      aria-label="Add a port forward"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className={classes['fields']}>
        <NumberInput
          label="Port on the server"
          placeholder="6006"
          hideControls
          allowDecimal={false}
          value={draft.port}
          error={shown.port}
          onChange={(port) => setDraft({ ...draft, port })}
        />
        <TextInput
          label="Host"
          value={draft.host}
          error={shown.host}
          onChange={(event) => setDraft({ ...draft, host: event.currentTarget.value })}
        />
        <NumberInput
          label="Port here"
          placeholder="chosen for you"
          hideControls
          allowDecimal={false}
          value={draft.localPort}
          error={shown.localPort}
          onChange={(localPort) => setDraft({ ...draft, localPort })}
        />
        <Button
          type="submit"
          variant="default"
          loading={open.pending}
          disabled={disabled}
          leftSection={<Plus size={15} aria-hidden />}
        >
          Forward
        </Button>
      </div>
      {open.problem && (
        <ProblemCard problem={open.problem} onRetry={() => void submit()} onDismiss={open.clear} />
      )}
    </form>
  );
}
