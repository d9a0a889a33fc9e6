/**
 * The dialog that adds, changes or duplicates a server. For tests: dialog `Add a server`, `Edit <name>`
 * or `Duplicate <name>`, fields `Name`, `Address`, `Account`, `Port`, `Key file`,
 * `Jump host`, `Reached through`, `Proxy`, button `Save`.
 */
import {
  Button,
  Collapse,
  Group,
  NumberInput,
  Select,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ServerDraft } from '../../preload/contract/servers';
import { client } from '../connect';
import { Dialog } from '../kit/Dialog';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { useAsk } from '../kit/use-ask';
import { KeyFileInput } from './KeyFileInput';
import { reachedThrough, vpnKindOf } from './reached-through';
import { freeName } from './sections';
import classes from './servers.module.css';
import { useServerList, useServers } from './store';
import { blankDraft, completeDraft, type DraftFaults, draftFaults } from './words';

interface ServerFormProps {
  /** The server to change, or null for a new one. */
  editing: string | null;
  /** The server to begin a new one from, or null. */
  like?: string | null;
  onClose: () => void;
  onSaved: (name: string) => void;
  /** Takes over the servers of other programs instead. */
  onImport: () => void;
}

export function ServerFormDialog(props: ServerFormProps & { opened: boolean }) {
  const { opened, editing, like = null, onClose } = props;
  const title = formTitle(editing, like);
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      {opened && <ServerForm key={title} {...props} />}
    </Dialog>
  );
}

function formTitle(editing: string | null, like: string | null): string {
  if (like !== null) return `Duplicate ${visibleLine(like)}`;
  return editing === null ? 'Add a server' : `Edit ${visibleLine(editing)}`;
}

function ServerForm({ editing, like = null, onClose, onSaved, onImport }: ServerFormProps) {
  const servers = useServerList();
  const { draft, setDraft, loading } = useDraft(editing, like);
  const save = useAsk('servers.save');
  const [tries, setTries] = useState(0);
  const form = useFocusOnFault(tries);
  useFocusWhenRead(form, loading.pending);
  const known = servers.find(({ name }) => name === editing);
  const replaces = known?.origin === 'saved' ? known.name : undefined;
  const taken = servers.map(({ name }) => name).filter((name) => name !== editing);
  const faults = draftFaults(draft, taken);
  const complete = () => setDraft(completeDraft(draft, taken));
  const submit = async () => {
    const whole = completeDraft(draft, taken);
    setDraft(whole);
    setTries(tries + 1);
    if (Object.keys(draftFaults(whole, taken)).length > 0) return;
    const done = await save.run({ draft: whole, ...(replaces !== undefined && { replaces }) });
    if (done) onSaved(whole.name);
  };
  if (loading.pending) return <Loading label="Reading the server" />;
  if (loading.problem) return <ProblemCard problem={loading.problem} />;
  return (
    <form
      ref={form}
      noValidate
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {known?.origin === 'config' && (
        <p className={classes['note']}>
          This server stands in your own ssh config, which Labmate does not change. Change it there
          with an editor, or save a copy of it here under another name.
        </p>
      )}
      {editing !== null && <NotFollowed server={editing} />}
      <Fields
        draft={draft}
        faults={tries > 0 ? faults : {}}
        onChange={setDraft}
        onAddressDone={complete}
      />
      {save.problem && <ProblemCard problem={save.problem} onRetry={() => void submit()} />}
      <Group justify="flex-end" mt="xs" gap="sm">
        {editing === null && like === null && (
          <Button variant="subtle" mr="auto" onClick={onImport}>
            From PuTTY, WinSCP…
          </Button>
        )}
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={save.pending}>
          Save
        </Button>
      </Group>
    </form>
  );
}

/** What the config sets for the server and Labmate does not follow: said where one looks for it. */
function NotFollowed({ server }: { server: string }) {
  const [keywords, setKeywords] = useState<string[]>([]);
  useEffect(() => {
    void client.ask('servers.configNotes', { server }).then((outcome) => {
      if (outcome.ok) setKeywords(outcome.value.notFollowed);
    });
  }, [server]);
  if (keywords.length === 0) return null;
  return (
    <p className={classes['note']}>
      Your ssh config also sets {keywords.map(visibleLine).join(', ')} for it, which Labmate does
      not follow.
    </p>
  );
}

/** After a try that found faults, the first faulty field has the focus. */
function useFocusOnFault(tries: number) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('input[aria-invalid="true"]')?.focus();
  }, [tries]);
  return form;
}

/** The dialog gave the focus away before there was a field. */
function useFocusWhenRead(form: React.RefObject<HTMLFormElement | null>, pending: boolean): void {
  const wasPending = useRef(false);
  useEffect(() => {
    if (wasPending.current && !pending)
      form.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    wasPending.current = pending;
  }, [form, pending]);
}

function useDraft(editing: string | null, like: string | null) {
  const [draft, setDraft] = useState(blankDraft);
  const loading = useAsk('servers.draft', { abortOnUnmount: true });
  const { run } = loading;
  useEffect(() => {
    const server = like ?? editing;
    if (server === null) return;
    void run({ server }).then((answer) => {
      if (!answer) return;
      const names = useServers.getState().snapshot?.servers.map(({ name }) => name) ?? [];
      const { name } = answer.value;
      setDraft({ ...answer.value, name: like === null ? name : freeName(name, names) });
    });
  }, [editing, like, run]);
  return { draft, setDraft, loading };
}

interface FieldsProps {
  draft: ServerDraft;
  faults: DraftFaults;
  onChange: (draft: ServerDraft) => void;
}

interface AddressProps {
  /** The address was left: what was pasted into it can be taken apart. */
  onAddressDone: () => void;
}

function Fields(props: FieldsProps & AddressProps) {
  return (
    <>
      <WhereFields {...props} />
      <MoreFields {...props} />
    </>
  );
}

/** Address, port, account and name. */
export function WhereFields(props: FieldsProps & AddressProps) {
  const { draft, faults, onChange, onAddressDone } = props;
  const set = (part: Partial<ServerDraft>) => onChange({ ...draft, ...part });
  return (
    <>
      <div className={classes['formRow']}>
        <TextInput
          label="Address"
          placeholder="gpu1.lab.example.edu"
          value={draft.host}
          error={faults.host}
          onChange={(event) => set({ host: event.currentTarget.value })}
          onBlur={onAddressDone}
          data-autofocus
        />
        <NumberInput
          label="Port"
          value={draft.port}
          error={faults.port}
          allowDecimal={false}
          hideControls
          onChange={(port) => set({ port: Number(port) })}
        />
      </div>
      <TextInput
        label="Account"
        description="Your user name on the server"
        placeholder="as on this computer"
        value={draft.user}
        error={faults.user}
        onChange={(event) => set({ user: event.currentTarget.value.trim() })}
      />
      <TextInput
        label="Name"
        description="How you want to call it, here and in ssh"
        placeholder="gpu1"
        value={draft.name}
        error={faults.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
    </>
  );
}

function MoreFields({ draft, faults, onChange }: FieldsProps) {
  const [open, setOpen] = useState(
    draft.identityFile !== '' || draft.proxyJump !== '' || Boolean(draft.proxy || draft.vpn),
  );
  const set = (part: Partial<ServerDraft>) => onChange({ ...draft, ...part });
  return (
    <div>
      <UnstyledButton
        className={classes['more']}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={14} data-open={open} aria-hidden /> Key file, jump host, VPN and proxy
      </UnstyledButton>
      <Collapse expanded={open}>
        <div className={classes['form']}>
          <KeyFileInput
            value={draft.identityFile}
            onChange={(identityFile) => set({ identityFile })}
          />
          <TextInput
            label="Jump host"
            description="The server that leads to this one, if you were told of one"
            placeholder="login.lab.example.edu"
            value={draft.proxyJump}
            error={faults.proxyJump}
            onChange={(event) => set({ proxyJump: event.currentTarget.value.trim() })}
          />
          <Select
            label="Reached through"
            description="Where a VPN is needed, Labmate says so when it is not up"
            data={reachedThrough}
            value={draft.vpn ?? ''}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            onChange={(kind) => set({ vpn: vpnKindOf(kind) })}
          />
          <TextInput
            label="Proxy"
            description="Only if this network lets nothing out directly: its address, or system for this computer's own. ssh does not know of it."
            placeholder="socks5://proxy.example.edu:1080"
            value={draft.proxy ?? ''}
            error={faults.proxy}
            onChange={(event) => set({ proxy: event.currentTarget.value.trim() })}
          />
        </div>
      </Collapse>
    </div>
  );
}
