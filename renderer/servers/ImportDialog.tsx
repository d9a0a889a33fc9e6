/**
 * Takes over the servers that PuTTY, KiTTY, WinSCP and MobaXterm know: a preview of what is taken and
 * what is not, with a tick for each. For tests: dialog `Take over servers`; a region for each source by
 * its program; a checkbox for each session by its title; buttons `Choose a file…`, `Take over …`.
 */
import { Button, Checkbox, Group } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { FoundSession, ImportSource } from '../../preload/contract/servers';
import { client } from '../connect';
import { Dialog } from '../kit/Dialog';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { say, sayProblem } from '../kit/toast';
import { useAsk } from '../kit/use-ask';
import classes from './import.module.css';
import {
  offeredWords,
  type ShownSource,
  shown,
  takenWords,
  wantedAtFirst,
  withRead,
} from './import-words';

interface ImportProps {
  onClose: () => void;
}

export function ImportDialog({ opened, onClose }: ImportProps & { opened: boolean }) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Take over servers" size="lg">
      {opened && <Import onClose={onClose} />}
    </Dialog>
  );
}

function Import({ onClose }: ImportProps) {
  const { sources, wanted, setWanted, finding, reading, choose } = useSources();
  const take = useAsk('servers.takeSessions');
  const [failed, setFailed] = useState<{ name: string; problem: FailedProblem }[]>([]);
  const chosen = sources.flatMap((source) =>
    source.sessions.flatMap(({ id, draft, group }) =>
      draft && wanted.has(id) ? [{ draft, group }] : [],
    ),
  );
  const save = async () => {
    const done = await take.run({ sessions: chosen });
    if (!done) return;
    setFailed(done.value.failed);
    if (done.value.saved.length > 0) say(takenWords(done.value.saved.length));
    if (done.value.failed.length === 0) onClose();
  };
  return (
    <div className={classes['import']}>
      <p>
        What PuTTY, KiTTY, WinSCP and MobaXterm keep on this computer. Those programs are not
        changed, and no password or command is ever taken.
      </p>
      {finding.pending && <Loading label="Looking in the usual places" />}
      {finding.problem && <ProblemCard problem={finding.problem} />}
      {!finding.pending && sources.length === 0 && (
        <p className={classes['nothing']}>
          Nothing was found in the usual places. Choose a file that you saved there: a registry
          export (.reg), WinSCP.ini, MobaXterm.ini, a .mxtsessions file or a PuTTY session.
        </p>
      )}
      <div className={classes['sources']}>
        {sources.map((source) => (
          <Source
            key={`${source.program} ${source.where}`}
            {...{ source, wanted }}
            onToggle={(id) => {
              const next = new Set(wanted);
              if (!next.delete(id)) next.add(id);
              setWanted(next);
            }}
          />
        ))}
      </div>
      {reading.problem && <ProblemCard problem={reading.problem} />}
      {take.problem && <ProblemCard problem={take.problem} />}
      {failed.map(({ name, problem }) => (
        <ProblemCard key={name} problem={problem} />
      ))}
      <Group justify="space-between" gap="sm">
        <Button variant="default" loading={reading.pending} onClick={() => void choose()}>
          Choose a file…
        </Button>
        <Group gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={chosen.length === 0} loading={take.pending} onClick={() => void save()}>
            {chosen.length === 1 ? 'Take over 1 server' : `Take over ${chosen.length} servers`}
          </Button>
        </Group>
      </Group>
    </div>
  );
}

type FailedProblem = React.ComponentProps<typeof ProblemCard>['problem'];

/** What was found, and what is ticked of it. */
function useSources() {
  const [sources, setSources] = useState<ShownSource[]>([]);
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set());
  const finding = useAsk('servers.findSessions', { abortOnUnmount: true });
  const reading = useAsk('servers.readSessions', { abortOnUnmount: true });
  const { run } = finding;
  const add = useCallback((found: readonly ImportSource[]) => {
    const read = found.map(shown);
    setSources((old) => withRead(old, read));
    setWanted((old) => new Set([...old, ...wantedAtFirst(read)]));
  }, []);
  useEffect(() => {
    void run({}).then((answer) => answer && add(answer.value.sources));
  }, [run, add]);
  const choose = async () => {
    const outcome = await client.ask('shell.chooseFile', { title: 'Choose saved sessions' });
    if (!outcome.ok) return sayProblem(outcome.problem);
    if (outcome.value === null) return;
    const answer = await reading.run({ grant: outcome.value.grant });
    if (answer) add(answer.value.sources);
  };
  return { sources, wanted, setWanted, finding, reading, choose };
}

interface SourceProps {
  source: ShownSource;
  wanted: ReadonlySet<string>;
  onToggle: (id: string) => void;
}

function Source({ source, wanted, onToggle }: SourceProps) {
  return (
    <section aria-label={source.program}>
      <h3 className={classes['program']}>
        {source.program} <span className={classes['where']}>{visibleLine(source.where)}</span>
      </h3>
      {source.sessions.map((session) => (
        <Session
          key={session.id}
          session={session}
          wanted={wanted.has(session.id)}
          onToggle={() => onToggle(session.id)}
        />
      ))}
    </section>
  );
}

interface SessionProps {
  session: FoundSession;
  wanted: boolean;
  onToggle: () => void;
}

function Session({ session, wanted, onToggle }: SessionProps) {
  const { title, draft, left, note, refused, already } = session;
  return (
    <Checkbox
      className={classes['session']}
      label={visibleLine(title)}
      checked={wanted}
      disabled={draft === null}
      onChange={onToggle}
      description={
        <>
          {draft && <span className={classes['line']}>{visibleLine(offeredWords(session))}</span>}
          {refused !== null && <span className={classes['line']}>{visibleLine(refused)}</span>}
          {already !== null && (
            <span className={classes['line']}>The same as {visibleLine(already)}.</span>
          )}
          {note !== null && <span className={classes['line']}>{visibleLine(note)}</span>}
          {left.length > 0 && (
            <span className={classes['line']}>Not taken: {visibleLine(left.join('; '))}.</span>
          )}
        </>
      }
    />
  );
}
