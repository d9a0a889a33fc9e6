/** A port at which nobody ever answers, as behind a firewall that drops what comes. */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';

export interface DeafPort {
  port: number;
  close(): Promise<void>;
}

/** A stopped process whose queue of connections is full: the kernel drops what comes then. */
export async function openDeafPort(): Promise<DeafPort> {
  const program =
    'require("net").createServer().listen({port:0,host:"127.0.0.1",backlog:1},function(){console.log(this.address().port)})';
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const port = Number(await new Promise((resolve) => child.stdout.once('data', resolve)));
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await new Promise((resolve) => fillers[0]?.once('connect', resolve));
  return {
    port,
    async close() {
      for (const filler of fillers) filler.destroy();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      process.off('exit', kill);
      kill();
      await gone;
    },
  };
}
