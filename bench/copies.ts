/** Copies over SFTP beside scp and rsync: one big file and many small ones, both ways. */
import { randomFillSync } from 'node:crypto';
import {
  chownSync,
  closeSync,
  mkdirSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Lab, LabServer } from '../e2e/lab';
import { labEngine } from '../e2e/lab/engine';
import { createTransfers } from '../main/engine/transfers';
import { type Candidate, printTable, takeTurns } from './measure';
import { runCommand, target as serverName, sshOptions } from './target';

const bigMiB = 512;
const smallFiles = 2000;
const smallBytes = 4096;

/** What a copy is measured with: `size` in MiB for a rate, or nothing for seconds. */
interface Load {
  title: string;
  local: string;
  size?: number;
}

export async function benchCopies(lab: Lab, server: LabServer, rounds: number): Promise<void> {
  const work = join(lab.dir, 'bench');
  mkdirSync(work);
  const loads: Load[] = [
    { title: `one file of ${bigMiB} MiB`, local: makeBig(work), size: bigMiB },
    { title: `${smallFiles} files of ${smallBytes} bytes`, local: makeSmall(work) },
  ];
  for (const load of loads) {
    const unit = load.size === undefined ? 's' : 'MiB/s';
    const up = await takeTurns(uploads(lab, server, load.local), rounds);
    printTable(`Upload, ${load.title}`, up, load.size, unit);
    const down = await takeTurns(downloads(lab, server, load.local, work), rounds);
    printTable(`Download, ${load.title}`, down, load.size, unit);
  }
}

function makeBig(work: string): string {
  const path = join(work, 'big.bin');
  const file = openSync(path, 'w');
  const piece = Buffer.alloc(1024 * 1024);
  for (let n = 0; n < bigMiB; n += 1) writeSync(file, randomFillSync(piece));
  closeSync(file);
  return path;
}

function makeSmall(work: string): string {
  const folder = join(work, 'small');
  mkdirSync(folder);
  for (let n = 0; n < smallFiles; n += 1) {
    writeFileSync(join(folder, `file-${n}`), randomFillSync(Buffer.alloc(smallBytes)));
  }
  return folder;
}

/** Every candidate connects anew, as a person who types the command does. */
function uploads(lab: Lab, server: LabServer, local: string): Candidate[] {
  const target = join(server.home, 'bench-target');
  const fresh = () => {
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    chownSync(target, server.user.uid, server.user.gid);
  };
  return candidates(lab, fresh, local, `${serverName}:${target}`, (transfers, signal) =>
    transfers.push({ server: serverName, sources: [local], destination: target, signal }),
  );
}

function downloads(lab: Lab, server: LabServer, local: string, work: string): Candidate[] {
  const remote = join(server.home, 'bench-target', local.split('/').at(-1) ?? '');
  const target = join(work, 'down');
  const fresh = () => {
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
  };
  return candidates(lab, fresh, `${serverName}:${remote}`, target, (transfers, signal) =>
    transfers.pull({ server: serverName, sources: [remote], destination: target, signal }),
  );
}

/** Labmate, scp and rsync over the same copy; `fresh` empties the target before each run. */
function candidates(
  lab: Lab,
  fresh: () => void,
  from: string,
  to: string,
  copy: Copy,
): Candidate[] {
  const ssh = sshOptions(lab);
  return [
    {
      name: 'labmate (SFTP)',
      run: async () => {
        fresh();
        return ours(lab, copy);
      },
    },
    native('scp -r', fresh, 'scp', ['-q', '-r', ...ssh, from, to]),
    native('rsync -a -W', fresh, 'rsync', ['-aW', '-e', `ssh ${ssh.join(' ')}`, from, to]),
  ];
}

function native(name: string, fresh: () => void, command: string, args: string[]): Candidate {
  return {
    name,
    run: async () => {
      fresh();
      const started = performance.now();
      await runCommand(command, args);
      return (performance.now() - started) / 1000;
    },
  };
}

type Copy = (
  transfers: ReturnType<typeof createTransfers>,
  signal: AbortSignal,
) => Promise<{ faultCount: number }>;

async function ours(lab: Lab, copy: Copy): Promise<number> {
  const started = performance.now();
  const engine = labEngine(lab);
  const transfers = createTransfers(engine);
  const report = await copy(transfers, new AbortController().signal);
  if (report.faultCount > 0) throw new Error(`the copy had ${report.faultCount} faults`);
  await transfers.dispose();
  await engine.stop();
  return (performance.now() - started) / 1000;
}
