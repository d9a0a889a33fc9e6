/**
 * The echo of one server while others are being reached by the slowest key exchange that we offer
 * (Diffie-Hellman of 8192 bits): alone, meanwhile, and beside an ssh of its own that is disturbed by
 * nothing but the machine.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Lab } from '../e2e/lab';
import { labEngine } from '../e2e/lab/engine';
import { at, echoes } from './echo';
import { printShares } from './measure';
import { sshOptions, target } from './target';

export async function benchExchange(lab: Lab): Promise<void> {
  await lab.addServer({
    name: 'slowest',
    sshdConfig: ['KexAlgorithms diffie-hellman-group18-sha512'],
  });
  const engine = labEngine(lab);
  const signal = new AbortController().signal;
  const link = await engine.connections.link(target, signal);
  const ours = await link.exec('cat');
  const native: ChildProcessWithoutNullStreams = spawn('ssh', [
    ...[...sshOptions(lab), target],
    'cat',
  ]);
  try {
    const alone = await echoes(ours);
    let exchanges = 0;
    let running = true;
    const reaching = (async () => {
      while (running) {
        await engine.connections.link('slowest', signal);
        await engine.connections.disconnect('slowest');
        exchanges += 1;
      }
    })();
    const meanwhile = await echoes(ours);
    const beside = await echoes(native);
    running = false;
    await reaching;
    for (const share of [0.5, 0.99]) {
      printShares(
        `A byte and its echo, ${share * 100}th percentile, ${exchanges} slow exchanges meanwhile`,
        [
          at(share, 'labmate, meanwhile', meanwhile),
          at(share, 'labmate, alone', alone),
          at(share, 'ssh of its own, meanwhile', beside),
        ],
        'ms',
      );
    }
  } finally {
    const ended = once(native, 'exit');
    native.stdin.end();
    await ended;
    ours.close();
    await engine.stop();
  }
}
