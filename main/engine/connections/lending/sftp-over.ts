/**
 * SFTP over any stream of bytes. The library makes SFTP only on channels of its own clients; its SFTP itself
 * needs no more of a channel than what stands here (ssh2 1.17, the pinned version).
 */
import type { Duplex } from 'node:stream';
import type { SFTPWrapper } from 'ssh2';
// @ts-expect-error the library's types do not tell of its parts
import { SFTP } from 'ssh2/lib/protocol/SFTP.js';
import { problemOf } from '../../kit/outcome';
import { SshSftp } from '../ssh-sftp';
import { connectionError } from '../words';

/** What is used of the library's insides. */
interface Inside extends SFTPWrapper {
  push(bytes: Buffer | null): void;
  _init(): void;
}

/** Over a shared connection little is on its way at a time, so that keys come between, in bytes. */
const SHARED_IN_FLIGHT = 512 * 1024;

/**
 * @param software what the server says that it is
 * @throws ProblemError `connections/no-sftp`
 */
export function sftpOver(stream: Duplex, software: string, server: string): Promise<SshSftp> {
  const half = { id: 0, window: Number.POSITIVE_INFINITY, packetSize: 1 << 20, state: 'open' };
  const protocol = {
    _remoteIdentRaw: `SSH-2.0-${software}`,
    // The stream waits for nobody: how much is under way is bounded by who makes the requests.
    channelData: (_channel: number, bytes: Buffer) => void stream.write(bytes),
    channelClose: () => void stream.destroy(),
  };
  const made = new SFTP(
    { _protocol: protocol },
    { type: 'sftp', incoming: { ...half }, outgoing: { ...half } },
    {},
  ) as Inside;
  stream.on('data', (bytes: Buffer) => made.push(bytes));
  // A server that sends no more answers nothing more.
  stream.once('end', () => stream.destroy());
  stream.once('close', () => {
    made.push(null);
    made.emit('close');
  });
  return new Promise((resolve, reject) => {
    const refuse = (error?: Error) => {
      stream.destroy();
      const detail = error?.message ?? 'the channel was closed';
      reject(connectionError({ kind: 'no-sftp', server, detail }));
    };
    made.once('error', refuse);
    made.once('close', refuse);
    made.once('ready', () => {
      made.off('error', refuse);
      made.off('close', refuse);
      const sftp = new SshSftp(made, server, SHARED_IN_FLIGHT);
      stream.once('error', (error) => {
        const reason = problemOf(error);
        if (reason) sftp.fail(reason);
      });
      resolve(sftp);
    });
    made._init();
  });
}
