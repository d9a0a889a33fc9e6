/** The lab for a person: `npm run lab`. Different situations to look at, until Ctrl+C. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findJupyter } from './jupyter';
import { type Lab, startLab } from './lab';
import { makeNastyTree } from './nasty-tree';
import { isRoot } from './registry';
import { giveTo } from './users';

async function fill(lab: Lab): Promise<void> {
  const jupyter = await findJupyter();
  const withJupyter = !('missing' in jupyter);
  if (!withJupyter) console.error(`no Jupyter: ${jupyter.missing}`);
  await lab.addServer({ name: 'gpu1', user: 'alice', gpu: 'live', jupyter: withJupyter });
  const live = lab.server('gpu1');
  const alice = live.user;
  const colleague = isRoot ? await lab.addUser({ name: 'bob' }) : alice;
  live.setGpuProcesses([
    { gpu: 0, pid: alice.startProcess('python train.py'), usedMiB: 18_200, name: 'python' },
    { gpu: 1, pid: colleague.startProcess('python notebook.py'), usedMiB: 31_000, name: 'python' },
  ]);
  await lab.addServer({ name: 'gpu2', user: 'alice', gpu: '8xA100-busy', jupyter: withJupyter });
  await lab.addServer({
    name: 'gpu3',
    user: isRoot ? 'carol' : 'alice',
    gpu: 'driver-mismatch',
    identity: 'encrypted',
    without: ['jupyter'],
    ...(isRoot ? { shell: 'noisy' as const, password: true } : {}),
  });
  const tree = join(alice.home, 'odd names');
  makeNastyTree(tree);
  writeFileSync(join(alice.home, 'train.py'), 'print("hello from the lab")\n');
  if (isRoot) {
    giveTo(alice, tree);
    giveTo(alice, join(alice.home, 'train.py'));
  }
}

function explain(lab: Lab): string {
  const carol = lab.server('gpu3');
  const config = join(lab.sshDir, 'config');
  return `
The lab runs. Its ssh folder is ${lab.sshDir}

  gpu1  two GPUs that change, processes of two users, JupyterLab, a folder of odd names
  gpu2  eight busy A100, JupyterLab
  gpu3  a driver mismatch, no Jupyter, a noisy .bashrc; its key wants a passphrase:
        ${lab.keys.encrypted.passphrase}${carol.user.password ? `\n        or the password:  ${carol.user.password}` : ''}

  LABMATE_SSH_DIR=${lab.sshDir} npm start
  LABMATE_SSH_DIR=${lab.sshDir} npm run -s cli -- gpus gpu1 --accept-new
  ssh -F ${config} gpu1

Ctrl+C ends it and removes its users and files.`;
}

const lab = await startLab();
let stopping: Promise<void> | undefined;
/** Keeps the process alive until it is told to stop; idle ports do not. */
const alive = setInterval(() => undefined, 60_000);
async function stop(): Promise<void> {
  console.log('\nremoving the lab');
  clearInterval(alive);
  await lab.stop();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopping ??= stop().catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
  });
}
try {
  await fill(lab);
  if (!stopping) console.log(explain(lab));
} catch (error) {
  if (!stopping) {
    console.error(error);
    process.exitCode = 1;
    stopping = stop();
  }
}
await stopping;
