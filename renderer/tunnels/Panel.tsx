/**
 * Notebooks and ports of one connected server. For tests: region `Notebooks and ports of <server>`;
 * button `Open Jupyter` (while it works: `Cancel`); the tunnel's row is data-testid `tunnel-<id>`
 * with `tunnel-port` (its text is the local port) and buttons `Open in browser`, `Close tunnel`,
 * `Stop Jupyter`; form `Add a port forward` with `Port on the server`, `Host`, `Port here`,
 * button `Forward`.
 */
import { ProblemCard } from '../kit/ProblemCard';
import { ConfigForwards, useConfigNotes } from './ConfigForwards';
import { ForwardForm } from './ForwardForm';
import { JupyterCard } from './JupyterCard';
import { KeptForwards } from './KeptForwards';
import { useTunnels } from './store';
import { TunnelRow } from './TunnelRow';
import classes from './tunnels.module.css';

interface TunnelsPanelProps {
  server: string;
  connected: boolean;
  offline: React.ReactNode;
}

export function TunnelsPanel({ server, connected, offline }: TunnelsPanelProps) {
  const { snapshot, problem } = useTunnels();
  const notes = useConfigNotes(server);
  const tunnels = (snapshot ?? []).filter((tunnel) => tunnel.server === server);
  const jupyter = tunnels.find(({ target }) => target.kind === 'jupyter');
  const forwards = tunnels.filter(({ target }) => target.kind !== 'jupyter');
  if (!connected && tunnels.length === 0) return offline;
  return (
    <section className={classes['page']} aria-label={`Notebooks and ports of ${server}`}>
      {problem && <ProblemCard problem={problem} onRetry={() => useTunnels.restart()} />}
      <JupyterCard server={server} tunnel={jupyter} connected={connected} />
      <section className={classes['card']} aria-labelledby="forwards-title">
        <h3 id="forwards-title">Port forwards</h3>
        <p className={classes['explain']}>
          A program on the server that shows a web page (TensorBoard, a demo, a dashboard) is
          reached here on a port of your own computer. Nobody else can reach that port.
        </p>
        {forwards.length > 0 && (
          <ul className={classes['list']}>
            {forwards.map((tunnel) => (
              <TunnelRow key={tunnel.id} tunnel={tunnel} />
            ))}
          </ul>
        )}
        <ConfigForwards server={server} notes={notes} disabled={!connected} />
        <KeptForwards server={server} named={notes?.forwards ?? []} disabled={!connected} />
        <ForwardForm server={server} disabled={!connected} />
      </section>
    </section>
  );
}
