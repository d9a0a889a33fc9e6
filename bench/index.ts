/**
 * `npm run bench`: Labmate beside the native tools, in one run, against one real sshd. Words choose
 * parts: `npm run bench -- start terminal`.
 */
import { type Lab, startLab } from '../e2e/lab';
import { benchCopies } from './copies';
import { benchExchange } from './exchange';
import { benchIdleLinks } from './idle-links';
import { benchPrompt } from './prompt';
import { benchRoundTrips } from './round-trips';
import { benchShared } from './shared';
import { addTarget } from './target';
import { benchConnect } from './window/connect';
import { benchScroll } from './window/scroll';
import { benchStart } from './window/start';
import { benchTerminal } from './window/terminal';
import { type Stage, setStage } from './window/window-process';

const rounds = Number(process.env.LABMATE_BENCH_ROUNDS ?? 5);

/** Parts that need no window, then those that do. */
const plain: Record<string, (lab: Lab, rounds: number) => Promise<void>> = {
  'round-trips': benchRoundTrips,
  prompt: benchPrompt,
  exchange: benchExchange,
  idle: benchIdleLinks,
  shared: benchShared,
  copies: (lab, times) => benchCopies(lab, lab.server('bench'), times),
};
const windowed: Record<string, (lab: Lab, stage: Stage, rounds: number) => Promise<void>> = {
  start: benchStart,
  connect: benchConnect,
  terminal: benchTerminal,
  scroll: benchScroll,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in plain) && !(name in windowed));
if (unknown.length > 0) {
  const known = [...Object.keys(plain), ...Object.keys(windowed)].join(', ');
  throw new Error(`no such part: ${unknown.join(', ')}; there are ${known}`);
}
const chosen = <T>(parts: Record<string, T>): T[] =>
  Object.entries(parts)
    .filter(([name]) => wanted.length === 0 || wanted.includes(name))
    .map(([, part]) => part);

const lab = await startLab({ knownHosts: true, servers: [{ name: 'bench', daemon: true }] });
try {
  const { node, electron } = process.versions;
  const runtime = electron ? `Electron ${electron} run as Node ${node}` : `plain Node ${node}`;
  addTarget(lab, lab.server('bench'));
  if (chosen(plain).length > 0)
    console.log(`${runtime}, medians of ${rounds}, loopback, no window.`);
  for (const part of chosen(plain)) await part(lab, rounds);
  if (chosen(windowed).length > 0) {
    const stage = await setStage(lab);
    try {
      console.log(`\nThe window, medians of ${rounds}, Xvfb without a GPU, sandbox on.`);
      for (const part of chosen(windowed)) await part(lab, stage, rounds);
    } finally {
      await stage.close();
    }
  }
} finally {
  await lab.stop();
}
