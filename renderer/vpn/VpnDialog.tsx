/**
 * Starts openfortivpn and shows how far it is. For tests: dialog `VPN`; fields `Gateway`, `Account`, `Realm`, switch `Sign in
 * through the browser`; buttons `Start the VPN`, `Stop the VPN`; list `Steps`; the state is data-testid `vpn-state`.
 */
import { Autocomplete, Button, Group, Switch, TextInput } from '@mantine/core';
import { CircleCheck, LoaderCircle } from 'lucide-react';
import { type FormEvent, useCallback, useEffect, useState } from 'react';
import type { ValueOf } from '../../preload/contract';
import type { VpnGateway, VpnTunnel } from '../../preload/contract/vpn';
import { client } from '../connect';
import { CopyButton } from '../kit/Copy';
import { useNow } from '../kit/clock';
import { Dialog } from '../kit/Dialog';
import { formatRelative } from '../kit/format';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { sayProblem } from '../kit/toast';
import { useAsk } from '../kit/use-ask';
import { useTunnel } from './store';
import classes from './vpn.module.css';
import { gatewayAddress, shortAddress } from './words';

interface VpnDialogProps {
  opened: boolean;
  onClose: () => void;
}

export default function VpnDialog({ opened, onClose }: VpnDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title="VPN">
      {opened && <Vpn onClose={onClose} />}
    </Dialog>
  );
}

type Gateways = ValueOf<'vpn.gateways'>;

function Vpn({ onClose }: { onClose: () => void }) {
  const tunnel = useTunnel((state) => state.snapshot);
  const [gateways, setGateways] = useState<Gateways>();
  const read = useCallback(async () => {
    const outcome = await client.ask('vpn.gateways', {});
    if (outcome.ok) setGateways(outcome.value);
    else sayProblem(outcome.problem);
  }, []);
  useEffect(() => void read(), [read]);
  if (!gateways || !tunnel) return <Loading label="Looking for openfortivpn" />;
  if (tunnel.phase !== 'off') return <Running tunnel={tunnel} onClose={onClose} />;
  if (gateways.version === null) return <NotInstalled again={() => void read()} />;
  return <StartForm gateways={gateways} tunnel={tunnel} read={read} onClose={onClose} />;
}

const install = 'sudo apt install openfortivpn';

function NotInstalled({ again }: { again: () => void }) {
  return (
    <div className={classes['form']}>
      <p className={classes['intro']}>
        Labmate can start openfortivpn, which speaks to FortiGate gateways. It is not installed on
        this computer. On Debian and Ubuntu this brings it; on a Mac, Homebrew does:
      </p>
      <p className={classes['command']}>
        <code>{install}</code>
        <CopyButton text={install} />
      </p>
      <p className={classes['intro']}>
        Any other VPN is started in its own program; Labmate sees whether it is up.
      </p>
      <Group justify="flex-end">
        <Button onClick={again}>Look again</Button>
      </Group>
    </div>
  );
}

interface StartFormProps {
  gateways: Gateways;
  tunnel: VpnTunnel;
  read: () => Promise<void>;
  onClose: () => void;
}

function StartForm({ gateways, tunnel, read, onClose }: StartFormProps) {
  const { known, canUseBrowser } = gateways;
  const first = tunnel.gateway ?? known[0];
  const [typed, setTyped] = useState(first ? shortAddress(first.address) : '');
  const [draft, setDraft] = useState<Omit<VpnGateway, 'address'>>(
    first ?? { user: '', realm: '', browser: false },
  );
  const [checked, setChecked] = useState(false);
  const start = useAsk('vpn.start');
  const address = gatewayAddress(typed);
  const browser = draft.browser && canUseBrowser;
  const faults = {
    address: address === null ? 'An address, as vpn.lab.example.edu' : undefined,
    user: !browser && draft.user.trim() === '' ? 'Your account at the gateway' : undefined,
  };
  const go = () => {
    setChecked(true);
    if (address === null || faults.user !== undefined) return;
    const { user, realm } = draft;
    void start.run({
      gateway: { address, user: user.trim(), realm: realm.trim(), browser },
    });
  };
  const choose = (value: string) => {
    setTyped(value);
    const chosen = known.find((each) => each.address === gatewayAddress(value));
    if (chosen) setDraft(chosen);
  };
  const forget = () => {
    if (address === null) return;
    void client.ask('vpn.forgetGateway', { address }).then((outcome) => {
      if (!outcome.ok) sayProblem(outcome.problem);
      else setTyped('');
      void read();
    });
  };
  const isKnown = known.some((each) => each.address === address);
  const problem = start.problem ?? tunnel.problem;
  return (
    <form
      className={classes['form']}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        go();
      }}
    >
      <p className={classes['intro']}>
        Labmate starts openfortivpn, a free client for FortiGate gateways. The tunnel serves every
        program of this computer, and ends when Labmate is closed.
      </p>
      {problem && (
        <ProblemCard
          problem={problem}
          onRetry={go}
          onDismiss={() => {
            start.clear();
            void client.ask('vpn.stop', {});
          }}
        />
      )}
      <Autocomplete
        label="Gateway"
        placeholder="vpn.lab.example.edu"
        data={[...new Set(known.map((each) => shortAddress(each.address)))]}
        value={typed}
        error={checked && faults.address}
        comboboxProps={{ withinPortal: false }}
        onChange={choose}
        data-autofocus={typed === '' ? true : undefined}
      />
      {isKnown && address !== null && (
        <Button className={classes['forget']} size="compact-xs" variant="subtle" onClick={forget}>
          Forget this gateway
        </Button>
      )}
      {!browser && (
        <TextInput
          label="Account"
          value={draft.user}
          error={checked && faults.user}
          onChange={(event) => setDraft({ ...draft, user: event.currentTarget.value })}
        />
      )}
      <TextInput
        label="Realm"
        description="Only if you were told of one"
        value={draft.realm}
        onChange={(event) => setDraft({ ...draft, realm: event.currentTarget.value })}
      />
      <Switch
        label="Sign in through the browser"
        description={
          canUseBrowser
            ? "On your organisation's own page (SAML), instead of a password here"
            : `openfortivpn ${gateways.version} cannot do that yet; 1.23 can`
        }
        disabled={!canUseBrowser}
        checked={browser}
        onChange={(event) => setDraft({ ...draft, browser: event.currentTarget.checked })}
      />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button type="submit" loading={start.pending}>
          Start the VPN
        </Button>
      </Group>
    </form>
  );
}

function Running({ tunnel, onClose }: { tunnel: VpnTunnel; onClose: () => void }) {
  const { phase, gateway, steps, since } = tunnel;
  const stop = useAsk('vpn.stop');
  const now = useNow();
  const name = visibleLine(shortAddress(gateway?.address ?? ''));
  const state = {
    starting: `Connecting to ${name}. If your phone asks, confirm there.`,
    up: `Connected to ${name}; it came up ${formatRelative(since, now)}. It ends when Labmate is closed.`,
    stopping: `Ending the tunnel to ${name}.`,
    off: '',
  }[phase];
  return (
    <div className={classes['form']}>
      <p role="status" data-testid="vpn-state" data-phase={phase}>
        {state}
      </p>
      <ol className={classes['steps']} aria-label="Steps">
        {steps.map((step, at) => (
          <Step
            // The same words may come twice; the order never changes.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={at}
            text={step}
            isLast={phase !== 'up' && at === steps.length - 1}
          />
        ))}
        {steps.length === 0 && <Step text="Starting openfortivpn" isLast />}
      </ol>
      {stop.problem && <ProblemCard problem={stop.problem} onDismiss={stop.clear} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" disabled={phase === 'stopping'} onClick={() => void stop.run({})}>
          Stop the VPN
        </Button>
        <Button variant={phase === 'up' ? 'filled' : 'default'} onClick={onClose}>
          {phase === 'up' ? 'Done' : 'Close'}
        </Button>
      </Group>
    </div>
  );
}

function Step({ text, isLast }: { text: string; isLast: boolean }) {
  const Icon = isLast ? LoaderCircle : CircleCheck;
  return (
    <li className={classes['step']} data-running={isLast || undefined}>
      <Icon size={16} aria-hidden />
      <span>{visibleLine(text)}</span>
    </li>
  );
}
