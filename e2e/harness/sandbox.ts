/** Whether Chromium's sandbox can be used here, and whether a running app really uses it. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** An ordinary uid without an account, to ask the kernel as somebody who is not root. */
const ANYBODY = 65534;

/**
 * Why the sandbox cannot be used, or false. It needs user namespaces that an ordinary user may
 * make (Chromium's docs/linux/sandboxing.md); containers and hardened systems refuse them.
 */
export function sandboxMissing(): string | false {
  const isRoot = process.getuid?.() === 0;
  const identity = isRoot ? { uid: ANYBODY, gid: ANYBODY } : {};
  const { status, stderr, error } = spawnSync('unshare', ['--user', '--net', 'true'], {
    ...identity,
    cwd: '/',
    encoding: 'utf8',
  });
  if (status === 0) return false;
  const why = error?.message ?? stderr.trim();
  return `Chromium’s sandbox needs user namespaces, which are refused here (${why})`;
}

/** One process of the app, from /proc. */
export interface ProcessFacts {
  pid: number;
  parent: number;
  uid: number;
  words: string[];
  /** `Seccomp` of /proc/<pid>/status: 2 is a filter (proc(5)). */
  seccomp: number;
  noNewPrivileges: boolean;
}

function factsOf(pid: number): ProcessFacts | undefined {
  let status: string;
  let words: string[];
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8');
    // Chromium rewrites the title of forked processes with spaces in place of NUL.
    words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split(/[\0 ]/).filter(Boolean);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined; // it ended while we looked
    throw error;
  }
  const number = (name: string) =>
    Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? -1);
  return {
    pid,
    parent: number('PPid'),
    uid: number('Uid'),
    words,
    seccomp: number('Seccomp'),
    noNewPrivileges: number('NoNewPrivs') === 1,
  };
}

/** A process and all that descend from it. */
export function processTree(root: number): ProcessFacts[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => factsOf(Number(name)))
    .filter((facts) => facts !== undefined);
  const tree: ProcessFacts[] = all.filter(({ pid }) => pid === root);
  for (const facts of tree) tree.push(...all.filter(({ parent }) => parent === facts.pid));
  return tree;
}

export const isRenderer = ({ words }: ProcessFacts) => words.includes('--type=renderer');

/** What is wrong with the sandbox of a running app; empty when it is on. */
export function sandboxFaults(mainPid: number): string[] {
  const tree = processTree(mainPid);
  const faults: string[] = [];
  for (const { pid, uid, words } of tree) {
    if (uid === 0) faults.push(`process ${pid} runs as root`);
    if (words.includes('--no-sandbox')) faults.push(`process ${pid} was started with --no-sandbox`);
  }
  const renderers = tree.filter(isRenderer);
  if (renderers.length === 0) faults.push('there is no renderer process');
  for (const { pid, seccomp, noNewPrivileges } of renderers) {
    if (seccomp !== 2) faults.push(`renderer ${pid} has no seccomp filter`);
    if (!noNewPrivileges) faults.push(`renderer ${pid} could gain privileges`);
  }
  return faults;
}
