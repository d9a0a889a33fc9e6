/** `npm run bench`: Labmate beside the native tools, in one run, against one real sshd. */
import { startLab } from '../e2e/lab';
import { benchCopies } from './copies';
import { benchRoundTrips } from './round-trips';
import { addTarget } from './target';

const rounds = Number(process.env.LABMATE_BENCH_ROUNDS ?? 5);

const lab = await startLab({ knownHosts: true, servers: [{ name: 'bench', daemon: true }] });
try {
  const server = lab.server('bench');
  console.log(`Node ${process.version}, medians of ${rounds}, loopback, plain Node (no window).`);
  addTarget(lab, server);
  await benchRoundTrips(lab, rounds);
  await benchCopies(lab, server, rounds);
} finally {
  await lab.stop();
}
