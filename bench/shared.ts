/**
 * Keys in a terminal while files go over the same connection at full speed, as they do where a second connection
 * would ask for another code: Labmate's lent connection beside OpenSSH's ControlMaster with scp. All of ours runs in
 * one thread here; in the app the files have a thread of their own.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { Lab } from '../e2e/lab';
import { labEngine } from '../e2e/lab/engine';
import { Borrower, lendOver } from '../main/engine/connections';
import { createTransfers } from '../main/engine/transfers';
import { at, echoes } from './echo';
import { printShares } from './measure';
import { sshOptions, target } from './target';

/** Sparse here: reading it costs nothing. */
const fileBytes = 6 * 1024 ** 3;

type Rows = Map<string, number[]>;
/** MiB a second of the upload meanwhile. */
type Rates = Map<string, number>;

const rateOf = (bytes: number, ms: number) => bytes / 1024 / 1024 / (ms / 1000);

export async function benchShared(lab: Lab): Promise<void> {
  const file = join(lab.dir, 'shared-file');
  writeFileSync(file, '');
  truncateSync(file, fileBytes);
  const there = `${lab.server('bench').home}/shared-file`;
  const rows: Rows = new Map();
  const rates: Rates = new Map();
  try {
    await ours(lab, file, there, rows, rates);
    await native(lab, file, there, rows, rates);
  } finally {
    rmSync(file, { force: true });
    rmSync(there, { force: true });
  }
  for (const share of [0.5, 0.99]) {
    printShares(
      `A key and its echo beside an upload over the same connection, ${share * 100}th percentile`,
      [...rows].map(([name, values]) => at(share, name, values)),
      'ms',
    );
  }
  for (const [name, rate] of rates)
    console.log(`upload meanwhile, ${name}: ${rate.toFixed(0)} MiB/s`);
}

async function ours(lab: Lab, file: string, there: string, rows: Rows, rates: Rates) {
  const engine = labEngine(lab);
  const signal = new AbortController().signal;
  const link = await engine.connections.link(target, signal);
  const shell = await link.exec('cat');
  const { port1, port2 } = new MessageChannel();
  // Lent whatever the sign-in was: this key needs nobody.
  lendOver(port1, { lend: async () => link as never });
  const borrower = new Borrower(engine.connections);
  borrower.join(port2);
  try {
    const transfers = createTransfers({ host: engine.host, connections: borrower });
    const stop = new AbortController();
    let done = 0;
    const copying = transfers
      .push({
        ...{ server: target, sources: [file], destination: there, signal: stop.signal },
        onProgress: ({ bytesDone }) => {
          done = bytesDone;
        },
      })
      .catch(() => undefined);
    await pause(500);
    const from = { done, at: performance.now() };
    rows.set('labmate', await echoes(shell));
    rates.set('labmate', rateOf(done - from.done, performance.now() - from.at));
    stop.abort();
    await copying;
    await transfers.dispose();
    rows.set('labmate, no upload', await echoes(shell));
  } finally {
    port1.close();
    shell.close();
    await engine.stop();
  }
}

async function native(lab: Lab, file: string, there: string, rows: Rows, rates: Rates) {
  const master = ['-o', `ControlPath=${join(lab.dir, 'master')}`];
  const first = spawn('ssh', [...sshOptions(lab), ...master, '-M', '-N', target]);
  await pause(1500);
  const cat: ChildProcessWithoutNullStreams = spawn('ssh', [
    ...[...sshOptions(lab), ...master, target],
    'cat',
  ]);
  const copying = spawn('scp', [...sshOptions(lab), ...master, '-q', file, `${target}:${there}`]);
  await pause(500);
  try {
    const from = { done: statSync(there).size, at: performance.now() };
    rows.set('ssh and scp (ControlMaster)', await echoes(cat));
    const done = statSync(there).size - from.done;
    rates.set('ssh and scp (ControlMaster)', rateOf(done, performance.now() - from.at));
  } finally {
    for (const child of [copying, cat, first]) {
      const ended = once(child, 'exit');
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await ended;
    }
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
