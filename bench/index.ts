/** `npm run bench`: Labmate beside the native tools, in one run, against one real sshd. */
import { startLab } from '../e2e/lab';
import { benchCopies } from './copies';
import { benchRoundTrips } from './round-trips';
import { addTarget } from './target';

const rounds = Number(process.env.LABMATE_BENCH_ROUNDS ?? 5);

const lab = await startLab({ knownHosts: true, servers: [{ name: 'bench', daemon: true }] });
try {
  const server = lab.server('bench');
  const { node, electron } = process.versions;
  const runtime = electron ? `Electron ${electron} run as Node ${node}` : `plain Node ${node}`;
  console.log(`${runtime}, medians of ${rounds}, loopback, no window.`);
  addTarget(lab, server);
  await benchRoundTrips(lab, rounds);
  await benchCopies(lab, server, rounds);
} finally {
  await lab.stop();
}
