/**
 * The first run: three steps on one page (server, key, test) that one really takes there. For tests:
 * region `Welcome`; fields `Address`, `Port`, `Account`, `Name`; radio group `How do you sign in?`;
 * buttons `Test the connection`, `Open the overview`, `Show me first`.
 */
import { Button } from '@mantine/core';
import { FlaskConical, KeyRound, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { DoctorSteps, useDoctor, verdictWords } from '../doctor';
import { ProblemCard } from '../kit/ProblemCard';
import { useAsk } from '../kit/use-ask';
import { startDemo } from './commands';
import { FirstKey } from './FirstKey';
import { draftToSave, endFirstRun, useFirstRunState, wayFault } from './first-run';
import classes from './first-run.module.css';
import { WhereFields } from './ServerForm';
import { useServerList } from './store';
import { completeDraft, draftFaults } from './words';

export { useFirstRun } from './first-run';

interface FirstRunProps {
  /** Connects to the server and shows it. */
  onOpen: (server: string) => void;
  /** Shows the first screen, where the demo's servers stand. */
  onShowLab: () => void;
  /** Takes over the servers of other programs. */
  onImport: () => void;
  /** Opens the key wizard for a server. */
  onSetUpKey: (server: string) => void;
}

export function FirstRun({ onOpen, onShowLab, onImport, onSetUpKey }: FirstRunProps) {
  return (
    <section className={classes['page']} aria-label="Welcome">
      <header className={classes['head']}>
        <div>
          <h1>Welcome to Labmate</h1>
          <p>GPUs, terminal, notebooks and files of your lab’s servers, in one window.</p>
        </div>
        <div className={classes['demo']}>
          <Button
            variant="default"
            leftSection={<FlaskConical size={16} aria-hidden />}
            onClick={() => void startDemo(onShowLab)}
          >
            Show me first
          </Button>
          <p>A demo lab inside Labmate. It needs no server and no network.</p>
        </div>
      </header>
      <Steps {...{ onOpen, onImport, onSetUpKey }} />
      <p className={classes['hint']}>
        Servers of your <code>~/.ssh/config</code> appear at the left by themselves.
      </p>
    </section>
  );
}

function Steps({ onOpen, onImport, onSetUpKey }: Omit<FirstRunProps, 'onShowLab'>) {
  const { state, taken, tries, save, test } = useSteps();
  const form = useRef<HTMLFormElement>(null);
  const faults = tries > 0 ? draftFaults(state.draft, taken) : {};
  const submit = async () => {
    if (await test()) return;
    // After React has drawn the faults, the first faulty field has the focus.
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>('input[aria-invalid="true"]')?.focus(),
    );
  };
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <ol className={classes['steps']}>
        <Step at={1} title="Your server" text="Your lab gave you an address and an account.">
          <div className={classes['fields']}>
            <WhereFields
              draft={state.draft}
              faults={faults}
              onChange={(draft) => useFirstRunState.setState({ draft })}
              onAddressDone={() =>
                useFirstRunState.setState({ draft: completeDraft(state.draft, taken) })
              }
            />
          </div>
        </Step>
        <Step at={2} title="Your key" text="How the server knows that it is you.">
          <FirstKey fault={tries > 0 ? wayFault(state) : undefined} onImport={onImport} />
        </Step>
        <Step
          at={3}
          title="Test"
          text="Labmate looks at every step of the connection and says what it finds."
        >
          {save.problem && <ProblemCard problem={save.problem} />}
          {state.saved !== null && !save.pending ? (
            <Test key={state.round} server={state.saved} {...{ onOpen, onSetUpKey }} />
          ) : (
            <Button
              type="submit"
              loading={save.pending}
              leftSection={<Play size={15} aria-hidden />}
            >
              Test the connection
            </Button>
          )}
        </Step>
      </ol>
    </form>
  );
}

function useSteps() {
  const state = useFirstRunState();
  const servers = useServerList();
  const save = useAsk('servers.save');
  const [tries, setTries] = useState(0);
  const taken = servers.map(({ name }) => name).filter((name) => name !== state.saved);
  /** False when something is missing. */
  const test = async (): Promise<boolean> => {
    const draft = completeDraft(state.draft, taken);
    useFirstRunState.setState({ draft });
    setTries(tries + 1);
    if (Object.keys(draftFaults(draft, taken)).length > 0 || wayFault(state)) return false;
    useFirstRunState.setState({ testing: true });
    const done = await save.run({
      draft: draftToSave({ ...state, draft }),
      ...(state.saved !== null && { replaces: state.saved }),
    });
    if (done) useFirstRunState.setState({ saved: draft.name, round: state.round + 1 });
    else useFirstRunState.setState({ testing: state.saved !== null });
    return true;
  };
  return { state, taken, tries, save, test };
}

interface TestProps extends Pick<FirstRunProps, 'onOpen' | 'onSetUpKey'> {
  server: string;
}

/** The doctor, live; then the way into the overview, or back to the fields. */
function Test({ server, onOpen, onSetUpKey }: TestProps) {
  const { steps, healthy, problem, again } = useDoctor(server);
  const way = useFirstRunState((state) => state.way.kind);
  const running = healthy === null && !problem;
  const verdict = useRef<HTMLDivElement>(null);
  // The steps push what comes next out of sight, and Enter is to take it.
  useEffect(() => {
    if (running) return;
    verdict.current?.scrollIntoView({ block: 'nearest' });
    if (healthy) verdict.current?.querySelector('button')?.focus();
  }, [running, healthy]);
  const open = () => {
    endFirstRun();
    onOpen(server);
  };
  return (
    <div className={classes['test']}>
      {way === 'password' && running && <p>The password is asked for in a dialog.</p>}
      <DoctorSteps steps={steps} />
      {problem && <ProblemCard problem={problem} onRetry={again} />}
      <p role="status" className={classes['verdict']} data-testid="first-run-verdict">
        {verdictWords(healthy, steps)}
      </p>
      <div ref={verdict} className={classes['buttons']}>
        {healthy ? (
          <Button onClick={open}>Open the overview</Button>
        ) : (
          <Button type="submit" disabled={running}>
            Test again
          </Button>
        )}
        {healthy && way === 'password' && (
          <Button
            variant="default"
            leftSection={<KeyRound size={15} aria-hidden />}
            onClick={() => onSetUpKey(server)}
          >
            Set up a key, and type no password any more…
          </Button>
        )}
        {healthy === false && (
          <Button variant="default" onClick={open}>
            Keep it and go on
          </Button>
        )}
      </div>
    </div>
  );
}

interface StepProps {
  at: number;
  title: string;
  text: string;
  children: React.ReactNode;
}

function Step({ at, title, text, children }: StepProps) {
  return (
    <li className={classes['step']}>
      <span className={classes['number']} aria-hidden>
        {at}
      </span>
      <div className={classes['body']}>
        <h2>{title}</h2>
        <p>{text}</p>
        {children}
      </div>
    </li>
  );
}
