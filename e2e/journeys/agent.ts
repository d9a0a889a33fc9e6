/** A real ssh-agent of a lab user, holding one key. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LabUser } from '../lab';

export interface Agent {
  /** For `SSH_AUTH_SOCK`. */
  socket: string;
  /** Ends it and removes its socket. Safe to call twice. */
  stop(): Promise<void>;
}

export async function startAgent(user: LabUser, keyFile: string): Promise<Agent> {
  const socket = join(user.home, 'agent.sock');
  const started = await user.run('ssh-agent', ['-s', '-a', socket]);
  const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(started.stdout)?.[1]);
  if (!Number.isInteger(pid)) throw new Error(`ssh-agent did not start: ${started.stderr}`);
  const added = await user.run('ssh-add', ['-q', keyFile], {
    env: { ...user.env, SSH_AUTH_SOCK: socket },
  });
  if (added.code !== 0) throw new Error(`ssh-add failed: ${added.stderr}`);
  let stopped = false;
  return {
    socket,
    async stop() {
      if (stopped) return;
      stopped = true;
      process.kill(pid, 'SIGTERM');
      rmSync(socket, { force: true });
    },
  };
}
