/** Jupyter in one click: what will happen, what is happening, and then where it is. */
import { Button } from '@mantine/core';
import { ExternalLink, LoaderCircle, NotebookPen, Square, X } from 'lucide-react';
import { useState } from 'react';
import type { TunnelEntry } from '../../preload/contract/tunnels';
import { ConfirmDialog } from '../kit/ConfirmDialog';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleLine } from '../kit/safe-text';
import { useAsk } from '../kit/use-ask';
import { LocalPort, StateWord } from './TunnelRow';
import classes from './tunnels.module.css';
import { jupyterWords, targetWords } from './words';

interface JupyterCardProps {
  server: string;
  tunnel: TunnelEntry | undefined;
  connected: boolean;
}

export function JupyterCard({ server, tunnel, connected }: JupyterCardProps) {
  const open = useAsk('tunnels.open');
  const browse = useAsk('tunnels.browse');
  const start = async () => {
    browse.clear();
    const answer = await open.run({ server, target: { kind: 'jupyter' } });
    if (answer) await browse.run({ id: answer.value.id });
  };
  const opening = open.pending || tunnel?.state.kind === 'opening';
  const failed = tunnel?.state.kind === 'failed' && !opening ? tunnel.state.problem : undefined;
  // One card: what the click met first, else what became of the tunnel since.
  const problem = open.problem ?? failed ?? browse.problem;
  const dismiss = () => {
    open.clear();
    browse.clear();
  };
  const isOpen = !opening && tunnel !== undefined && tunnel.state.kind !== 'failed';
  return (
    <section className={classes['jupyter']} aria-labelledby="jupyter-title">
      <div className={classes['jupyterIcon']} aria-hidden>
        <NotebookPen size={26} />
      </div>
      <div className={classes['jupyterBody']}>
        <h2 id="jupyter-title">Jupyter</h2>
        {isOpen ? (
          <OpenJupyter tunnel={tunnel} onBrowse={() => void browse.run({ id: tunnel.id })} />
        ) : (
          <>
            <Steps />
            <div className={classes['actions']}>
              <Button
                size="md"
                disabled={!connected || opening}
                leftSection={<ExternalLink size={17} aria-hidden />}
                onClick={() => void start()}
              >
                Open Jupyter
              </Button>
              {opening && <Progress tunnel={tunnel} onCancel={open.cancel} />}
            </div>
          </>
        )}
        {problem && (
          <ProblemCard
            problem={problem}
            onRetry={() => void start()}
            onDismiss={problem === failed ? undefined : dismiss}
          />
        )}
      </div>
    </section>
  );
}

function Steps() {
  return (
    <ol className={classes['steps']}>
      <li>Looks for a Jupyter server of yours on this machine.</li>
      <li>Starts one if there is none; it goes on when you disconnect.</li>
      <li>Opens it in your browser, signed in, through a private tunnel.</li>
    </ol>
  );
}

function Progress({ tunnel, onCancel }: { tunnel: TunnelEntry | undefined; onCancel: () => void }) {
  const step = tunnel?.state.kind === 'opening' ? tunnel.state.step : 'asking the server';
  return (
    <>
      <Button variant="default" size="md" onClick={onCancel}>
        Cancel
      </Button>
      <span className={classes['step']} role="status">
        <LoaderCircle size={15} className="spin" aria-hidden />
        {visibleLine(step)}…
      </span>
    </>
  );
}

function OpenJupyter({ tunnel, onBrowse }: { tunnel: TunnelEntry; onBrowse: () => void }) {
  const close = useAsk('tunnels.close');
  const stop = useAsk('tunnels.stopJupyter');
  const [asked, setAsked] = useState(false);
  const confirmStop = async () => {
    if (await stop.run({ id: tunnel.id })) setAsked(false);
  };
  return (
    <div className={classes['opened']} data-testid={`tunnel-${tunnel.id}`}>
      <p className={classes['jupyterFacts']}>
        <StateWord tunnel={tunnel} />
        <span>{visibleLine(targetWords(tunnel))}</span>
        <LocalPort tunnel={tunnel} />
      </p>
      {tunnel.jupyter && (
        <p className={classes['explain']}>{visibleLine(jupyterWords(tunnel.jupyter))}</p>
      )}
      {tunnel.jupyter?.note !== undefined && (
        <p className={classes['note']}>{visibleLine(tunnel.jupyter.note)}</p>
      )}
      <div className={classes['actions']}>
        <Button size="md" leftSection={<ExternalLink size={17} aria-hidden />} onClick={onBrowse}>
          Open in browser
        </Button>
        <Button
          size="md"
          variant="default"
          leftSection={<X size={16} aria-hidden />}
          loading={close.pending}
          onClick={() => void close.run({ id: tunnel.id })}
        >
          Close tunnel
        </Button>
        <Button
          size="md"
          variant="subtle"
          color="red"
          leftSection={<Square size={14} aria-hidden />}
          onClick={() => setAsked(true)}
        >
          Stop Jupyter…
        </Button>
      </div>
      {tunnel.state.kind === 'waiting' && <ProblemCard problem={tunnel.state.problem} />}
      {tunnel.refused && <ProblemCard problem={tunnel.refused} onRetry={onBrowse} />}
      {close.problem && <ProblemCard problem={close.problem} onDismiss={close.clear} />}
      <ConfirmDialog
        opened={asked}
        title="Stop Jupyter on the server?"
        confirm="Stop Jupyter"
        danger
        pending={stop.pending}
        problem={stop.problem}
        onConfirm={() => void confirmStop()}
        onClose={() => setAsked(false)}
      >
        Its kernels end, and what they hold in memory is lost. Saved notebooks stay. To only leave
        it, close the tunnel: Jupyter then goes on.
      </ConfirmDialog>
    </div>
  );
}
